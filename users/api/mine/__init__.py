"""What people do for themselves by API, on the public host."""
