"""From where somebody signs in, so that they hear of a sign-in from elsewhere."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from users.models import SeenBrowser, User
from users.networks import carrier_of, network_of
from users.software import families_of
from users.tasks import tell_of_new_browser


def note_browser(request: HttpRequest, user: User, *, by_factor: bool) -> None:
    """At each sign-in. Leaves the row that knows this browser, and a letter if it is another than
    before; not if a second factor opened the door: that was hardly somebody else."""
    software = families_of(request.headers.get("User-Agent", "")[:200])
    new = SeenBrowser.objects.saw(user, *software, carrier_of(request))
    if new and not by_factor:
        tell_of_new_browser.enqueue(str(new.pk), network_of(request), get_language())
