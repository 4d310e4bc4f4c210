"""An SMS leaves in a job, as mail does."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import timezone

from post.errors import NotDelivered, NumberUnreachable, TransactionOpen
from post.gateways.sms import health
from post.gateways.sms.choice import gateways_for
from post.gateways.sms.message import (
    Accepted,
    Fault,
    Message,
    Outcome,
    Rejected,
    Report,
    SmsGateway,
)
from post.gsm import segments, written_for_gsm
from post.models import Sms
from post.workflows.allow import demand_money_left, demand_served
from tenants.rooms import current_workspace, public_room


def send_text(*, to: str, words: str, kind: str, reference: str, until: datetime) -> None:
    """Hand one SMS to a gateway, inside a job (`atomic=False`) and outside transactions.

    `to` is E.164. After `until` it is not worth sending, and is dropped. The gateways that serve the
    number's country are asked in turn until one takes it. Each try leaves an Sms behind, without the
    text and the number, before anything is sent: a report may come before the answer. The day's
    budget is counted once.

    Raises NotDelivered where surely nobody took it (try later), NumberUnreachable (never). Where
    nobody knows, nobody else is asked and nothing is raised: a second one would cost twice, and one
    with another code in it would make the first one wrong. Its reader asks again.
    """
    if connection.in_transaction:  # type: ignore[attr-defined]
        raise TransactionOpen("an SMS leaves after the commit, never before")
    if until <= timezone.now():
        return
    gateways = gateways_for(demand_served(to))
    demand_money_left()
    with public_room():
        gateways = health.those_at_work_first(gateways)
    text = written_for_gsm(words)
    refusals: list[Rejected] = []
    for gateway in gateways:
        sms = _begun(gateway, to, text, kind, reference)
        outcome = gateway.send(Message(str(sms.pk), to, text, until, kind))
        _note(sms, gateway, outcome)
        if not isinstance(outcome, Rejected):
            return
        refusals.append(outcome)
        if outcome.fault is Fault.NUMBER:
            break
    raise _meaning(refusals)


def learn(report: Report, *, gateway: str) -> None:
    """A gateway tells what became of one. A repeat, an older one or a stranger's changes nothing."""
    with public_room():
        if report.reference:
            found = Sms.objects.named(report.reference).filter(gateway=gateway)
        else:
            found = Sms.objects.called(report.their_id, gateway=gateway, number=report.number)
        for sms in found:
            sms.learn(report.state, error=report.error, their_id=report.their_id)


def _begun(gateway: SmsGateway, to: str, text: str, kind: str, reference: str) -> Sms:
    home = current_workspace()
    sms = Sms(
        tenant_id=home.tenant_id if home else None,
        kind=kind,
        reference=reference,
        segments=segments(text),
        gateway=gateway.name,
    )
    sms.give_number(to)
    sms.their_id = gateway.name_of(str(sms.pk))
    with public_room():
        sms.save(force_insert=True)
    return sms


def _note(sms: Sms, gateway: SmsGateway, outcome: Outcome) -> None:
    """Keep what the gateway answered, of this SMS and of itself."""
    with public_room():
        if isinstance(outcome, Accepted):
            sms.learn(Sms.State.ACCEPTED, their_id=outcome.their_id)
        else:
            is_refused = isinstance(outcome, Rejected)
            state = Sms.State.FAILED if is_refused else Sms.State.UNKNOWN
            sms.learn(state, error=outcome.reason)
        health.remember(gateway, outcome)


def _meaning(refusals: list[Rejected]) -> Exception:
    """To the job: whether somebody may take it later."""
    later = [each for each in refusals if each.fault is Fault.LATER]
    is_for_good = not later or refusals[-1].fault is Fault.NUMBER
    return NumberUnreachable() if is_for_good else NotDelivered(later[-1].reason)
