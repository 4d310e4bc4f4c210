"""WORKSPACE. Items: what the business sells and buys."""
