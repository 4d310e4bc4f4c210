"""An SMS leaves by a company; whatever that one does, what is known of it is true and costs once."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from post.errors import (
    NotDelivered,
    NoTexts,
    NumberRefused,
    NumberUnreachable,
    TransactionOpen,
)
from post.models import Sms
from post.workflows.text import send_text
from tenants.rooms import public_room, workspace_of
from tests import world
from tests.post.sms_company import PASSWORD, REPORTS, make_call, sms_company

pytestmark = pytest.mark.django_db

NUMBER = "+37120000001"
WORDS = "Code for Kontor: 493027"
BOTH = pytest.mark.parametrize("protocol", ["twilio", "smsc"])


@pytest.fixture(autouse=True)
def outbox(settings, tmp_path) -> Path:
    settings.OUTBOX_DIR = tmp_path / "outbox"
    return settings.OUTBOX_DIR


def send(words: str = WORDS, to: str = NUMBER, minutes: int = 10) -> None:
    until = timezone.now() + timedelta(minutes=minutes)
    send_text(to=to, words=words, kind="users.code", reference="a-person", until=until)


def rows() -> list[tuple[str, str]]:
    with public_room():
        return list(Sms.objects.order_by("id").values_list("state", "error_code"))


def state() -> str:
    [(one, _error)] = rows()
    return one


@BOTH
def test_it_is_taken_and_its_reports_are_believed(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol) as (company, calls):
        send()
        assert state() == "accepted"
        while len(calls) < 2:
            pass

    [taken] = company.taken
    assert (taken.to, taken.text, taken.sender) == (NUMBER, WORDS, "Kontor")
    assert [make_call(call).status_code for call in calls] == [200, 200]
    assert state() == "delivered"


@BOTH
def test_a_row_names_neither_the_number_nor_the_words(settings, tmp_path, protocol, acme):
    with sms_company(settings, tmp_path, protocol), workspace_of(acme):
        send()

    with public_room():
        [row] = Sms.objects.values()
    assert (row["kind"], row["reference"], row["tenant_id"]) == ("users.code", "a-person", acme.pk)
    assert (row["hidden"], row["segments"], row["gateway"]) == ("+371 … 0001", 1, protocol)
    assert NUMBER.strip("+") not in str(row)
    assert "493027" not in str(row)


@BOTH
def test_no_answer_means_that_nobody_knows_and_it_is_not_sent_again(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol, "silent") as (company, _calls):
        send()
        [taken] = company.taken
        assert state() == "unknown"

        assert make_call(company.call_about(taken, "delivered")).status_code == 200
    assert state() == "delivered"


@BOTH
@pytest.mark.parametrize(("word", "error"), [("down", "http_503"), ("broken", "http_500")])
def test_a_company_in_trouble_is_asked_again(settings, tmp_path, protocol, word, error):
    with sms_company(settings, tmp_path, protocol, word), pytest.raises(NotDelivered):
        send()

    assert rows() == [("failed", error)]


@BOTH
def test_a_company_that_is_away_is_asked_again(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol):
        pass
    with pytest.raises(NotDelivered):
        send()

    assert rows() == [("failed", "ConnectError")]


@BOTH
def test_a_number_that_is_none_is_never_asked_again(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol, "refused"), pytest.raises(NumberUnreachable):
        send()

    assert state() == "failed"


@BOTH
def test_a_company_that_never_takes_such_a_one_is_not_asked_again(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol, "unwilling"), pytest.raises(NumberUnreachable):
        send()

    assert state() == "failed"


@BOTH
def test_a_company_that_is_asked_too_often_is_asked_later(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol, "busy"), pytest.raises(NotDelivered):
        send()


def test_one_that_was_taken_a_minute_ago_is_not_sent_again(settings, tmp_path):
    with sms_company(settings, tmp_path, "smsc", "again"):
        send()

    assert rows() == [("unknown", "smsc_9")]


@BOTH
def test_a_wrong_password_is_our_trouble_not_the_number_s(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol) as (company, _calls):
        [right] = settings.SMS_GATEWAYS
        settings.SMS_GATEWAYS = (replace(right, password="another"),)
        with pytest.raises(NotDelivered):
            send()

    assert company.taken == []


@BOTH
def test_reports_may_come_in_any_order_and_number(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol) as (company, _calls):
        send()
        [taken] = company.taken
        for word in ("delivered", "sent", "failed", "delivered", "sent"):
            assert make_call(company.call_about(taken, word)).status_code == 200
            assert rows() == [("delivered", "")]


@BOTH
def test_it_was_delivered_after_all(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol, "broken") as (company, _calls):
        with pytest.raises(NotDelivered):
            send()
        make_call(company.call_about(company.taken[0], "delivered"))

    assert rows() == [("delivered", "")]


@BOTH
def test_what_was_not_delivered_is_said_with_its_reason(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol) as (company, _calls):
        send()
        [taken] = company.taken
        make_call(company.call_about(taken, "failed"))
        make_call(company.call_about(taken, "sent"))

    assert state() == "failed"


@BOTH
def test_a_report_that_is_not_signed_says_nothing(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol) as (company, _calls):
        send()
        call = company.call_about(company.taken[0], "delivered")
        status = "MessageStatus" if protocol == "twilio" else "status"
        forged = [
            type(call)(call.url, {**call.fields, status: "failed"}, call.headers),
            type(call)(call.url, call.fields, {"X-Twilio-Signature": "x"}),
            type(call)(f"{call.url}&about=1", call.fields, call.headers),
            type(call)(call.url, {}, {}),
        ]
        if protocol == "smsc":
            forged = [
                type(call)(call.url, {**call.fields, "sha1": "x"}, {}),
                type(call)(call.url, {**call.fields, "phone": "37120000002"}, {}),
                type(call)(call.url, {}, {}),
                forged[0],
            ]
        answers = [make_call(each).status_code for each in forged]

    assert answers == [403] * 4
    assert state() == "accepted"


@pytest.mark.parametrize("asked", ["sha1=1", "md5=1", "md5=1&sha1=1"])
def test_smsc_signs_by_what_the_address_asks_for(settings, tmp_path, asked):
    address = f"{REPORTS.partition('?')[0]}?{asked}"
    with sms_company(settings, tmp_path, "smsc", reports_to=address) as (company, _calls):
        send()
        call = company.call_about(company.taken[0], "delivered")
        halves = {
            name: {**call.fields, name: "0" * 32} for name in ("md5", "sha1") if name in call.fields
        }
        forged = [make_call(replace(call, fields=fields)) for fields in halves.values()]

        assert [answer.status_code for answer in forged] == [403] * len(halves)
        assert make_call(call).status_code == 200
    assert state() == "delivered"


@pytest.mark.parametrize("asked", ["", "?crc32=1"])
def test_what_smsc_does_not_sign_is_not_believed(settings, tmp_path, asked):
    address = f"{REPORTS.partition('?')[0]}{asked}"
    with sms_company(settings, tmp_path, "smsc", reports_to=address) as (company, _calls):
        send()
        answer = make_call(company.call_about(company.taken[0], "delivered"))

    assert (answer.status_code, state()) == (403, "accepted")


def test_without_a_secret_phrase_no_report_of_smsc_is_believed(settings, tmp_path):
    with sms_company(settings, tmp_path, "smsc") as (company, _calls):
        send()
        company.phrase = settings.SMS_REPORT_SECRET = ""
        assert make_call(company.call_about(company.taken[0], "delivered")).status_code == 403


@BOTH
def test_a_report_of_what_nobody_knows_changes_nothing(settings, tmp_path, protocol):
    with sms_company(settings, tmp_path, protocol) as (company, _calls):
        send()
        call = company.call_about(company.taken[0], "delivered")
        with public_room():
            Sms.objects.all().delete()
        answer = make_call(call)

    assert (answer.status_code, answer.content) == (200, b"OK")
    assert rows() == []


def test_a_page_for_reports_is_there_for_signed_calls_only(settings):
    assert world.stranger_at(None).get("/sms/reports/").status_code == 405
    assert world.stranger_at(None).post("/sms/reports/", {}).status_code == 403


@pytest.mark.django_db(transaction=True)
@BOTH
def test_a_report_may_come_before_the_answer(settings, tmp_path, protocol):
    def report(call):
        """In the company's thread, while we wait for its answer."""
        try:
            assert make_call(call).status_code == 200
        finally:
            connection.close()

    with sms_company(settings, tmp_path, protocol, "early", report=report):
        settings.SMS_TIMEOUT = 10
        send()

    assert state() == "delivered"


