from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workspace.company.models import Company
from workspace.roles import may_change, may_look
from workspace.sales.models import Document
from workspace.today.beginning import beginning
from workspace.today.figures import figures
from workspace.today.waiting import drafts, imports, waiting


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """A business that has issued nothing yet is led to its first invoice; others see what waits."""
    company = Company.objects.the_one()
    may_sell, may_complete = may_change(request, "sales"), may_change(request, "company")
    if may_sell and not Document.objects.issued().exists():
        first = beginning(company, with_company=may_complete)
        steps = {"steps": first, "others": [*imports(), *drafts()]}
        return render(request, "today/beginning.html", steps)
    context = {
        "figures": figures(with_payments=may_look(request, "payments")),
        "waiting": waiting(company, with_company=may_complete) if may_sell else [],
        "may_sell": may_sell,
    }
    return render(request, "today/today.html", context)
