"""A name server for this machine alone: it answers TXT with what stands in a file, and nothing else.

For trying a business's own domain by hand, and for tests. A line is a name and a value:

    _kontor.books.localhost kontor-domain=6b1f...

The file is read for each question. A name without a line does not exist.
"""

from __future__ import annotations

import argparse
import socket
from collections.abc import Iterable
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from deploy.embedded import ports

TTL = 0


class NameServer:
    def __init__(self, line: socket.socket, records: Path) -> None:
        self.line = line
        self.records = records
        self.stopping = False

    def serve(self) -> None:
        while not self.stopping:
            asked, who = self.line.recvfrom(4096)
            try:
                answer = self.answer(asked)
            except dns.exception.DNSException:
                continue  # whatever that was, it was no question
            self.line.sendto(answer, who)

    def stop(self) -> None:
        """From another thread."""
        self.stopping = True
        self.line.sendto(b"", self.line.getsockname())

    def answer(self, asked: bytes) -> bytes:
        question = dns.message.from_wire(asked)
        said = dns.message.make_response(question)
        said.flags |= dns.flags.AA
        name = question.question[0].name
        values = list(self._values_of(name.to_text(omit_final_dot=True).lower()))
        if not values:
            said.set_rcode(dns.rcode.NXDOMAIN)
        elif question.question[0].rdtype == dns.rdatatype.TXT:
            texts = [f'"{value}"' for value in values]
            said.answer.append(dns.rrset.from_text_list(name, TTL, "IN", "TXT", texts))
        return said.to_wire()

    def _values_of(self, asked: str) -> Iterable[str]:
        if not self.records.exists():
            return
        for line in self.records.read_text().splitlines():
            name, _, value = line.strip().partition(" ")
            if name.lower().rstrip(".") == asked:
                yield value.strip().strip('"')


def listening(port: int = 0) -> socket.socket:
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        line.bind((ports.HERE, port))
    except OSError:  # taken: whoever asked tries another one
        line.close()
        raise
    return line


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=ports.number, required=True)
    parser.add_argument("--records", type=Path, required=True)
    given = parser.parse_args()
    NameServer(listening(given.port), given.records).serve()


if __name__ == "__main__":
    main()
