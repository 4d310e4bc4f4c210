from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from post.built_in import NEEDED, built_in_letters, is_for_sms, values_in
from post.errors import WordsRefused
from post.models import LetterText
from post.words import Words, has_stray_braces, names_in, stands_alone
from tenants.actor import Actor
from tenants.models import PublicEntry

LONGEST_SMS = 300  # with its values it may be twice as long: each message of 70 to 160 is paid for


@transaction.atomic
def rewrite_letter(name: str, own: Mapping[str, Words], *, by: Actor) -> None:
    """The provider writes a letter in its own words, in these languages and in no others.

    Leaves the words and a logbook line; nothing at all if they were there already. Raises
    WordsRefused, with each fault at its language and part.
    """
    _check(built_in_letters()[name], own)
    if not own:
        return restore_letter(name, by=by)
    kept, _is_new = LetterText.objects.select_for_update().get_or_create(name=name)
    if _words_of(kept) != dict(own):
        for language, _name in settings.LANGUAGES:
            kept.say(language, own.get(language))
        kept.save()
        PublicEntry.objects.write("letter.rewritten", name, by=by)


@transaction.atomic
def restore_letter(name: str, *, by: Actor) -> None:
    """The built-in words speak again, in every language. A repeat changes nothing."""
    deleted, _by_model = LetterText.objects.filter(name=name).delete()
    if deleted:
        PublicEntry.objects.write("letter.restored", name, by=by)


def _words_of(kept: LetterText) -> dict[str, Words]:
    said = {code: kept.words_in(code) for code, _name in settings.LANGUAGES}
    return {code: words for code, words in said.items() if words}


def _check(template: str, own: Mapping[str, Words]) -> None:
    values = set(values_in(template))
    longest = LONGEST_SMS if is_for_sms(template) else None
    faults = {language: _faults(words, values, longest) for language, words in own.items()}
    found = {language: wrong for language, wrong in faults.items() if wrong}
    if found:
        raise WordsRefused(fields=found)


def _faults(words: Words, values: set[str], longest: int | None) -> dict[str, list[str]]:
    wrong = {
        "subject": _faults_of_a_part(words.subject, values),
        "text": _faults_of_a_part(words.text, values),
    }
    if longest is not None and len(words.text) > longest:
        wrong["text"].append(_("An SMS has at most %(most)s letters.") % {"most": longest})
    for name in NEEDED:
        wrong["text"] += _faults_of_a_needed_value(name, words, is_held=name in values)
    return {part: faults for part, faults in wrong.items() if faults}


def _faults_of_a_needed_value(name: str, words: Words, *, is_held: bool) -> list[str]:
    faults = []
    if is_held and name not in names_in(words.text):
        faults.append(_("Without {{ %(name)s }} nobody can follow this letter.") % {"name": name})
    if not stands_alone(name, f"{words.subject}\n{words.text}"):
        # Else `https://elsewhere.example/?{{ url }}` would carry a secret to somebody else.
        faults.append(
            _("Put spaces or a new line around {{ %(name)s }}: nothing else belongs to it.")
            % {"name": name}
        )
    return faults


def _faults_of_a_part(text: str, values: set[str]) -> list[str]:
    strange = sorted(names_in(text) - values)
    faults = [
        _("This letter has no value “%(name)s”. It has: %(names)s.")
        % {"name": name, "names": ", ".join(sorted(values))}
        for name in strange
    ]
    if has_stray_braces(text):
        faults.append(_("Double braces stand only around the name of a value."))
    return faults
