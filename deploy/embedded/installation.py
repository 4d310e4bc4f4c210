"""One installation of Kontor on the embedded server: its logins and its processes' environment.

Nothing else sets KONTOR_* variables. The runtime gets its own login only; the builder's comes on
top for those that make and drop schemas.
"""

import os
from pathlib import Path

from deploy.embedded import ports, secret_files
from deploy.embedded.postgres import Cluster
from tenants import cluster as database_set_up

DATABASE = "kontor"
OWNER = "kontor_owner"
APP = "kontor_app"
PUBLIC_ROLE = "kontor_public"
TAKEN_ALONG = ("PATH", "HOME", "LANG", "TMPDIR", "TERM", "COLUMNS")


class Installation:
    def __init__(
        self, cluster: Cluster, *, public_url: str, name_servers: str = "", sms_port: int = 0
    ) -> None:
        self.cluster = cluster
        self.state = cluster.state
        self.public_url = public_url
        self.name_servers = name_servers
        self.sms_port = sms_port  # of the demo's company; none: SMS go to the outbox themselves

    @property
    def outbox(self) -> Path:
        return self.state / "outbox"

    def set_up(self, *, may_create_databases: bool = False) -> None:
        """Leave the database with roles and logins, secrets, private folders; safe to repeat."""
        for secret in ("django", "seal", "certificates", "sms"):
            secret_files.kept(self._secret(secret))
        for folder in ("files", "outbox", "static"):
            (self.state / folder).mkdir(mode=0o700, exist_ok=True)
        database_set_up.prepare(
            self.cluster.connection,
            database=DATABASE,
            owner=OWNER,
            owner_password=secret_files.kept(self._secret("owner")),
            app=APP,
            app_password=secret_files.kept(self._secret("app")),
            public_role=PUBLIC_ROLE,
            may_create_databases=may_create_databases,
        )

    @property
    def runtime(self) -> dict[str, str]:
        """For what serves people. Secrets by file: a server copies its environment around."""
        return {
            **{name: os.environ[name] for name in TAKEN_ALONG if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KONTOR_PUBLIC_URL": self.public_url,
            "KONTOR_SERVER_THREADS": os.environ.get("KONTOR_SERVER_THREADS", "16"),
            "KONTOR_SECRET_KEY_FILE": str(self._secret("django")),
            "KONTOR_SEAL_KEYS_FILE": str(self._secret("seal")),
            "KONTOR_DATABASE_HOST": self.cluster.host,
            "KONTOR_DATABASE_PORT": str(self.cluster.port),
            "KONTOR_DATABASE_NAME": DATABASE,
            "KONTOR_DATABASE_USER": APP,
            "KONTOR_DATABASE_PASSWORD_FILE": str(self._secret("app")),
            "KONTOR_DATABASE_PUBLIC_ROLE": PUBLIC_ROLE,
            "KONTOR_CERTIFICATE_SECRET_FILE": str(self._secret("certificates")),
            "KONTOR_NAME_SERVERS": self.name_servers,
            "KONTOR_MAIL_URL": "outbox:",
            **self._sms,
            "KONTOR_OUTBOX_DIR": str(self.outbox),
            "KONTOR_FILES_DIR": str(self.state / "files"),
            "KONTOR_STATIC_DIR": str(self.state / "static"),
        }

    @property
    def builder(self) -> dict[str, str]:
        """For what makes and drops schemas."""
        return {
            **self.runtime,
            "KONTOR_DATABASE_OWNER": OWNER,
            "KONTOR_DATABASE_OWNER_PASSWORD_FILE": str(self._secret("owner")),
            "KONTOR_PG_BIN": str(self.cluster.programs),
            "KONTOR_SPARE_SCHEMAS_LEAST": "2",
        }

    @property
    def _sms(self) -> dict[str, str]:
        """The demo sends by a company on this machine, and shows on a page what that one got."""
        if not self.sms_port:
            return {"KONTOR_SMS_URL": "outbox:"}
        return {
            "KONTOR_SMS_URL": f"twilio+http://demo@{ports.HERE}:{self.sms_port}",
            "KONTOR_SMS_PASSWORD_FILE": str(self.sms_password_file),
            "KONTOR_OUTBOX_SHOWN": "yes",
        }

    @property
    def sms_password_file(self) -> Path:
        return self._secret("sms")

    def _secret(self, name: str) -> Path:
        return self.state / "secrets" / name
