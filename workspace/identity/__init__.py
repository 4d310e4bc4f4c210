"""Where the top-level `identity` once stood: published migrations still name this place."""
