"""How an API is described on its own host: its OpenAPI document, and the same as a page."""
