"""WORKSPACE. The business itself: its legal data, addresses, bank account and logo."""
