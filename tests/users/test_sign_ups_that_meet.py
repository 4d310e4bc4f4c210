"""The last steps of several sign-ups at the same moment: the constraints say who was first."""

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tenants.errors import SlugTaken
from tenants.models import Membership, Tenant
from tenants.rooms import public_room
from tests.tenants.test_requests_that_meet import all_at_once
from users.errors import AddressTaken, NumberTaken
from users.models import Policy, SignUp, User
from users.models.sign_up import new_sign_up
from users.workflows.come_in import Business, come_in

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def proven(number, **given):
    """A sign-up that lacks its last step only."""
    made = new_sign_up(email=f"egle{number}@ozols.example")
    told = {
        "name": "Egle",
        "password": make_password("a passphrase of young oaks"),
        "phone": f"+3712000004{number}",
        "policy": Policy.objects.current(),
        **dict.fromkeys(("email_proven_at", "phone_proven_at", "accepted_at"), timezone.now()),
        **given,
    }
    for name, value in told.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def last_step(sign_up, slug):
    about = {"name": "Ozols", "country": "LV", "currency": "EUR", "language": "lv"}

    def ask():
        try:
            with public_room():
                return come_in(sign_up, Business(slug=slug, **about), language="en")
        except (AddressTaken, NumberTaken, SlugTaken) as refusal:
            return type(refusal)

    return ask


def meeting(same, **given):
    """Who came in, and why the others did not."""
    with public_room():
        rows = [proven(number, **given) for number in range(AT_ONCE)]
    slugs = ["ozols" if same == "slug" else f"ozols-{number}" for number in range(AT_ONCE)]
    answers = all_at_once([last_step(*pair) for pair in zip(rows, slugs, strict=True)])
    inside = [answer for answer in answers if isinstance(answer, User)]
    return inside, [answer for answer in answers if answer not in inside]


@pytest.mark.parametrize(
    ("same", "given", "refusal"),
    [
        ("email", {"email": "egle@ozols.example"}, AddressTaken),
        ("phone", {"phone": "+37120000049"}, NumberTaken),
        ("slug", {}, SlugTaken),
    ],
)
def test_one_comes_in_and_the_others_have_left_nothing(acme, same, given, refusal):
    inside, others = meeting(same, **given)

    assert len(inside) == 1
    assert others == [refusal] * (AT_ONCE - 1)
    with public_room():
        assert Tenant.objects.filter(slug__startswith="ozols").count() == 1
        assert Membership.objects.filter(tenant__slug__startswith="ozols").count() == 1
        assert User.objects.filter(email__endswith="@ozols.example").count() == 1
        assert SignUp.objects.exclude(user=None).count() == 1


def test_one_sign_up_sent_four_times_at_once_is_one_user(acme):
    with public_room():
        row = proven(0)
    answers = all_at_once([last_step(row, f"ozols-{number}") for number in range(AT_ONCE)])

    assert len({answer.pk for answer in answers}) == 1
    with public_room():
        assert Tenant.objects.filter(slug__startswith="ozols").count() == 1
