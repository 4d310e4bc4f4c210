"""Django's PostgreSQL backend, with the room glued in front of each statement."""
