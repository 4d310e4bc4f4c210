from __future__ import annotations

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """46 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): about 0.15 s a try.

    Any Unicode is welcome. One letter can be written as one or as two code points, depending on
    the keyboard: both are the same password.
    """

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return super().encode(unicodedata.normalize("NFC", password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(unicodedata.normalize("NFC", password), encoded)
