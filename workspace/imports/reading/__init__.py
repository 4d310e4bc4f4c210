"""Reading: bytes become records, records become lines of sales, lines become documents.

Nothing here asks the database. The same bytes give the same result every time, which is what lets
an import that was killed go on where it stood.
"""
