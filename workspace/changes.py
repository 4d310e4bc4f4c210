"""What an edit leaves behind: a row set, checked and saved, and its line in the logbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from workspace.errors import InUse, Taken
from workspace.logbook.models import Entry
from workspace.members.models import Member


@transaction.atomic
def make(row: models.Model, *, by: Member | None) -> None:
    """Save a new row. Raises ValidationError for a field at fault, Taken for a number in use."""
    row.full_clean(validate_unique=False, validate_constraints=False)
    _save(row, force_insert=True)
    Entry.objects.write("made", row, by=by)


@transaction.atomic
def change(row: models.Model, values: Mapping[str, Any], *, by: Member | None) -> list[str]:
    """Set these fields; answers the names of those that differ now. Nothing differs, no line."""
    before = _values(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean(validate_unique=False, validate_constraints=False)
    after = _values(row)
    changed = sorted(name for name in after if after[name] != before[name])
    if changed:
        _save(row, update_fields=changed)
        Entry.objects.write("changed", row, by=by, fields=changed)
    return changed


@transaction.atomic
def remove(row: models.Model, *, by: Member | None) -> None:
    """Delete the row, unless others refer to it: then InUse. The logbook keeps the line."""
    Entry.objects.write("removed", row, by=by, was=str(row))
    try:
        row.delete()
    except models.ProtectedError as error:
        raise InUse from error


def clean_each(row: models.Model, checks: Mapping[str, Callable[[], str]]) -> None:
    """Each field as its check writes it. All that are refused are told at once, by field."""
    refused: dict[str, ValidationError] = {}
    for name, check in checks.items():
        try:
            setattr(row, name, check())
        except ValidationError as error:
            refused[name] = error
    if refused:
        raise ValidationError(refused)


def _values(row: models.Model) -> dict[str, Any]:
    return {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}


def _save(row: models.Model, **how: Any) -> None:
    """The database decides who was first; the constraint's own sentence says what is taken."""
    try:
        with transaction.atomic():
            row.save(**how)
    except IntegrityError as error:
        raise _taken(row, error) from error


def _taken(row: models.Model, error: IntegrityError) -> Exception:
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    for constraint in row._meta.constraints:
        if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
            sentence = str(constraint.get_violation_error_message())
            return Taken(sentence, fields={field: [sentence] for field in constraint.fields})
    return error
