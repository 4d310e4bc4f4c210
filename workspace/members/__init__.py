"""WORKSPACE. Members: the people of a tenant, as this workspace's work refers to them."""
