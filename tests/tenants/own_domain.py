"""A name server of the test's own, and the way to a proven domain."""

from __future__ import annotations

import random
from contextlib import closing, contextmanager
from threading import Thread

import dns.message
import dns.rcode

from deploy.embedded.name_server import NameServer, listening
from tenants.models import Claim
from tenants.rooms import public_room
from tenants.workflows.own_domains import claim_domain
from tests.jobs_run import run_jobs

BOOKS = "books.example.com"


class Zone:
    """What the world's name servers would say."""

    def __init__(self, records):
        self.records = records
        self.said = {}
        self.is_out_of_order = False  # its server says so, at once

    def says(self, name, value):
        self.said[name] = value
        self._write()

    def forgets(self, name):
        del self.said[name]
        self._write()

    def proves(self, claim):
        self.says(claim.record_name, claim.record_value)

    def _write(self):
        self.records.write_text("".join(f"{n} {v}\n" for n, v in self.said.items()))


class Server(NameServer):
    def __init__(self, line, zone):
        super().__init__(line, zone.records)
        self.zone = zone

    def answer(self, asked):
        if not self.zone.is_out_of_order:
            return super().answer(asked)
        said = dns.message.make_response(dns.message.from_wire(asked))
        said.set_rcode(dns.rcode.SERVFAIL)
        return said.to_wire()


@contextmanager
def name_server(folder):
    """Yields its address and its zone. It runs on loopback, until the end."""
    zone = Zone(folder / "records")
    with closing(_line()) as line:
        server = Server(line, zone)
        thread = Thread(target=server.serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{line.getsockname()[1]}", zone
        server.stop()
        thread.join(timeout=10)


def _line():
    while True:
        try:
            return listening(random.randrange(20_000, 32_000))  # noqa: S311
        except OSError:
            continue


def claimed(tenant, host=BOOKS):
    with public_room():
        return Claim.objects.select_related("tenant", "domain").get(tenant=tenant, host=host)


def proven(tenant, zone, by, host=BOOKS):
    """The whole way, as the owner goes it."""
    with public_room():
        claim, _ = claim_domain(tenant.id, host=host, by=by)
    zone.proves(claim)
    run_jobs()
    return claimed(tenant, host)
