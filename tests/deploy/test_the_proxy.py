"""`deploy/Caddyfile` as it runs: certificates for our hosts only, APIs refused in clear, nobody
believed who says where he comes from, and the TLS that Mozilla calls intermediate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from config.settings import HOME
from deploy.embedded.authority import BASE_HOST, Authority
from tenants.rooms import public_room
from tests import world
from tests.deploy.headers import score_of
from tests.deploy.proxy import CADDY, App, Proxy
from tests.isolation.served import HERE, Process
from users.models import ApiToken

SSLYZE = HOME / ".venv-scan" / "bin" / "sslyze"
IN_CI = bool(os.environ.get("CI"))

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proxy(tmp_path, acme):
    if CADDY is None:
        assert not IN_CI, "CI installs Caddy"
        pytest.skip("there is no Caddy here")
    with App(tmp_path, threads=8) as app, Proxy(tmp_path, app) as proxy:
        yield proxy


def test_our_hosts_are_served_over_tls_and_no_others(proxy, acme, alice):
    assert proxy.ask(world.HOST, "/sign-in/").status_code == 200
    assert proxy.ask(f"provider.{world.HOST}", "/api/v1/tenants/").status_code == 401
    inside = proxy.ask(acme.host, "/sign-in/")
    assert inside.status_code == 302
    assert inside.headers["location"].startswith(f"https://{world.HOST}:8443/go/acme/")
    for host in (f"nobody.{world.HOST}", "books.example.com"):
        with pytest.raises(httpx.ConnectError):
            proxy.ask(host, "/")


def test_in_clear_a_page_is_sent_on_and_an_api_is_refused(proxy, acme, alice):
    with public_room():
        token, secret = ApiToken.objects.make(name="leaked", membership=alice.membership)

    page = proxy.ask(world.HOST, "/sign-in/", tls=False)
    api = proxy.ask(
        acme.host,
        "/api/v1/company/",
        tls=False,
        headers={"Authorization": f"Bearer {secret}", "X-Forwarded-Proto": "https"},
    )

    assert (page.status_code, page.headers["location"]) == (
        301,
        f"https://{world.HOST}:8443/sign-in/",
    )
    assert (api.status_code, api.json()["code"]) == (403, "https_required")
    with public_room():
        token.refresh_from_db()
    assert token.revoked_why == "seen over plain HTTP"
    assert secret not in proxy.log.read_text() + proxy.app.log.read_text()


def test_nobody_is_believed_where_he_comes_from(proxy, acme, alice):
    def asked(addresses: str) -> int:
        with public_room():
            _, secret = ApiToken.objects.make(
                name="bound", membership=alice.membership, addresses=addresses
            )
        told = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9"}
        told |= {"Forwarded": "for=203.0.113.9", "Authorization": f"Bearer {secret}"}
        return int(proxy.ask(acme.host, "/api/v1/company/", headers=told).status_code)

    assert asked("127.0.0.1/32") == 200
    assert asked("203.0.113.9/32") == 403


def test_what_is_too_large_ends_at_the_proxy(proxy):
    answer = proxy.ask(world.HOST, "/sign-in/", method="POST", content=b"x" * 26_000_001)

    assert answer.status_code == 413


def test_the_headers_score_a_hundred(proxy, acme):
    pages = [(world.HOST, "/"), (world.HOST, "/sign-in/"), (acme.host, "/api/v1/company/")]

    for host, path in pages:
        score, wrong = score_of(proxy.ask(host, path))
        assert (score >= 100, wrong) == (True, []), (host, path)


def scanned(port: int, folder: Path) -> dict:
    """What sslyze says of Mozilla's intermediate profile, but for who signed the certificate."""
    if not SSLYZE.exists():
        assert not IN_CI, "CI installs the scanner (requirements/scan.txt)"
        pytest.skip("there is no sslyze here: see requirements/scan.in")
    told = folder / "sslyze.json"
    command = [str(SSLYZE), "--mozilla_config=intermediate", f"--sni={BASE_HOST}"]
    said = subprocess.run(
        [*command, f"--json_out={told}", f"{HERE}:{port}"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    [result] = json.loads(told.read_text())["server_scan_results"]
    return {"said": said.stdout, "result": result["scan_result"]}


def faults_in(said: str) -> list[str]:
    """The lines of its verdict, without those about an authority that only we know."""
    _, _, verdict = said.partition("COMPLIANCE AGAINST TLS CONFIGURATION")
    lines = [line.strip() for line in verdict.splitlines() if line.strip().startswith("*")]
    return [line for line in lines if "Certificate path validation failed" not in line]


def test_the_proxy_speaks_mozillas_intermediate_tls(proxy, tmp_path):
    found = scanned(proxy.port, tmp_path)

    assert faults_in(found["said"]) == []
    assert "COMPLIANCE AGAINST TLS CONFIGURATION" in found["said"]


class Dev(Process):
    """The web server as `bin/dev` starts it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.authority = Authority(folder)
        self.authority.prepare()

    def command(self) -> list[str]:
        pair = str(self.authority.certificate_file)
        tls = ["--ssl-certificate", pair, "--ssl-keyfile", pair]
        server = ["-m", "granian", "--interface", "wsgi", "--host", HERE, "--no-ws"]
        return [sys.executable, *server, "--port", str(self.port), *tls, "config.wsgi:application"]


def test_what_bin_dev_serves_does_so_too(tmp_path, db):
    with Dev(tmp_path) as dev:
        found = scanned(dev.port, tmp_path)

    assert faults_in(found["said"]) == []
