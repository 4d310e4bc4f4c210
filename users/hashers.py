from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """46 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet): about 0.15 s a try."""

    time_cost = 2
    memory_cost = 47_104
    parallelism = 1
