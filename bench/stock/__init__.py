"""The same business in django-tenants, set up as its documentation says."""
