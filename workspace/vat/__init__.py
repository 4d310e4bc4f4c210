"""WORKSPACE. VAT: its categories, and the tax codes of each country with the days of each rate.

No tables: what a rate is, is the same for every workspace.
"""