def test_what_is_too_late_is_dropped(settings, tmp_path):
    with sms_company(settings, tmp_path, "twilio") as (company, _calls):
        with time_machine.travel(timezone.now() + timedelta(minutes=1)):
            send(minutes=0)

    assert (company.taken, rows()) == ([], [])


def test_nothing_leaves_while_a_transaction_is_open(in_acme, outbox):
    with pytest.raises(TransactionOpen), transaction.atomic():
        send()

    assert not outbox.exists()


@pytest.mark.parametrize("number", ["+37190000001", "+447700900001", "+37167000111", "nonsense"])
def test_other_numbers_than_our_countries_mobile_phones_get_nothing(number, outbox):
    with pytest.raises(NumberRefused):
        send(to=number)

    assert not outbox.exists()


def test_a_runaway_is_stopped(settings, outbox):
    settings.SMS_A_DAY = 1
    send()
    send()
    with pytest.raises(NoTexts):
        send()

    assert len(list(outbox.glob("*.sms.json"))) == 2


def test_without_a_gateway_nothing_leaves(settings):
    settings.SMS_GATEWAYS = ()

    with pytest.raises(NoTexts):
        send()


@BOTH
@pytest.mark.parametrize("word", ["good", "silent", "down", "refused"])
def test_no_log_line_holds_a_number_a_code_or_a_password(
    settings, tmp_path, protocol, word, caplog
):
    caplog.set_level(logging.DEBUG)
    with sms_company(settings, tmp_path, protocol, word) as (company, _calls):
        try:
            send()
        except (NotDelivered, NumberUnreachable) as failure:
            logging.getLogger("a job").error("failed", exc_info=failure)
        for taken in company.taken:
            make_call(company.call_about(taken, "delivered"))

    for record in caplog.records:
        if record.name.startswith(("httpx", "httpcore")) or "post" in record.name:
            line = logging.Formatter().format(record)
            assert "20000001" not in line
            assert "493027" not in line
            assert PASSWORD not in line
