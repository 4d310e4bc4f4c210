"""Whose neighbours somebody is: what a server or a carrier made of an address does not matter."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from users.networks import carrier_of, network_of


def asked_from(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("address", "network", "carrier"),
    [
        ("198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"),
        ("::ffff:198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"),
        ("64:ff9b::198.51.100.7", "198.51.100.0/24", "198.51.0.0/16"),
        ("64:ff9b:1::198.51.100.7", "64:ff9b:1::/48", "64:ff9b::/32"),  # of somebody's own
        ("2001:db8:1:2::7", "2001:db8:1::/48", "2001:db8::/32"),
        ("", "", ""),
        ("unix:", "", ""),
    ],
)
def test_an_address_belongs_to_the_network_that_it_comes_from(address, network, carrier):
    request = asked_from(address)

    assert (network_of(request), carrier_of(request)) == (network, carrier)
