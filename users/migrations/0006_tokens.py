import datetime

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Those that stand already may all that their person may, as they did."""

    dependencies = [("users", "0005_passwords")]

    operations = [
        migrations.AddField(
            "apitoken", "scopes", models.CharField(max_length=400, default="write")
        ),
        migrations.AddField(
            "apitoken",
            "addresses",
            models.CharField(max_length=1000, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "apitoken", "last_used_at", models.DateTimeField(null=True, blank=True)
        ),
        migrations.AddField(
            "apitoken",
            "replaces",
            models.OneToOneField(
                to="users.apitoken",
                on_delete=django.db.models.deletion.SET_NULL,
                null=True,
                blank=True,
                related_name="replacement",
            ),
        ),
        migrations.AddConstraint(
            "apitoken",
            models.CheckConstraint(
                name="token_lives_a_year_at_most",
                condition=models.Q(
                    expires_at__lte=models.F("created_at") + datetime.timedelta(days=366)
                ),
            ),
        ),
    ]
