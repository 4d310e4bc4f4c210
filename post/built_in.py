"""The letters that are built in: every `<app>/mail/<name>.txt` below an app's templates.

A letter's values are those that its template says, written as its template writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.template import Context, Engine, Template, Variable, VariableDoesNotExist
from django.template.base import FilterExpression, TokenType, VariableNode, render_value_in_context
from django.template.defaulttags import IfNode
from django.templatetags.i18n import BlockTranslateNode
from django.utils import translation

from post.errors import BadLetter
from post.words import Words, place_of

# A letter that holds one of these values is good for nothing without it.
NEEDED = ("url", "code")


@cache
def built_in_letters() -> dict[str, str]:
    """The template of each letter, by the letter's name: `users.invitation`."""
    return {name_of(template): template for template in sorted(_templates())}


def name_of(template: str) -> str:
    return template.removesuffix(".txt").replace("/mail/", ".")


def is_for_sms(template: str) -> bool:
    """Its subject is only its name; its text is all that is sent."""
    return template.endswith("_by_sms.txt")


def _templates() -> Iterator[str]:
    for app in apps.get_app_configs():
        folder = Path(app.path) / "templates"
        for file in folder.glob("*/mail/*.txt"):
            yield file.relative_to(folder).as_posix()


def words_of(template: str, written: str) -> Words:
    """A subject, an empty line, the text."""
    subject, _, rest = written.strip().partition("\n")
    if rest.strip() and not rest.startswith("\n"):
        raise BadLetter(f"{template}: the line after the subject is not empty")
    return Words(subject.strip(), rest.strip())


@cache
def built_in_words(template: str, language: str) -> Words:
    """What the built-in letter says in a language, at its longest, with `{{ name }}` for a value."""
    source = Engine.get_default().get_template(template).source
    draft = Template(source, engine=Engine.get_default())
    for node in _nodes(draft, VariableNode):
        node.filter_expression.filters = []
    for node in _nodes(draft, BlockTranslateNode):
        node.extra_context, node.plural = {}, None
    for node in _nodes(draft, IfNode):
        [(_condition, said), *_otherwise] = node.conditions_nodelists
        node.conditions_nodelists = [(None, said)]
    places = {name: place_of(name) for name in values_in(template)}
    with translation.override(language):
        return words_of(template, draft.render(Context(places, autoescape=False)))


def said_values(template: str, values: dict[str, Any]) -> dict[str, str]:
    """The values of a letter as texts, in the active language. One that is not there is empty."""
    built_in = Engine.get_default().get_template(template)
    context = Context(values, autoescape=False)
    with context.bind_template(built_in):
        return {name: _said(value, context) for name, value in values_in(template).items()}


def _said(value: FilterExpression | Variable, context: Context) -> str:
    try:
        return str(render_value_in_context(value.resolve(context), context))
    except VariableDoesNotExist:
        return ""


@cache
def values_in(template: str) -> dict[str, FilterExpression | Variable]:
    """By name. A name that means two things in one letter is a mistake of ours: BadLetter."""
    found: dict[str, FilterExpression | Variable] = {}
    for name, value in _values(Engine.get_default().get_template(template)):
        if str(found.setdefault(name, value)) != str(value):
            raise BadLetter(f"{template}: {name} means two things")
    return found


def _values(template: Template) -> Iterator[tuple[str, FilterExpression | Variable]]:
    for node in _nodes(template, BlockTranslateNode):
        for token in (*node.singular, *(node.plural or ())):
            if token.token_type == TokenType.VAR:
                name = token.contents
                yield name, node.extra_context.get(name) or Variable(name)
    for node in _nodes(template, VariableNode):
        variable = node.filter_expression.var
        if isinstance(variable, Variable) and len(variable.lookups or ()) == 1:
            yield str(variable.var), node.filter_expression


def _nodes(template: Template, kind: type) -> list[Any]:
    return cast("list[Any]", template.nodelist.get_nodes_by_type(kind))
