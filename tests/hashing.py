"""The quick hasher of the tests. It also finds an address that hashes and was not declared."""

from __future__ import annotations

from django.contrib.auth.hashers import MD5PasswordHasher

from users.crowd import HASHES
from users.passwords import turns

# They hash as well, but are not refused at the door in a crowd (users/crowd.py), because
SOMETIMES = {
    ("POST", "sign-in/again/"): "an app or a passkey is taken there too",
    ("POST", "api/v1/me/proof/"): "an app or a passkey is taken there too",
    (
        "POST",
        "^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[-0-9A-Za-z]+)/$",
    ): "a button sends a code",
    ("POST", "sign-up/you/"): "what was typed is shown again",
    ("POST", "invitation/<str:secret>/"): "what was typed is shown again",
    ("PUT", "api/v1/sign-up/person/"): "the password may have been given before",
}


class Declared(MD5PasswordHasher):
    """Refuses to work for a request whose address is on neither list."""

    def encode(self, password: str, salt: str) -> str:
        request = turns.request_that_hashes()
        if request is not None and request.resolver_match is not None:
            asked = (str(request.method), request.resolver_match.route)
            assert (asked[0], f"/{asked[1]}") in HASHES or asked in SOMETIMES, (
                f"{asked} hashes a password: name it in users/crowd.py, or here and say why not"
            )
        return super().encode(password, salt)
