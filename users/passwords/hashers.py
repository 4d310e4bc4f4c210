from __future__ import annotations

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher

from users.passwords import turns


class Argon2id(Argon2PasswordHasher):
    """46 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): about 0.15 s a try.

    Any Unicode is welcome. One letter can be written as one or as two code points, and a digit in
    full or half width, depending on the keyboard: both are the same password (NFKC, as NIST SP
    800-63B-4 §3.1.1.2 asks). Raises TooBusy: a crowd of tries takes neither all memory nor all
    threads of the server.
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with turns.hand():
            return super().encode(unicodedata.normalize("NFKC", password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Hashes from before were made of NFC: they fit as long as they stand."""
        with turns.hand():
            ways = dict.fromkeys(unicodedata.normalize(form, password) for form in ("NFKC", "NFC"))
            return any(super(Argon2id, self).verify(way, encoded) for way in ways)
