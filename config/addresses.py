"""Addresses of the public host, for who is elsewhere: in a mail, on a workspace's host."""

from __future__ import annotations

from django.conf import settings


def public_address(path: str = "") -> str:
    """`https://kontor.example/sign-in/` of `/sign-in/`; without a path the host alone."""
    return f"{settings.PUBLIC_URL.geturl().rstrip('/')}{path}"
