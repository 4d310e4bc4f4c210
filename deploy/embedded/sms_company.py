"""A company for this machine alone that sends SMS: into a folder. It speaks as Twilio and as SMSC do.

For the demo and for tests, over real HTTP. What it does wrong is written in a script, one word for each
message that it gets, the first one first:

    good              takes it, answers, and reports that it was sent and delivered
    silent            takes it and never answers
    broken            takes it and answers 500
    down              answers 503 and takes nothing
    refused           says that this number is none
    strange           says no with a code that nobody knows (Twilio)
    barred            does not let the account in (Twilio)
    unwilling         says that it takes none for this country (Twilio) or of this sender (SMSC)
    busy              says that it was asked too often, and takes nothing
    again             took one like it a minute ago, and says so (SMSC; Twilio takes it)
    early             reports that it was delivered, and answers only then
    twice             reports everything twice
    backwards         reports that it was delivered, and then that it was sent
    lost              takes it, and reports that it was not delivered
"""

from __future__ import annotations

import argparse
import hmac
import json
import secrets
import ssl
import threading
import time
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import md5, sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx

from deploy.embedded import ports

# As https://www.twilio.com/docs/api/errors and https://smscentre.com/api/http/ say it.
ANSWERS: dict[str, dict[str, tuple[int, dict[str, object]]]] = {
    "twilio": {
        "refused": (400, {"code": 21211, "status": 400}),
        "unwilling": (400, {"code": 21408, "status": 400}),
        "strange": (400, {"code": 21999, "status": 400}),
        "barred": (401, {"code": 20003, "status": 401}),
        "busy": (429, {"code": 20429, "status": 429}),
    },
    "smsc": {
        "refused": (200, {"error": "invalid number", "error_code": 7, "id": 1}),
        "unwilling": (200, {"error": "message is denied", "error_code": 6, "id": 1}),
        "busy": (200, {"error": "too many concurrent requests", "error_code": 9}),
        "again": (200, {"error": "duplicate request, wait a minute", "error_code": 9}),
    },
}
WORDS = {
    "twilio": {"sent": "sent", "delivered": "delivered", "failed": "undelivered"},
    "smsc": {"sent": "0", "delivered": "1", "failed": "20"},
}


HASHES = {"sha1": sha1, "md5": md5}


@dataclass(frozen=True, slots=True)
class Taken:
    """One message: what it says to whom, and where its reports go."""

    protocol: str
    id: str
    to: str
    text: str
    sender: str
    callback: str


@dataclass(frozen=True, slots=True)
class Call:
    """One report on its way to the customer."""

    url: str
    fields: dict[str, str]
    headers: dict[str, str]


class SmsCompany(ThreadingHTTPServer):
    """`password` is the customer's, `reports_to` where SMSC calls (its query says by what it signs)
    and `phrase` its secret one.

    `report` gets every call: by default it is made over HTTP.
    """

    daemon_threads = True

    def __init__(
        self,
        *,
        port: int = 0,
        password: str,
        outbox: Path,
        script: Iterable[str] = (),
        reports_to: str = "",
        phrase: str = "",
        report: Callable[[Call], None] | None = None,
    ) -> None:
        super().__init__((ports.HERE, port), _Desk)
        self.password = password
        self.outbox = outbox
        self.script = deque(script)
        self.reports_to = reports_to
        self.phrase = phrase
        self.report = report or Caller(None)
        self.taken: list[Taken] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, message: Taken) -> None:
        self.taken.append(message)
        self.outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = datetime.now(UTC)
        told = {"to": message.to, "text": message.text, "kind": "sms", "at": now.isoformat()}
        aside = self.outbox / f".{secrets.token_hex(8)}"
        aside.touch(mode=0o600)
        aside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        aside.replace(self.outbox / f"{now:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(6)}.sms.json")

    def tell(self, message: Taken, *what: str) -> None:
        for word in what:
            if message.callback:
                self.report(self.call_about(message, word))

    def call_about(self, message: Taken, word: str) -> Call:
        said = WORDS[message.protocol][word]
        if message.protocol == "twilio":
            fields = {"MessageSid": message.id, "MessageStatus": said, "To": message.to}
            if word == "failed":
                fields["ErrorCode"] = "30003"
            signed = message.callback + "".join(f"{k}{fields[k]}" for k in sorted(fields))
            mark = b64encode(hmac.digest(self.password.encode(), signed.encode(), "sha1"))
            return Call(message.callback, fields, {"X-Twilio-Signature": mark.decode()})
        phone = message.to.lstrip("+")
        signed = f"{message.id}:{phone}:{said}:{self.phrase}"
        fields = {"id": message.id, "phone": phone, "status": said, "err": "0", "cnt": "1"}
        asked = parse_qs(urlsplit(message.callback).query)
        for name, hashed in HASHES.items():
            if name in asked:  # what its address does not ask for is left out
                fields[name] = hashed(signed.encode()).hexdigest()
        return Call(message.callback, fields, {})


