"""PUBLIC. What leaves for people: mail and SMS, their budgets, and what became of each.

Nothing is sent while a room's transaction is open.
"""
