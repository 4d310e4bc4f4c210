"""Small files of sales, and what takes them in. The test stands in a workspace."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests import make
from tests.jobs_run import run_jobs
from workspace.imports.models import Import
from workspace.imports.workflows.receive import receive_file
from workspace.members.models import Member

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


def row(**given: Any) -> str:
    """One good line, but for what is given."""
    cells = {
        "number": "536365",
        "code": "85123A",
        "description": "WHITE HANGING HEART",
        "quantity": "6",
        "date": "12/1/2010 8:26",
        "price": "2.55",
        "customer": "17850",
        "country": "United Kingdom",
    }
    return ",".join({**cells, **given}.values())


def table(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def upload(content: str | bytes, name: str = "sales.csv") -> SimpleUploadedFile:
    data = content if isinstance(content, bytes) else content.encode()
    return SimpleUploadedFile(name, data, content_type="text/csv")


def sent(content: str | bytes, *, currency: str = "GBP", by: Member | None = None) -> Import:
    """An import that waits for its job."""
    who = by or Member.objects.first() or make.member()
    return receive_file(upload(content), kind="sales", currency=currency, by=who)


def taken_in(content: str | bytes, **given: Any) -> Import:
    """An import after its job."""
    one = sent(content, **given)
    run_jobs("default")
    one.refresh_from_db()
    return one


def refusals(one: Import) -> list[tuple[int, str]]:
    return list(one.refused.in_order().values_list("line", "reason"))
