from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from i18n.choice import offered, remember


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """The switch on every page. It leaves a cookie behind, and nothing else."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    language = offered(request.POST.get("language", ""))
    if language:
        remember(response, language)
    return response
