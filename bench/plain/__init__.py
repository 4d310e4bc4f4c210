"""The same business in Django alone: one schema, one owner, Django's sessions and users."""
