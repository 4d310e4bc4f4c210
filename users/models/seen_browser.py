from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection, models
from django.utils import timezone
from uuid_utils.compat import uuid7

from tenants.leaving import erased
from users.models.user import User

KEPT = timedelta(days=180)  # since the last sign-in from it


class SeenBrowserManager(models.Manager["SeenBrowser"]):
    def saw(self, user: User, browser: str, system: str, carrier: str) -> SeenBrowser | None:
        """A sign-in came from there. Answers the row if nobody saw this person there before, and
        the person is not new altogether. One statement, in the public room."""
        row = SeenBrowser(user=user)
        told: list[Any] = [
            row.pk,
            user.pk,
            browser,
            system,
            carrier,
            row.first_at,
            row.last_at,
            user.pk,
        ]
        with connection.cursor() as cursor:
            cursor.execute(_SAW, told)
            found, was_elsewhere = cursor.fetchone()
        return row if found == row.pk and was_elsewhere else None

    def forgotten(self) -> models.QuerySet[SeenBrowser]:
        return self.filter(last_at__lt=timezone.now() - KEPT)


@erased(with_person="user")
class SeenBrowser(models.Model):
    """From where somebody signs in: what software, by which carrier. So that they hear of a sign-in
    from elsewhere; without a cookie that would know their computer again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    browser = models.CharField(max_length=100, blank=True)  # Firefox
    system = models.CharField(max_length=100, blank=True)  # Windows
    carrier = models.CharField(max_length=50, blank=True)  # a wide network: 192.0.0.0/16
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[SeenBrowserManager] = SeenBrowserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "browser", "system", "carrier"], name="each_browser_once_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.browser} on {self.system}, {self.carrier}"


# What the statement itself adds is not there yet for the question behind RETURNING.
_SAW = """
INSERT INTO users_seenbrowser AS seen (id, user_id, browser, system, carrier, first_at, last_at)
VALUES (%s, %s, left(%s, 100), left(%s, 100), %s, %s, %s)
ON CONFLICT (user_id, browser, system, carrier) DO UPDATE SET last_at = EXCLUDED.last_at
RETURNING id, EXISTS (SELECT 1 FROM users_seenbrowser AS other WHERE other.user_id = %s)
"""
