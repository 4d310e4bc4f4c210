"""A file is received: kept, and queued to be taken in."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from workspace.imports import reasons
from workspace.imports.errors import LARGEST, NotAFile, TooLarge
from workspace.imports.models import Import, shown_name
from workspace.imports.reading.text import looks_binary
from workspace.imports.tasks import take_in_import
from workspace.logbook.models import Entry
from workspace.members.models import Member


def receive_file(upload: UploadedFile[Any], *, kind: str, currency: str, by: Member) -> Import:
    """When somebody sends a file. Leaves an import that waits for its job.

    A repeat makes another import, which will find everything here already. Raises TooLarge, or
    NotAFile for what is plainly no text.
    """
    digest = _checked(upload)
    one = Import(
        kind=kind,
        currency=currency,
        file_name=shown_name(upload.name or ""),
        digest=digest,
        created_by=by,
    )
    one.file.save("", upload, save=False)
    try:
        _queue(one, by)
    except BaseException:
        one.file.delete(save=False)
        raise
    return one


def _checked(upload: UploadedFile[Any]) -> str:
    """The SHA-256 of the file, of which no part is kept in memory."""
    if (upload.size or 0) > LARGEST:
        raise TooLarge(fields={"file": [str(TooLarge.detail)]})
    digest = hashlib.sha256()
    for at, chunk in enumerate(upload.chunks()):
        digest.update(chunk)
        if at == 0 and looks_binary(chunk):
            _refuse("not_text")
    if not upload.size:
        _refuse("empty")
    return digest.hexdigest()


def _refuse(code: str) -> None:
    sentence = reasons.of_file(code, {})
    raise NotAFile(sentence, fields={"file": [sentence]})


@transaction.atomic
def _queue(one: Import, by: Member) -> None:
    one.save(force_insert=True)
    Entry.objects.write("received", one, by=by, file_name=one.file_name, digest=one.digest)
    take_in_import.enqueue(str(one.pk))
