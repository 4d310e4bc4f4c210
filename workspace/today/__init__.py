"""WORKSPACE. Today: what waits, most urgent first."""
