"""Scores the headers of an answer as Mozilla's Observatory does: 100, and points to or fro.

After the table of its scoring (mozilla/http-observatory, `scoring.md`); what we do not use at all
(resources of other hosts, cookies of others) counts as it does there.
"""

from __future__ import annotations

import re
from typing import Any


def score_of(answer: Any) -> tuple[int, list[str]]:
    """The score, and the tests that took points away."""
    given = {name: weigh(answer) for name, weigh in TESTS.items()}
    return 100 + sum(given.values()), [name for name, points in given.items() if points < 0]


def _policy(answer: Any) -> dict[str, set[str]]:
    said = answer.headers.get("content-security-policy", "")
    parts = [part.split() for part in said.split(";") if part.split()]
    return {name: set(values) for name, *values in parts}


def _csp(answer: Any) -> int:
    policy = _policy(answer)
    if not policy:
        return -25
    scripts = policy.get("script-src", policy.get("default-src", {"*"}))
    if (
        scripts & {"'unsafe-inline'", "data:", "*", "https:", "http:"}
        or "default-src" not in policy
    ):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    styles = policy.get("style-src", policy["default-src"])
    if "'unsafe-inline'" in styles:
        return 0
    return 10 if policy["default-src"] == {"'none'"} else 5


def _hsts(answer: Any) -> int:
    said = answer.headers.get("strict-transport-security", "")
    age = re.search(r"max-age=(\d+)", said)
    if age is None:
        return -20
    if int(age[1]) < 15_768_000:  # half a year
        return -10
    return 5 if "preload" in said and "includesubdomains" in said.lower() else 0


def _sniffing(answer: Any) -> int:
    return 0 if answer.headers.get("x-content-type-options") == "nosniff" else -5


def _framing(answer: Any) -> int:
    if _policy(answer).get("frame-ancestors") in ({"'none'"}, {"'self'"}):
        return 5
    return 0 if answer.headers.get("x-frame-options") in ("DENY", "SAMEORIGIN") else -20


def _referrer(answer: Any) -> int:
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    said = answer.headers.get("referrer-policy")
    return 0 if said is None else 5 if said in private else -5


def _cookies(answer: Any) -> int:
    points = 0
    for cookie in answer.headers.get_list("set-cookie"):
        flags = cookie.lower()
        if "secure" not in flags:
            points = min(points, -20)
        if "__host-sid" in flags and "httponly" not in flags:
            points = min(points, -30)
    return points


def _sharing(answer: Any) -> int:
    """Cross-origin reading: nobody is invited."""
    return -50 if answer.headers.get("access-control-allow-origin") == "*" else 0


def _resources(answer: Any) -> int:
    said = answer.headers.get("cross-origin-resource-policy")
    return -5 if said == "cross-origin" else 10 if said in ("same-origin", "same-site") else 0


TESTS = {
    "content security policy": _csp,
    "strict transport security": _hsts,
    "x-content-type-options": _sniffing,
    "framing": _framing,
    "referrer policy": _referrer,
    "cookies": _cookies,
    "cross-origin sharing": _sharing,
    "cross-origin resource policy": _resources,
}
