"""The ways in and out by API, on the public host: who asks is a stranger yet."""
