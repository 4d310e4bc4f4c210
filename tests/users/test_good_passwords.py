"""What is refused is what an attacker tries first; a crowd of tries does not take the machine."""

from __future__ import annotations

import threading
from hashlib import sha1
from itertools import product

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    validate_password,
)
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from config import settings as production
from tenants.rooms import public_room
from tests import world
from tests.users.browser import PUBLIC, Browser
from tests.users.crowd import every_place_taken
from users.errors import TooBusy
from users.factors.forms import PasswordForm
from users.models import Attempts, User
from users.passwords import hashers
from users.passwords.breached import is_breached
from users.passwords.validators import MinimumLength, NotEasilyGuessed

GOOD = [
    "a long enough passphrase",
    "pietiekami gara parole",
    "қызыл алма ағашы 🍎",
    "mans suns ir melns",
]


def refusal(password: str, user: object = None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return list(refused.messages)
    return []


@pytest.mark.parametrize("password", GOOD)
def test_a_few_words_are_good(password):
    assert refusal(password) == []


def families() -> list[str]:
    """What lists of leaked passwords have above fourteen characters, most of it."""
    common = sorted(CommonPasswordValidator().passwords)
    words = [word for word in common if len(word) >= 8 and word.isalnum()][:1200]
    doubled = [word * 2 for word in words]
    rows = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "qazwsxedc", "1q2w3e4r5t"]
    walks = [a + b for a, b in product(rows, rows) if len(a + b) >= 15]
    walks += [a * times for a in rows for times in (2, 3, 4) if len(a * times) >= 15]
    months = ["january", "february", "march", "april", "december"]
    dated = [
        f"{month}{day:02}{year}{month}"
        for month in months
        for day in (1, 15)
        for year in range(1980, 2026)
    ]
    kontor = [f"kontor{year}kontor" for year in range(1990, 2027)]
    letters = [letter * 15 for letter in "abcxyz0189!?"]
    numbers = [str(digit) * 16 for digit in range(10)] + ["123456789012345", "987654321098765"]
    ended = [f"{word}{word}{end}" for word in words[:600] for end in ("1", "!", "123")]
    every = [*doubled, *walks, *dated, *kontor, *letters, *numbers, *ended]
    return sorted({password for password in every if len(password) >= 15})


def test_what_matches_the_length_and_is_in_every_list_is_refused_with_its_reason():
    assert [password for password in families()[::25] if not refusal(password)] == []


@pytest.mark.drill
def test_three_thousand_of_them_are_refused():
    found = families()

    assert len(found) >= 3000
    assert [password for password in found if not refusal(password)] == []


def test_the_own_name_is_no_secret(db):
    user = User(email="liene.kalnina@example.lv", name="Liene Kalniņa")

    with pytest.raises(ValidationError, match="name or address"):
        NotEasilyGuessed().validate("lienelieneliene", user)


def test_eight_characters_are_enough_beside_a_second_factor(alice):
    with public_room():
        assert "at least 15 characters" in " ".join(refusal("mVq7 zrT", alice.user))
        Authenticator.objects.create(user=alice.user, type="totp", data={"secret": "sealed"})

        assert refusal("mVq7 zrT", alice.user) == []
        assert "at least 8 characters" in " ".join(refusal("mVq7 zr", alice.user))
        assert "soon guessed" in " ".join(refusal("abcabcab", alice.user))


def test_recovery_codes_are_no_second_factor(alice):
    with public_room():
        Authenticator.objects.create(user=alice.user, type="recovery_codes", data={})
        with pytest.raises(ValidationError):
            MinimumLength().validate("mVq7 zrT", alice.user)


def test_a_short_password_is_remembered_as_one(alice):
    alice.user.set_password("mVq7 zrT")
    assert alice.user.has_short_password is True

    alice.user.set_password(GOOD[0])
    assert alice.user.has_short_password is False


@pytest.mark.parametrize("ending", ["\n", ":17\n", "\r\n"])
def test_what_the_operators_list_holds_is_refused(settings, tmp_path, ending):
    stolen = [f"stolen passphrase number {n}" for n in range(500)]
    digests = sorted(
        sha1(password.encode(), usedforsecurity=False).hexdigest().upper() for password in stolen
    )
    list_of_it = tmp_path / "breached.txt"
    list_of_it.write_bytes("".join(digest + ending for digest in digests).encode())
    settings.BREACHED_PASSWORDS = str(list_of_it)

    assert [each for each in stolen if not is_breached(each)] == []
    assert [each for each in stolen[::50] if "breach" not in " ".join(refusal(each))] == []
    assert not is_breached("a passphrase that nobody stole")
    assert refusal("a passphrase that nobody stole") == []


@given(st.text(min_size=1, max_size=256))
def test_any_unicode_comes_back(password):
    hasher = hashers.Argon2id()
    hasher.memory_cost, hasher.time_cost = 8, 1
    assert hasher.verify(password, hasher.encode(password, "saltsaltsalt"))


def test_full_and_half_width_are_the_same_password(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS

    assert check_password("ｋｏｎｔｏｒ ２０２６", make_password("kontor 2026"))


def test_a_hash_is_made_anew_at_sign_in_when_it_is_weaker_than_ours(settings, alice):
    settings.PASSWORD_HASHERS = [*production.PASSWORD_HASHERS, *settings.PASSWORD_HASHERS]
    browser = Browser()
    browser.open(f"{PUBLIC}/sign-in/")
    browser.send(login=alice.email, password=world.PASSWORD)

    with public_room():
        stored = User.objects.get(pk=alice.user.pk).password
    assert stored.startswith("argon2$argon2id$v=19$m=47104,t=2,p=1$")


def crowd(many: int) -> list[object]:
    """So many who try at once; what became of each."""
    stored = make_password("a long enough passphrase")
    ready, told = threading.Barrier(many), []

    def knock() -> None:
        ready.wait()
        try:
            told.append(check_password("a long enough passphrase", stored))
        except TooBusy:
            told.append("busy")

    threads = [threading.Thread(target=knock) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def test_a_crowd_waits_for_no_more_than_a_moment(settings):
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    settings.HASHES_AT_ONCE = 2

    told = crowd(12)

    assert set(told) == {True, "busy"}
    assert crowd(1) == [True]


@pytest.fixture
def crowded(settings):
    """Every place where a password is hashed is taken."""
    settings.PASSWORD_HASHERS = production.PASSWORD_HASHERS
    settings.HASHES_AT_ONCE = 1
    with every_place_taken():
        yield


def test_where_nobody_had_the_time_to_look_it_was_no_guess(alice, crowded):
    form = PasswordForm({"password": world.PASSWORD}, user=alice.user)

    with public_room():
        with pytest.raises(TooBusy):
            form.is_valid()
        assert not Attempts.objects.filter(many__gt=0).exists()


def test_a_password_of_a_megabyte_does_not_reach_the_estimate():
    NotEasilyGuessed().validate("kaķis uz jumta " * 70_000)
