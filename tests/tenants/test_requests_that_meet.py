"""Requests of the provider's clients that come at the same moment make one tenant."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from jobs.models import Job
from tenants.models import Domain, Onboarding, Tenant
from tenants.rooms import public_room

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def all_at_once(requests):
    """Start together, and answer the responses in the order of asking."""
    start, answers = Barrier(len(requests)), [None] * len(requests)

    def ask(number, request):
        start.wait()
        try:
            answers[number] = request()
        finally:
            connection.close()

    threads = [Thread(target=ask, args=pair) for pair in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def count():
    with public_room():
        return [
            Tenant.objects.filter(slug__startswith="bakery").count(),
            Domain.objects.filter(domain__startswith="bakery").count(),
            Onboarding.objects.count(),
            Job.objects.filter(queue="build").count(),
        ]


def test_one_key_makes_one_tenant(provider):
    answers = all_at_once([provider.onboard] * AT_ONCE)

    assert [answer.status_code for answer in answers] == [202] * AT_ONCE
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert count() == [1, 1, 1, 1]


def test_one_slug_makes_one_tenant(provider):
    answers = all_at_once([lambda n=n: provider.onboard(f"key-{n}") for n in range(AT_ONCE)])

    assert sorted(answer.status_code for answer in answers) == [202] + [409] * (AT_ONCE - 1)
    assert count() == [1, 1, 1, 1]


def test_one_key_for_different_businesses_makes_one_tenant(provider):
    answers = all_at_once(
        [lambda n=n: provider.onboard("key-1", slug=f"bakery-{n}") for n in range(AT_ONCE)]
    )

    assert sorted(answer.status_code for answer in answers) == [202] + [422] * (AT_ONCE - 1)
    assert count() == [1, 1, 1, 1]


def test_a_twin_that_was_done_between_two_looks_is_found(provider):
    """The other request commits after this one began and before it writes."""
    twin = []

    def just_before(execute, sql, params, many, context):
        if not twin and 'INSERT INTO "tenants_tenant"' in sql:
            twin.append(None)
            twin.extend(all_at_once([provider.onboard]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(just_before):
        answer = provider.onboard()

    assert twin[1].status_code == answer.status_code == 202
    assert twin[1].json()["id"] == answer.json()["id"]
    assert count() == [1, 1, 1, 1]
