"""What companies tell us of what left: each call proves by its signature where it comes from."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from post.gateways.sms.choice import sms_gateways
from post.gateways.sms.message import NotSigned
from post.workflows.text import learn


@csrf_exempt
@require_POST
def sms_reports(request: HttpRequest) -> HttpResponse:
    """Of a message that nobody knows, nothing is said: it is answered as any other."""
    for gateway in sms_gateways():
        try:
            report = gateway.parse_delivery(request)
        except NotSigned:
            continue
        if report is not None:
            learn(report, gateway=gateway.name)
        return HttpResponse("OK", content_type="text/plain")
    return HttpResponse("Not signed.", status=403, content_type="text/plain")


@csrf_exempt
@require_POST
def mail_reports(request: HttpRequest) -> HttpResponse:
    """Anymail reads them, and asks for the secret. Without a company and a secret there is nothing."""
    if not (settings.MAIL_REPORTS and settings.ANYMAIL.get("WEBHOOK_SECRET")):
        raise Http404
    try:
        answer: HttpResponse = import_string(settings.MAIL_REPORTS).as_view()(request)
    except (ValueError, LookupError, TypeError, AttributeError):
        return HttpResponseBadRequest("Not understood.", content_type="text/plain")
    return answer
