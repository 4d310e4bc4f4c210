import django.db.models.deletion
import uuid_utils.compat
from django.db import migrations, models

import tenants.models.claim


class Migration(migrations.Migration):
    dependencies = [("tenants", "0007_changes_of_hosts")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid_utils.compat.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("host", models.CharField(max_length=245)),
                ("mark", models.CharField(default=tenants.models.claim.new_mark, max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("asked_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                (
                    "found",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not asked yet"),
                            ("mark", "the record is there"),
                            ("no_record", "there is no such record"),
                            ("other_record", "there is a record, with another value"),
                            ("no_answer", "the name servers did not answer"),
                            ("taken", "another workspace has this name"),
                        ],
                        default="",
                        max_length=20,
                    ),
                ),
                ("missing_since", models.DateTimeField(null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="claims",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("tenant", "host"), name="one_claim_a_tenant_and_host"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="domain",
            name="claim",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="domain",
                to="tenants.claim",
            ),
        ),
    ]
