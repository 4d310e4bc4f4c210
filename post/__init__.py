"""PUBLIC. What leaves for people: mail and its outbox. Nothing is sent while a room's transaction is open."""
