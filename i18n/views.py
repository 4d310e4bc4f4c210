from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from i18n.choice import offered, remember


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The switch on every page. It leaves a cookie behind, and nothing else."""
    response = HttpResponseRedirect(_back(request.POST.get("next", "")))
    language = offered(request.POST.get("language", ""))
    if language:
        remember(response, language)
    return response


def _back(page: str) -> str:
    """The page that was read, without a language that its address may carry."""
    if not page.startswith("/") or not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return "/"
    parts = urlsplit(page)
    query = [pair for pair in parse_qsl(parts.query, True) if pair[0] != "language"]
    return urlunsplit(parts._replace(query=urlencode(query)))
