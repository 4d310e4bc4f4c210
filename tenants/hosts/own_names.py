"""What a business may call its own host: a name of the public DNS, as it stands there.

`Bücher.Example.` is `xn--bcher-kva.example`: IDNA 2008 by the library `idna`, mapped by UTS 46 as
browsers do. What ends a name publicly (`co.uk`, `github.io`) belongs to nobody: the list of
publicsuffix.org, as the library `publicsuffixlist` carries it.
"""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address

import idna
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

from tenants.errors import HostRefused

LONGEST = 245  # `_kontor.` has to fit in front of it


def own_host(text: str) -> str:
    """The name in ASCII and in small letters, or HostRefused with what to write instead."""
    host = _in_ascii(text.strip().rstrip("."))
    if len(host) > LONGEST:
        raise HostRefused(_("This name is too long."))
    if "." not in host or _is_public_suffix(host):
        raise HostRefused(
            _("This is an ending that many share. Write your own name in front of it.")
        )
    if _is_ours(host):
        raise HostRefused(_("This name belongs to Kontor. Write one of your own."))
    return host


def _in_ascii(text: str) -> str:
    if _is_an_address(text):
        raise HostRefused(_("This is the number of a computer. Write a name."))
    try:
        # Browsers know other dots than ours: the last one may be a wide one.
        host = idna.encode(text, uts46=True, std3_rules=True).decode().rstrip(".")
    except (idna.IDNAError, UnicodeError):
        raise HostRefused(_("Write the name alone, such as books.example.com.")) from None
    if host.rpartition(".")[2].isdigit():
        raise HostRefused(_("This is the number of a computer. Write a name."))
    return host.lower()


def _is_an_address(text: str) -> bool:
    try:
        ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _is_ours(host: str) -> bool:
    """Ours, below it, or above it: nobody gets the host that our own stands in."""
    ours = settings.BASE_HOST
    return host == ours or host.endswith(f".{ours}") or ours.endswith(f".{host}")


def _is_public_suffix(host: str) -> bool:
    return _suffixes().privatesuffix(host) is None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
