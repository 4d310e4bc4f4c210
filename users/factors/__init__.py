"""What somebody proves with beside a password: an app with codes, passkeys, codes on paper.

The rows are allauth's (`Authenticator`), what is in them is ours: secrets are sealed for one person
and one kind, codes on paper are marks. Everything here stands in the public room.
"""
