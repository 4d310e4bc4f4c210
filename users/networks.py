"""Where a request came from, as far as we want to know it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip  # by ALLAUTH_TRUSTED_PROXY_COUNT
from django.http import HttpRequest

BITS = {4: 24, 6: 48}


def network_of(request: HttpRequest) -> str:
    """Its address without what tells one machine of a house from another; "" where none is known."""
    try:
        address = ip_address(get_client_ip(request))
    except ValueError:
        return ""
    return str(ip_network((address, BITS[address.version]), strict=False))
