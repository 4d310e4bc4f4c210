"""The list of payments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from workspace.listing import answer_list, with_sums
from workspace.money.filters import PaymentSearch
from workspace.money.models import Payment
from workspace.roles import looks, may_change


@require_safe
@looks("payments")
def payments(request: HttpRequest) -> HttpResponse:
    """The sums and the rows, whatever the length."""
    search = PaymentSearch(request.GET, Payment.objects.to_list())
    context = with_sums(request, search, search.qs.sums())
    return answer_list(request, "money", {**context, "may_change": may_change(request, "payments")})
