"""`bin/dev`: the whole of Kontor on this machine, with two demo workspaces, until it is stopped."""

import argparse
import os
import sys
import time
from pathlib import Path

from deploy.embedded import fresh, ports
from deploy.embedded.authority import BASE_HOST, Authority
from deploy.embedded.card import FILE, Card
from deploy.embedded.installation import Installation
from deploy.embedded.postgres import Cluster
from deploy.embedded.prepare import ROOT
from deploy.embedded.processes import Run, Stopped
from deploy.embedded.refusal import Refusal
from deploy.embedded.static_files import StaticFiles
from i18n import catalogues

PATIENCE = 120.0  # seconds for the web server's first answer


def main() -> int:
    os.umask(0o077)
    options = _options()
    state: Path = options.state
    try:
        with Run(state, state / FILE) as run:
            Dev(run, options.port, options.http_port, options.own_domain).serve(
                from_scratch=options.fresh
            )
    except Stopped:
        print("\nStopped.", flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/dev", description=__doc__)
    add = parser.add_argument
    add("--state", type=Path, default=ROOT / "var" / "dev", help="where the data is (var/dev)")
    add("--port", type=ports.number, default=8443, help="for TLS (8443)")
    add("--http-port", type=ports.number, default=8080, help="plain, for redirects (8080)")
    add(
        "--own-domain",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that can be made a workspace's own, such as books.localhost; repeatable",
    )
    add("--fresh", action="store_true", help="start over: delete the data first")
    return parser.parse_args()


class Dev:
    def __init__(self, run: Run, port: int, http_port: int, own_domains: list[str]) -> None:
        self.run = run
        self.port = port
        self.http_port = http_port
        self.own_domains = own_domains
        self.authority = Authority(run.state, own_domains)
        self.card = Card(run.state, port, http_port, own_domains)

    def serve(self, *, from_scratch: bool) -> None:
        """Leave `dev.json` in the state for as long as Kontor answers."""
        self.card.withdraw()
        ports.demand_free(self.port, "--port")
        ports.demand_free(self.http_port, "--http-port")
        try:
            self._prepare(from_scratch)
            self._start()
            self._await_answer()
            self.card.show()
            self.run.watch()
        finally:
            self.card.withdraw()

    def _prepare(self, from_scratch: bool) -> None:
        if from_scratch:
            fresh.start_over(self.run.state)
        self.authority.prepare()
        cluster = Cluster(self.run.state)
        _say(f"Starting the database in {cluster.home}")
        cluster.start(self.run)
        self.installation = Installation(
            cluster,
            public_url=self.card.public_url,
            name_servers=self._name_server(),
            sms_port=ports.free_after(self.port, self.http_port),
        )
        self.installation.set_up()
        self._sms_company()
        catalogues.compile_all()
        _say("Bringing the tables up to date")
        self._manage("migrate")
        self._collect_static_files()
        _say("Filling the demo workspaces")
        self._manage("demo", "--write", str(self.card.demo_file))

    def _name_server(self) -> str:
        """One of our own is asked where own domains are tried. UDP's ports are others than TCP's."""
        if not self.own_domains:
            return ""
        records = ["--port", str(self.port), "--records", str(self.card.records_file)]
        command = [sys.executable, "-m", "deploy.embedded.name_server", *records]
        self.run.start("name-server", command, environment=dict(os.environ), folder=ROOT)
        return f"{ports.HERE}:{self.port}"

    def _sms_company(self) -> None:
        """One of our own takes the SMS, and leaves them where the mails are."""
        made = self.installation
        options = ["--port", str(made.sms_port), "--outbox", str(made.outbox)]
        options += ["--password-file", str(made.sms_password_file)]
        options += ["--authority", str(self.authority.public_file)]
        command = [sys.executable, "-m", "deploy.embedded.sms_company", *options]
        self.run.start("sms-company", command, environment=dict(os.environ), folder=ROOT)

    def _collect_static_files(self) -> None:
        static = StaticFiles(self.run.state)
        if not static.are_current:
            static.forget()
            self._manage("collectstatic", "--no-input", "--clear")
            static.remember()

    def _manage(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "manage.py", name, *arguments]
        self.run.finish(name, command, environment=self.installation.builder, folder=ROOT)

    def _start(self) -> None:
        _say("Starting the web servers and the workers")
        certificate = str(self.authority.certificate_file)
        tls = ["--ssl-certificate", certificate, "--ssl-keyfile", certificate]
        self._serve("web", ["--port", str(self.port), *tls])
        self._serve("web-plain", ["--port", str(self.http_port)])
        self._work("default", self.installation.runtime)
        self._work("build", self.installation.builder)

    def _serve(self, name: str, options: list[str]) -> None:
        server = ["-m", "granian", "--interface", "wsgi", "--host", ports.HERE, "--no-ws"]
        runtime = self.installation.runtime
        threads = ["--workers", "1", "--blocking-threads", runtime["KONTOR_SERVER_THREADS"]]
        command = [sys.executable, *server, *threads, *options, "config.wsgi:application"]
        self.run.start(name, command, environment=runtime, folder=ROOT)

    def _work(self, queue: str, environment: dict[str, str]) -> None:
        command = [sys.executable, "manage.py", "worker", "--queue", queue]
        self.run.start(f"worker-{queue}", command, environment=environment, folder=ROOT)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not (
            ports.answers(BASE_HOST, self.port, self.authority.public_file)
            and ports.answers(BASE_HOST, self.http_port, None)
        ):
            self.run.demand_life()
            if time.monotonic() > deadline:
                raise Refusal(f"No answer on port {self.port}; see {self.run.state / 'logs'}.")
            time.sleep(0.1)


def _say(step: str) -> None:
    print(f"{step} ...", flush=True)
