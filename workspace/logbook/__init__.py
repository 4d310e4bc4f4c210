"""WORKSPACE. The logbook: who did what to which row. Lines are added, never altered."""
