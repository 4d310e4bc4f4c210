"""VAT: its categories, and the tax codes of each country with the days on which a rate holds. No tables."""
