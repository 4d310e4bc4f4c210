"""What DNS says: asked by dnspython, of the system's name servers or those of the settings."""

from __future__ import annotations

from collections.abc import Iterable

import dns.exception
import dns.resolver
from django.conf import settings

PATIENCE = 5.0  # seconds for all tries together


class NoAnswer(Exception):
    """Nobody said anything that could be relied on: neither that it is there nor that it is not."""


def texts_at(name: str) -> list[str]:
    """Every TXT record of this name, each with its parts put together. None: an empty list."""
    try:
        answer = _resolver().resolve(f"{name}.", "TXT", lifetime=PATIENCE, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer(type(error).__name__) from error
    return [b"".join(record.strings).decode("latin-1") for record in answer]


def _resolver() -> dns.resolver.Resolver:
    if not settings.NAME_SERVERS:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = list(_servers(settings.NAME_SERVERS))
    return resolver


def _servers(written: Iterable[str]) -> Iterable[dns.nameserver.Nameserver]:
    """`192.0.2.1` or `192.0.2.1:5353`."""
    for each in written:
        address, _, port = each.partition(":")
        yield dns.nameserver.Do53Nameserver(address, int(port or 53))
