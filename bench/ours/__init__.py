"""Kontor as it is: its settings, its rooms, its logins."""
