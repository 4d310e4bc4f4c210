from __future__ import annotations

import hashlib
from typing import ClassVar

import typst
from django.db import models, transaction

from workspace.company.models import Company
from workspace.logbook.models import Entry
from workspace.members.models import Member
from workspace.models import RoomQuerySet, WorkspaceModel
from workspace.papers.content import Content, content_of
from workspace.papers.errors import CannotBePrinted, IssuedElsewhere, NotIssued
from workspace.papers.printing import print_paper
from workspace.sales.models import Document


class PaperManager(models.Manager.from_queryset(RoomQuerySet)):  # type: ignore[misc]
    def of(self, document: Document) -> Paper:
        """The paper of an issued document, which is made at issue.

        One that was issued before papers were kept has none: the first who asks makes it, from what
        the document kept and the logo of that day, and whoever asks at the same moment waits. What
        was issued elsewhere has its paper there: IssuedElsewhere.
        """
        paper: Paper | None = self.filter(document=document).first()
        if paper is not None:
            return paper
        return self._made_late(document)

    @transaction.atomic
    def _made_late(self, document: Document) -> Paper:
        document.hold()
        if not document.is_issued:
            raise NotIssued
        if document.external_number:
            raise IssuedElsewhere
        return self.filter(document=document).first() or self._keep(document, by=None)

    def print(self, document: Document) -> None:
        """Told in the transaction of issuing: if it cannot be printed, it is not issued."""
        self._keep(document, by=document.issued_by)

    def _keep(self, document: Document, *, by: Member | None) -> Paper:
        picture = Company.objects.the_one().logo_picture()
        content = content_of(document, logo=picture[0] if picture else None)
        pdf = _printed(content)
        paper: Paper = self.create(
            document=document,
            pdf=pdf,
            digest=hashlib.sha256(pdf).hexdigest(),
            language=content.language,
        )
        Entry.objects.write("printed", document, by=by, digest=paper.digest)
        return paper


class Paper(WorkspaceModel):
    """The PDF of an issued document: made once, kept with it, the same bytes for everybody.

    `digest` is the SHA-256 of the bytes. The database refuses to alter or remove a paper.
    """

    document = models.OneToOneField(Document, models.PROTECT, related_name="paper")
    pdf = models.BinaryField()
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[PaperManager] = PaperManager()

    def __str__(self) -> str:
        return self.file_name

    @property
    def content(self) -> bytes:
        return bytes(self.pdf)

    @property
    def file_name(self) -> str:
        return f"{self.document.label}.pdf"


def _printed(content: Content) -> bytes:
    try:
        return print_paper(content)
    except typst.TypstError as error:
        raise CannotBePrinted from error
