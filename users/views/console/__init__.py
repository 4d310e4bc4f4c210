"""The console's rooms about people and programs, on the provider's host. `users/console.py` says
whom each of them serves."""