class Caller:
    """Makes the calls; whoever does not answer is asked twice more."""

    def __init__(self, authority: Path | None) -> None:
        self.trust = ssl.create_default_context(cafile=authority) if authority else True

    def __call__(self, call: Call) -> None:
        for pause in (0.2, 1.0, 0.0):
            try:
                with httpx.Client(verify=self.trust, trust_env=False, timeout=5) as client:
                    answer = client.send(self._request(client, call))
            except httpx.HTTPError:
                time.sleep(pause)
                continue
            if answer.is_success:
                return

    def _request(self, client: httpx.Client, call: Call) -> httpx.Request:
        """To this machine itself, whatever a resolver makes of a name below .localhost."""
        url = httpx.URL(call.url)
        return client.build_request(
            "POST",
            url.copy_with(host=ports.HERE) if url.host.endswith(".localhost") else url,
            data=call.fields,
            headers={"Host": url.netloc.decode(), **call.headers},
            extensions={"sni_hostname": url.host},
        )


class _Desk(BaseHTTPRequestHandler):
    server: SmsCompany

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        raw = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
        fields = {name: values[0] for name, values in raw.items()}
        path = urlsplit(self.path).path
        if path.startswith("/2010-04-01/Accounts/") and path.endswith("/Messages.json"):
            self._twilio(fields, account=path.split("/")[3])
        elif path == "/sys/send.php":
            self._smsc(fields)
        else:
            self._say(404, {})

    def _twilio(self, fields: dict[str, str], account: str) -> None:
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic" or b64decode(given).decode() != f"{account}:{self.server.password}":
            return self._say(401, {"code": 20003, "status": 401})
        message = Taken(
            "twilio",
            f"SM{secrets.token_hex(16)}",
            fields["To"],
            fields["Body"],
            fields.get("From") or fields["MessagingServiceSid"],
            fields.get("StatusCallback", ""),
        )
        return self._serve(message, 201, {"sid": message.id, "status": "queued"})

    def _smsc(self, fields: dict[str, str]) -> None:
        if fields["psw"] != self.server.password or fields["fmt"] != "3":
            return self._say(200, {"error": "authorise error", "error_code": 2})
        message = Taken(
            "smsc",
            fields["id"],
            fields["phones"],
            fields["mes"],
            fields.get("sender", ""),
            self.server.reports_to,
        )
        return self._serve(message, 200, {"id": int(message.id), "cnt": 1})

    def _serve(self, message: Taken, status: int, answer: dict[str, object]) -> None:
        company = self.server
        word = company.script.popleft() if company.script else "good"
        if word == "down":
            return self._say(503, {})
        refusal = ANSWERS[message.protocol].get(word)
        if refusal:
            return self._say(*refusal)
        company.take(message)
        if word == "silent":
            self.close_connection = True
            time.sleep(60)  # until whoever asked has hung up; a thread of ours ends with us
            return None
        if word == "early":
            company.tell(message, "delivered")
        self._say(500, {}) if word == "broken" else self._say(status, answer)
        self.wfile.flush()
        if word != "early":
            threading.Thread(target=self._report, args=(message, word), daemon=True).start()
        return None

    def _report(self, message: Taken, word: str) -> None:
        calls = {
            "twice": ["sent", "sent", "delivered", "delivered"],
            "backwards": ["delivered", "sent"],
            "lost": ["sent", "failed"],
        }
        self.server.tell(message, *calls.get(word, ["sent", "delivered"]))

    def _say(self, status: int, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a line would hold nothing that helps."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=ports.number, required=True)
    parser.add_argument("--outbox", type=Path, required=True)
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--authority", type=Path, help="whom to trust when reporting")
    given = parser.parse_args()
    SmsCompany(
        port=given.port,
        password=given.password_file.read_text(encoding="utf-8").strip(),
        outbox=given.outbox,
        report=Caller(given.authority),
    ).serve_forever()


if __name__ == "__main__":
    main()
