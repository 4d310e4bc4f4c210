"""What a gateway is given, and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS. `reference` is our own name of it, which its reports bring back."""

    reference: str
    to: str  # E.164
    text: str
    until: datetime
    kind: str


@dataclass(frozen=True, slots=True)
class Accepted:
    their_id: str


class Fault(Enum):
    """Whose it is that one was not taken, and so who may be asked next."""

    LATER = auto()  # the company's, and it passes: another one now, or this one later
    NOT_HERE = auto()  # between this company and this message: another one may take it
    NUMBER = auto()  # the number's own: nobody is asked


@dataclass(frozen=True, slots=True)
class Rejected:
    """It was surely not taken."""

    reason: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left us, and no answer came that can be believed: it may be on its way."""

    reason: str


Outcome = Accepted | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one message: `state` is one of Sms.State. It names it by ours, or by theirs."""

    state: str
    reference: str = ""
    their_id: str = ""
    number: str = ""
    error: str = ""


class NotSigned(Exception):
    """A report whose sender did not prove who it is."""


class SmsGateway(Protocol):
    name: str

    def name_of(self, reference: str) -> str:
        """What the company will call this message; empty where it says so only when it took it."""

    def send(self, message: Message) -> Outcome:
        """Hand over one message. Raises nothing that a company or a network could cause."""

    def parse_delivery(self, request: HttpRequest) -> Report | None:
        """What a call of the company says. None: nothing of interest. Raises NotSigned."""
