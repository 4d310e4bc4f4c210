"""WORKSPACE. Money: what came in, and which invoices it pays. What is open is derived, never typed."""
