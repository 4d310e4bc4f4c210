"""How each table of the public room loses what it holds of a tenant or of a person that leaves.

Every model of the public room says it, with its class or (for those that are not ours) in the
`apps.py` of the app that brings them in; a test fails for one that does not:

    @erased(with_tenant="tenant", with_person="user")
    class Session(models.Model): ...

    holds_nothing("names of tables")(ContentType)

What is declared is what is done: `rows_of` finds the rows that an erasure deletes. A person goes
who is left without any tenant. What takes more than deleting rows registers with `life.erasing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models

M = TypeVar("M", bound=type[models.Model])
Declare = Callable[[M], M]


@dataclass(frozen=True)
class Fate:
    """What happens to a table's rows when a tenant is erased, and why, where they stay."""

    with_tenant: str = ""
    with_person: str = ""
    tenants_own: bool = False
    stays: str = ""
    holds_nothing: bool = False


_fates: dict[str, Fate] = {}


def erased(
    *, with_tenant: str = "", with_person: str = "", tenants_own: bool = False
) -> Declare[Any]:
    """Its rows go. The paths lead from a row to the tenant's id and to the person's, as in `filter`.

    `tenants_own`: a row that names a tenant is that tenant's, whoever stands in it: it goes with
    that tenant, and with a person only if it names none.
    """
    if not (with_tenant or with_person):
        raise TypeError("say with whom the rows go")
    return _declare(Fate(with_tenant, with_person, tenants_own))


def kept(why: str) -> Declare[Any]:
    """Its rows stay although a tenant or a person stands in them: by law, or as the proof."""
    return _declare(Fate(stays=why))


def holds_nothing(what: str) -> Declare[Any]:
    """Neither a tenant nor a person can be found in its rows; `what` says what stands there."""
    return _declare(Fate(stays=what, holds_nothing=True))


def fate_of(model: type[models.Model]) -> Fate | None:
    return _fates.get(model._meta.label)


def rows_of(
    *, tenant_id: UUID | None = None, people: Iterable[UUID] = ()
) -> Iterator[tuple[type[models.Model], models.QuerySet[Any]]]:
    """The rows that go with a tenant, with people or with both, table by table; what refers to
    others comes before them."""
    gone = list(people)
    for model in _dependents_first():
        fate, rows = _fates[model._meta.label], model._base_manager
        if fate.with_tenant and tenant_id is not None:
            yield model, rows.filter(**{fate.with_tenant: tenant_id})
        if fate.with_person and gone:
            theirs = rows.filter(**{f"{fate.with_person}__in": gone})
            yield model, theirs.filter(**_of_no_tenant(fate))


def _of_no_tenant(fate: Fate) -> dict[str, bool]:
    return {f"{fate.with_tenant}__isnull": True} if fate.tenants_own else {}


def _dependents_first() -> Iterable[type[models.Model]]:
    going = [apps.get_model(label) for label, fate in _fates.items() if not fate.stays]
    sorter: TopologicalSorter[type[models.Model]] = TopologicalSorter(dict.fromkeys(going, ()))
    for model in going:
        for field in model._meta.concrete_fields:
            if field.related_model in going and field.related_model is not model:
                sorter.add(field.related_model, model)
    return sorter.static_order()


def _declare(fate: Fate) -> Declare[Any]:
    def declare(model: Any) -> Any:
        _fates[model._meta.label] = fate
        return model

    return declare
