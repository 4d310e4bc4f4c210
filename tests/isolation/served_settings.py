"""The tests' settings, with the watch over hosts as it is in production."""

from config.settings import HOSTS_CHECKED_SECONDS as _CHECKED
from tests.settings import *  # noqa: F403

HOSTS_CHECKED_SECONDS = _CHECKED
