"""A mail server of ours on the loopback, that says what a test tells it to say."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """`answers` maps a command (RCPT, DATA...) to the reply that it gets instead of the good one."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, **answers: str) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers = answers
        self.taken: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            command = line.split()[0].decode().upper()
            if command == "QUIT":
                return self.say("221 bye")
            self.say(
                self.server.answers.get(command) or ("354 go on" if command == "DATA" else "250 ok")
            )
            if command == "DATA" and "DATA" not in self.server.answers:
                self.server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.say("250 taken")

    def say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


@contextmanager
def mail_server(**answers: str) -> Iterator[MailServer]:
    with MailServer(**answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
