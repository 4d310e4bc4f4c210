"""Debian's Caddy with our Caddyfile in front of a real web server, with an authority of its own."""

from __future__ import annotations

import os
import shutil
import ssl
from pathlib import Path
from typing import Any

import httpx

from tests import world
from tests.deploy.conftest import free_port
from tests.isolation.served import HERE, Process, Web

CADDY = shutil.which("caddy")
SECRET = "a-secret-of-the-proxy"
CADDYFILE = Path(__file__).resolve().parents[2] / "deploy" / "Caddyfile"


class App(Web):
    """As production runs it behind one proxy."""

    def environment(self) -> dict[str, str]:
        given = super().environment()
        given.pop("KONTOR_CERTIFICATE_SECRET_FILE", None)
        return {**given, "KONTOR_TRUSTED_PROXIES": "1", "KONTOR_CERTIFICATE_SECRET": SECRET}


class Proxy(Process):
    def __init__(self, folder: Path, app: App) -> None:
        super().__init__(folder)
        self.app, self.plain = app, free_port()

    def command(self) -> list[str]:
        assert CADDY
        return [CADDY, "run", "--adapter", "caddyfile", "--config", str(CADDYFILE)]

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "KONTOR_HOST": world.HOST,
            "KONTOR_APP": f"{HERE}:{self.app.port}",
            "KONTOR_CERTIFICATE_SECRET": SECRET,
            "KONTOR_TLS_ISSUER": "internal",
            "KONTOR_HTTP_PORT": str(self.plain),
            "KONTOR_HTTPS_PORT": str(self.port),
        }

    def _listens(self) -> bool:
        """It has the certificate of our own host as well, which its authority signs after the start."""
        if not (super()._listens() and self.authority.exists()):
            return False
        try:
            self.ask(world.HOST, "/sign-in/")
        except httpx.ConnectError:
            return False
        return True

    @property
    def authority(self) -> Path:
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def ask(
        self, host: str, path: str, *, tls: bool = True, method: str = "GET", **how: Any
    ) -> Any:
        """One request to this host by way of the proxy; redirects are not followed."""
        context = ssl.create_default_context(cafile=str(self.authority)) if tls else True
        where = f"https://{HERE}:{self.port}" if tls else f"http://{HERE}:{self.plain}"
        headers = {"host": host, **how.pop("headers", {})}
        with httpx.Client(verify=context, trust_env=False, timeout=30) as client:
            return client.request(
                method, where + path, headers=headers, extensions={"sni_hostname": host}, **how
            )
