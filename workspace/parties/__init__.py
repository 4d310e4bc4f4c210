"""WORKSPACE. Parties: whom the business sells to and buys from."""
