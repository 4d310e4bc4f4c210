"""The numbers by which states and banks know a business, and its address: written one way, and checked.

No tables, so it belongs to neither kind of room. Each check takes what a person typed and answers the number as documents carry it, or
raises Django's ValidationError with a sentence that says what to write instead.
"""
