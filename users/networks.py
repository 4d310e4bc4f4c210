"""Where a request came from, as far as we want to know it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip  # by ALLAUTH_TRUSTED_PROXY_COUNT
from django.http import HttpRequest

HOUSE = {4: 24, 6: 48}
CARRIER = {4: 16, 6: 32}  # whose customers move about in it from hour to hour


def network_of(request: HttpRequest) -> str:
    """Its address without what tells one machine of a house from another; "" where none is known."""
    return _cut(request, HOUSE)


def carrier_of(request: HttpRequest) -> str:
    """About as much of it as a phone keeps while it is carried through a town."""
    return _cut(request, CARRIER)


def _cut(request: HttpRequest, bits: dict[int, int]) -> str:
    try:
        address = ip_address(get_client_ip(request))
    except ValueError:
        return ""
    return str(ip_network((address, bits[address.version]), strict=False))
