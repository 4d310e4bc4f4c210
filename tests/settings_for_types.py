"""For mypy's plugin, which loads the settings without a database or an environment."""

import os

os.environ.setdefault("KONTOR_SECRET_KEY", "types only, never served")
os.environ.setdefault("KONTOR_SEAL_KEYS", "types-only")
os.environ.setdefault("KONTOR_PUBLIC_URL", "https://kontor.localhost")
os.environ.setdefault("KONTOR_DATABASE_HOST", "nowhere")
os.environ.setdefault("KONTOR_DATABASE_PASSWORD", "types only")

from config.settings import *  # noqa: F403
