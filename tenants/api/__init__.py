"""The provider's admin API, version 1."""
