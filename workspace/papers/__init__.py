"""WORKSPACE. Papers: the PDF of each issued document, made once and kept, and how it was sent."""
