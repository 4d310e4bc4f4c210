"""One address says where SMS go; what would send a password in clear is refused at the start."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse

from config.env import BadEnvironment
from config.sms import SCHEMES, checked, gateways
from post.gateways.sms.choice import gateways_for, sms_gateways
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
    settings.SMS_GATEWAYS = gateways((urlsplit(url), "x", ""), countries=["LV"])

    assert [type(each) for each in sms_gateways()] == [gateway]


def test_each_country_has_its_gateways_in_order(settings):
    settings.SMS_GATEWAYS = gateways(
        (urlsplit("smsc+https://login@smsc.kz?for=KZ,EE"), "x", ""),
        (urlsplit("twilio+https://AC1@api.twilio.com"), "y", "MG1"),
        countries=["KZ", "LV"],
    )

    asked = {
        country: [each.name for each in gateways_for(country)] for country in ("KZ", "EE", "LV")
    }
    assert asked == {"KZ": ["smsc", "twilio"], "EE": ["smsc", "twilio"], "LV": ["twilio"]}
    assert sms_gateways()[0].base == "https://smsc.kz"


def test_where_the_first_is_off_the_next_is_the_only_one(settings):
    settings.SMS_GATEWAYS = gateways(
        (urlsplit("off:"), "", ""), (urlsplit("outbox:"), "", ""), countries=["LV"]
    )

    assert [each.name for each in gateways_for("LV")] == ["outbox"]


def test_a_country_that_is_served_has_a_gateway():
    with pytest.raises(BadEnvironment, match="no gateway serves EE, LV"):
        gateways((urlsplit("outbox:?for=KZ"), "", ""), countries=["LV", "KZ", "EE"])

    assert gateways((urlsplit("off:"), "", ""), countries=["LV"]) == ()


@pytest.mark.parametrize("query", ["for=", "for=kz", "for=KZ,", "to=KZ", "for=KZ&x=1", "KZ"])
def test_what_stands_behind_the_host_is_understood_or_refused(query):
    with pytest.raises(BadEnvironment):
        gateways((urlsplit(f"outbox:?{query}"), "", ""), countries=["LV"])


@pytest.mark.parametrize(
    ("wrong", "password"),
    [
        ("smsc+https://login:secret@smsc.kz", "x"),
        ("smsc+https://smsc.kz", "x"),
        ("smsc+https://login@smsc.kz", ""),
        ("smsc+http://login@198.51.100.1", "x"),
        ("outbox:?for=kz", ""),
    ],
)
def test_the_setting_that_is_wrong_is_the_one_that_is_named(wrong, password):
    right, wrong = (urlsplit("outbox:"), "", ""), (urlsplit(wrong), password, "")

    assert named_when([wrong, right]) == {"KONTOR_SMS"}
    assert named_when([right, wrong]) == {"KONTOR_SMS_NEXT"}


def named_when(given):
    """What the settings begin with that the refusal names."""
    with pytest.raises(BadEnvironment) as refused:
        gateways(*given, countries=["LV"])
    return set(re.findall(r"(KONTOR_\w+?)_(?:URL|PASSWORD)", str(refused.value)))


def test_no_password_is_told_by_what_is_printed_of_a_gateway():
    [gateway] = gateways((urlsplit("smsc+https://login@smsc.kz"), "hunter2", ""), countries=[])

    assert "hunter2" not in repr(gateway)


def test_the_address_of_the_reports_is_one_that_we_answer(settings):
    settings.PUBLIC_URL = urlsplit("https://kontor.example:8443")

    assert sms_reports_url() == "https://kontor.example:8443/sms/reports/"
    assert sms_reports_url(with_port=False) == "https://kontor.example/sms/reports/"
    path = reverse("sms-reports", urlconf="config.urls_public")
    assert resolve(path, urlconf="config.urls_public").view_name == "sms-reports"
