"""PUBLIC. What leaves for people: mail, its outbox and the log of deliveries.

Nothing is sent while a room's transaction is open.
"""
