"""PUBLIC. People and how they sign in: users, sessions, hand-over tickets, API tokens."""
