from django.conf import settings
from django.db import models


class Signed(models.Model):
    """A state as a row: since when, and by which person or which program of the provider."""

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    client = models.CharField(max_length=40, blank=True)  # the prefix of the token that acted

    class Meta:
        abstract = True
