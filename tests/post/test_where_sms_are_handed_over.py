"""One address says where SMS go; what would send a password in clear is refused at the start."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from config.env import BadEnvironment
from config.sms import SCHEMES, checked
from post.gateways.sms.choice import sms_gateway
from post.gateways.sms.folder import Folder
from post.gateways.sms.smsc import Smsc
from post.gateways.sms.twilio import Twilio
from post.paths import sms_reports_url


@pytest.mark.parametrize(
    "url",
    [
        "twilio+https://AC1:secret@api.twilio.com",
        "twilio+https://api.twilio.com",
        "smsc+https://login@",
        "twilio+http://AC1@api.twilio.com",
        "smsc+http://login@198.51.100.1:8080",
    ],
)
def test_what_would_tell_a_password_or_reach_nobody_is_refused(url):
    with pytest.raises(BadEnvironment) as refused:
        checked(urlsplit(url), password="hunter2")

    assert "hunter2" not in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_company_needs_its_password():
    with pytest.raises(BadEnvironment):
        checked(urlsplit("smsc+https://login@smsc.kz"), password="")


@pytest.mark.parametrize(
    ("url", "gateway"),
    [
        ("outbox:", Folder),
        ("twilio+https://AC1@api.twilio.com", Twilio),
        ("twilio+http://AC1@127.0.0.1:8444", Twilio),
        ("smsc+https://login@smsc.kz", Smsc),
        ("smsc+http://login@localhost:8444", Smsc),
    ],
)
def test_its_first_word_chooses_the_gateway(settings, url, gateway):
    assert urlsplit(url).scheme in SCHEMES
    settings.SMS_URL = checked(urlsplit(url), password="x")

    assert type(sms_gateway()) is gateway


def test_the_address_of_the_reports_is_one_that_we_answer(settings):
    settings.PUBLIC_URL = urlsplit("https://kontor.example:8443")

    assert sms_reports_url() == "https://kontor.example:8443/sms/reports/"
    assert sms_reports_url(with_port=False) == "https://kontor.example/sms/reports/"
    path = reverse("sms-reports", urlconf="config.urls_public")
    assert resolve(path, urlconf="config.urls_public").view_name == "sms-reports"
