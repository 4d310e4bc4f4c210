"""A business proves by DNS that a name is its own; as long as it does, the name leads to it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from jobs.models import Job
from post.models import Delivery, Suppression
from tenants.actor import KONTOR, Actor
from tenants.errors import DomainNotProven, HostRefused, HostTaken, NotClosable, TooManyDomains
from tenants.hosts import forget_hosts, tenant_at
from tenants.hosts.own_names import own_host
from tenants.models import Claim, Domain, Membership, PublicEntry, Tenant
from tenants.rooms import public_room
from tenants.workflows.own_domains import (
    ask_for_proof,
    claim_domain,
    give_up_domain,
    make_our_host_primary,
    make_primary,
)
from tenants.workflows.prove_domain import look_after_domains
from tenants.workflows.tell_of_domain import tell_of_domain
from tests.jobs_run import run_jobs
from tests.tenants.own_domain import BOOKS, claimed, proven

pytestmark = pytest.mark.django_db
PROVIDER = Actor(client="prov")
DAY = timedelta(days=1)


def leads_to(host):
    forget_hosts()
    return tenant_at(host)


def lines(tenant):
    with public_room():
        rows = PublicEntry.objects.filter(tenant=tenant, verb__startswith="domain.")
        return list(rows.order_by("id").values_list("verb", flat=True))


def look_again(tenant, *, after=timedelta()):
    """What the schedule does, some time later."""
    with time_machine.travel(timezone.now() + after, tick=True), public_room():
        look_after_domains()
        # The database's clock has not moved; its jobs are due.
        run_jobs()
    return claimed(tenant)


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("books.example.com", "books.example.com"),
        (" Books.Example.COM. ", "books.example.com"),
        ("books.example.com\u3002", "books.example.com"),
        ("example.com", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("me.github.io", "me.github.io"),
        ("books.localhost", "books.localhost"),
    ],
)
def test_a_name_is_written_as_dns_writes_it(written, host):
    assert own_host(written) == host


@pytest.mark.parametrize(
    "written",
    [
        "",
        "com",
        "co.uk",
        "github.io",
        "localhost",
        "192.0.2.1",
        "[2001:db8::1]",
        "2001:db8::1",
        "1.2.3",
        "https://books.example.com",
        "books.example.com/path",
        "books.example.com:443",
        "books..example.com",
        "-books.example.com",
        "boo ks.example.com",
        "_kontor.example.com",
        "*.example.com",
        "xn--a.example.com",
        "books.example.com\x00",
        f"{'a' * 64}.example.com",
        ".".join(["abcdefgh"] * 28) + ".com",
        "kontor.localhost",
        "acme.kontor.localhost",
        "acme.kontor.localhost\u3002",
        "192.0.2.1\uff0e",
        "provider.kontor.localhost",
    ],
)
def test_what_cannot_be_somebodys_own_name_is_refused(written):
    with pytest.raises(HostRefused) as refused:
        own_host(written)

    assert list(refused.value.fields) == ["host"]


# --- the proof ---------------------------------------------------------------------------------


def test_a_name_leads_here_once_dns_shows_its_mark(acme, zone):
    claim = proven(acme, zone, PROVIDER)

    assert (claim.is_proven, claim.is_primary, claim.found) == (True, False, "mark")
    assert leads_to(BOOKS) == acme
    assert leads_to(acme.host) == acme
    assert lines(acme) == ["domain.claimed", "domain.proven"]


@pytest.mark.parametrize(
    ("said", "found"), [(None, "no_record"), ("kontor-domain=0123", "other_record")]
)
def test_without_its_mark_a_name_leads_nowhere(acme, zone, said, found):
    if said:
        zone.says(f"_kontor.{BOOKS}", said)
    with public_room():
        claim_domain(acme.id, host=BOOKS, by=PROVIDER)
    run_jobs()

    assert (claimed(acme).is_proven, claimed(acme).found) == (False, found)
    assert leads_to(BOOKS) is None


def test_the_mark_of_another_tenant_proves_nothing(acme, globex, zone):
    """A record is bound to who was told to set it."""
    with public_room():
        theirs, _ = claim_domain(globex.id, host=BOOKS, by=PROVIDER)
        ours, _ = claim_domain(acme.id, host=BOOKS, by=PROVIDER)
    zone.proves(theirs)
    run_jobs()

    assert (claimed(acme).is_proven, claimed(globex).is_proven) == (False, True)
    assert ours.mark != theirs.mark
    assert leads_to(BOOKS) == globex


def test_who_only_claims_a_name_blocks_nobody(acme, globex, zone):
    with public_room():
        claim_domain(globex.id, host=BOOKS, by=PROVIDER)
    proven(acme, zone, PROVIDER)

    assert leads_to(BOOKS) == acme


def test_what_another_tenant_has_proven_is_taken(acme, globex, zone):
    with public_room():
        late, _ = claim_domain(globex.id, host=BOOKS, by=PROVIDER)
    proven(acme, zone, PROVIDER)
    zone.proves(late)  # its owner changed the record; ours was not looked at since
    with public_room():
        Claim.objects.filter(pk=late.pk).update(asked_at=None)
        ask_for_proof(claimed(globex), by=PROVIDER)
    run_jobs()

    assert (claimed(globex).is_proven, claimed(globex).found) == (False, "taken")
    assert leads_to(BOOKS) == acme
    with public_room():
        give_up_domain(late, by=PROVIDER)
        with pytest.raises(HostTaken):
            claim_domain(globex.id, host=BOOKS, by=PROVIDER)


def test_a_repeated_claim_is_the_same_claim(acme, zone):
    first = proven(acme, zone, PROVIDER)
    with public_room():
        again, is_new = claim_domain(acme.id, host="BOOKS.example.com.", by=PROVIDER)

    assert (again, is_new, again.mark) == (first, False, first.mark)
    assert lines(acme) == ["domain.claimed", "domain.proven"]


def test_a_repeated_question_within_seconds_is_the_same_one(acme, zone):
    proven(acme, zone, PROVIDER)
    with public_room():
        ask_for_proof(claimed(acme), by=PROVIDER)

    assert run_jobs() == 0
    assert lines(acme) == ["domain.claimed", "domain.proven"]


def test_a_tenant_has_twenty_names_at_most(acme):
    with public_room():
        for number in range(20):
            claim_domain(acme.id, host=f"books{number}.example.com", by=PROVIDER)
        with pytest.raises(TooManyDomains):
            claim_domain(acme.id, host=BOOKS, by=PROVIDER)


@pytest.mark.parametrize("state", [Tenant.State.ERASING, Tenant.State.ERASED])
def test_what_is_being_erased_gets_no_name(acme, zone, state):
    with public_room():
        claim, _ = claim_domain(acme.id, host=BOOKS, by=PROVIDER)
        zone.proves(claim)
        Tenant.objects.filter(pk=acme.pk).update(state=state)
        with pytest.raises(NotClosable):
            claim_domain(acme.id, host="other.example.com", by=PROVIDER)
    run_jobs()

    assert leads_to(BOOKS) is None


# --- and it has to stay ------------------------------------------------------------------------


def test_a_record_that_is_gone_is_told_and_after_a_week_the_name_leads_nowhere(
    acme, zone, mailoutbox
):
    claim = proven(acme, zone, PROVIDER)
    zone.forgets(claim.record_name)

    first = look_again(acme, after=1.1 * DAY)
    assert (first.is_proven, first.missing_since is not None) == (True, True)
    assert [mail.to for mail in mailoutbox] == [["alice@acme.example"]]
    assert (BOOKS in mailoutbox[0].subject, claim.record_value in mailoutbox[0].body) == (
        True,
        True,
    )
    look_again(acme, after=5 * DAY)
    assert (leads_to(BOOKS), len(mailoutbox)) == (acme, 1)

    last = look_again(acme, after=8.5 * DAY)
    assert (last.is_proven, last.missing_since) == (False, None)
    assert leads_to(BOOKS) is None
    assert len(mailoutbox) == 2
    assert lines(acme)[2:] == ["domain.missing", "domain.lapsed"]


def test_an_owner_whose_mail_fails_keeps_it_from_no_other(acme, zone, mailoutbox, alice, bob):
    claim = proven(acme, zone, PROVIDER)
    zone.forgets(claim.record_name)
    with public_room():
        Membership.objects.filter(tenant=acme).update(role="owner")
        Suppression.objects.stop(alice.user.email, "bounced")
    look_again(acme, after=1.1 * DAY)

    assert [mail.to for mail in mailoutbox] == [[bob.user.email]]
    with public_room():
        sent = Delivery.objects.filter(kind="tenants.domain_missing").values_list("to", "state")
        assert set(sent) == {(alice.user.email, "refused"), (bob.user.email, "sent")}
        failed = Job.objects.filter(state="failed").values_list("last_error_code", flat=True)
        assert list(failed) == ["CameBack"]


def test_who_is_no_owner_any_more_is_not_told(acme, zone, mailoutbox, alice, bob):
    claim = proven(acme, zone, PROVIDER)
    with public_room():
        bobs = Membership.objects.filter(tenant=acme, user=bob.user)
        bobs.update(role="owner")
        tell_of_domain.call(str(claim.pk), "missing")
        bobs.update(role="viewer")
    run_jobs()

    assert [mail.to for mail in mailoutbox] == [[alice.user.email]]


def test_a_record_that_comes_back_is_forgiven(acme, zone):
    claim = proven(acme, zone, PROVIDER)
    zone.forgets(claim.record_name)
    look_again(acme, after=2 * DAY)
    zone.proves(claim)
    look_again(acme, after=3 * DAY)

    assert look_again(acme, after=30 * DAY).is_proven
    assert claimed(acme).missing_since is None


def test_name_servers_that_do_not_answer_take_nothing_away(acme, zone):
    proven(acme, zone, PROVIDER)
    zone.is_out_of_order = True
    after = look_again(acme, after=30 * DAY)

    assert (after.is_proven, after.found, after.missing_since) == (True, "no_answer", None)


def test_silence_after_a_week_without_the_record_takes_nothing_away(acme, zone):
    claim = proven(acme, zone, PROVIDER)
    zone.forgets(claim.record_name)
    look_again(acme, after=2 * DAY)
    zone.is_out_of_order = True
    assert look_again(acme, after=30 * DAY).is_proven

    zone.is_out_of_order = False
    assert not look_again(acme, after=31 * DAY).is_proven


def test_mail_and_clock_go_before_slow_name_servers(acme, zone):
    """Whoever asks again and again after twenty names of slow servers keeps nobody waiting."""
    with public_room():
        claim_domain(acme.id, host=BOOKS, by=PROVIDER)
        assert Job.objects.get(task__endswith="prove_domain").priority < 0


def test_what_was_looked_at_lately_is_left_alone(acme, zone):
    proven(acme, zone, PROVIDER)
    with public_room():
        look_after_domains(timezone.now() + timedelta(hours=23))

    assert run_jobs() == 0


def test_a_claim_that_nobody_proves_is_given_a_fortnight(acme, zone):
    with public_room():
        claim_domain(acme.id, host=BOOKS, by=PROVIDER)
        run_jobs()
        now = timezone.now()
        due = [
            Claim.objects.due(now + after).count()
            for after in (timedelta(minutes=14), timedelta(minutes=16), 13 * DAY, 15 * DAY)
        ]

    assert due == [0, 1, 1, 0]


# --- the primary one, and giving up --------------------------------------------------------------


def test_links_lead_to_the_primary_host(acme, zone):
    claim = proven(acme, zone, PROVIDER)
    with public_room():
        make_primary(claim, by=PROVIDER)
        make_primary(claim, by=PROVIDER)
        tenant = Tenant.objects.get(pk=acme.pk)

        assert tenant.url == f"https://{BOOKS}:8443"
        make_our_host_primary(acme.id, by=PROVIDER)
        make_our_host_primary(acme.id, by=PROVIDER)
        assert Tenant.objects.get(pk=acme.pk).url == f"https://{acme.host}:8443"
    assert lines(acme)[2:] == ["domain.made_primary", "domain.made_primary"]


def test_only_what_is_proven_becomes_primary(acme):
    with public_room():
        claim, _ = claim_domain(acme.id, host=BOOKS, by=PROVIDER)
        with pytest.raises(DomainNotProven):
            make_primary(claim, by=PROVIDER)


def test_a_name_that_is_given_up_leads_nowhere_and_people_are_sent_home(acme, globex, zone):
    claim = proven(acme, zone, PROVIDER)
    with public_room():
        make_primary(claim, by=PROVIDER)
        give_up_domain(claim, by=PROVIDER)
        give_up_domain(claim, by=PROVIDER)

        assert Tenant.objects.get(pk=acme.pk).url == f"https://{acme.host}:8443"
    assert leads_to(BOOKS) is None
    assert lines(acme)[3:] == ["domain.given_up"]
    proven(globex, zone, PROVIDER)
    assert leads_to(BOOKS) == globex


def test_a_name_that_lapses_sends_people_home(acme, zone):
    claim = proven(acme, zone, PROVIDER)
    with public_room():
        make_primary(claim, by=KONTOR)
    zone.forgets(claim.record_name)
    look_again(acme, after=2 * DAY)
    look_again(acme, after=12 * DAY)
    with public_room():
        assert Domain.objects.get(tenant=acme, is_primary=True).domain == acme.host
