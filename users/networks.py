"""Where a request came from, as far as we want to know it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip  # by ALLAUTH_TRUSTED_PROXY_COUNT
from django.http import HttpRequest

HOUSE = {4: 24, 6: 48}
CARRIER = {4: 16, 6: 32}  # whose customers move about in it from hour to hour
TRANSLATED = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address, in its last 32 bits


def network_of(request: HttpRequest) -> str:
    """Its address without what tells one machine of a house from another; "" where none is known."""
    return _cut(request, HOUSE)


def carrier_of(request: HttpRequest) -> str:
    """About as much of it as a phone keeps while it is carried through a town."""
    return _cut(request, CARRIER)


def _cut(request: HttpRequest, bits: dict[int, int]) -> str:
    try:
        address = _as_it_was(ip_address(get_client_ip(request)))
    except ValueError:
        return ""
    return str(ip_network((address, bits[address.version]), strict=False))


def _as_it_was(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """All of IPv4 stands in one network of IPv6: a server or a carrier may have put it there."""
    if isinstance(address, IPv4Address):
        return address
    if address in TRANSLATED:
        return IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address
