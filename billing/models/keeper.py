from django.conf import settings
from django.db import models
from uuid_utils.compat import uuid7

from tenants.leaving import erased


@erased(with_person="user")
class Keeper(models.Model):
    """The key to a payer's data: this user may read and change it. Nobody else of Kontor's users."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    payer = models.ForeignKey("billing.Payer", models.CASCADE, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payer", "user"], name="one_key_to_a_payer"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.payer_id}"
