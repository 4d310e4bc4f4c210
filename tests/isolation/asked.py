"""Every address of a host, asked by one actor: what was answered otherwise than it has to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.addresses import Address, addresses
from tests.isolation.planted import Planted, at

ANY = set(range(200, 500))  # what this address answers is tested elsewhere
CSRF = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")\w+|(?<=__Host-csrf=)\w+|expires=[^;]+'
    r"|(?<='Expires': ')[^']+"
)
OWN = {
    "POST /sign-out/",
    "POST /tokens/revocation/",
    "DELETE /api/v1/session/",
    "DELETE /api/v1/me/",
    "DELETE /api/v1/programs/",
    "DELETE /api/v1/workspaces/{slug}/key/",
    "POST /api/v1/own-data/export/",
}
Asked = tuple[Address, str, str, Any]  # the address, its method, as it was asked, the answer


def every(
    client: Any, urlconf: str, planted: Planted, *, with_a_key: bool = False
) -> Iterator[Asked]:
    """With the keys of this tenant wherever a key is wanted (or there only). Changes come late.

    Signing out is left to `tests/users/test_signing_out.py`: it would end the attack. What changes
    one's own things without being told which is no attack: `tests/users/test_what_is_mine_by_api.py`.
    """
    client.raise_request_exception = False
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        for address in addresses(urlconf):
            if with_a_key and not address.wants:
                continue
            if method in address.methods and f"{method} {address}" not in OWN:
                for path in at(address, planted):
                    yield address, method, path, ask(client, address, method, path)


def ask(client: Any, address: Address, method: str, path: str) -> Any:
    kind = "application/json" if address.is_api else "application/x-www-form-urlencoded"
    body = b"{}" if address.is_api and method != "GET" else b""
    return client.generic(method, path, body, content_type=kind)


def faults(
    answers: Iterable[Asked],
    signs: Iterable[str],
    status_of: Callable[[Address, str], set[int]],
) -> list[str]:
    """Another status, a text of somebody else's, a cookie with something in it."""
    found = []
    for address, method, path, answer in answers:
        whole = text_of(answer)
        wanted = status_of(address, method)
        if answer.status_code not in wanted:
            found.append(f"{method} {path}: {answer.status_code}")
        found += [f"{method} {path}: shows {sign}" for sign in signs if sign in whole]
        given = {name for name, cookie in answer.cookies.items() if cookie.value}
        if wanted is not ANY and given - (set() if address.is_api else {"__Host-csrf"}):
            found.append(f"{method} {path}: gives {given}")
    return found


def without_its_token(answer: Any) -> str:
    """Two answers that say the same are the same but for what protects their forms."""
    return CSRF.sub("", text_of(answer))


def text_of(answer: Any) -> str:
    """All of it, headers too."""
    content = answer.getvalue() if answer.streaming else answer.content
    return f"{dict(answer.headers)}{answer.cookies.output()}{content.decode('utf-8', 'replace')}"
