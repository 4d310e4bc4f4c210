"""People sign up by themselves, accept the policy's first version, and change how they are reached."""

import uuid
from datetime import UTC, datetime

import django.db.models.deletion
import django.utils.timezone
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

FIRST = {
    "en": "559b491c8610f143e04ba2edfa300d2bfe406beeb4a678df3f0e1f5d7731adec",
    "lv": "92ea2776248d9f0b095cbf687992fd96cef1b454d94c5c4958a4c33143dcd2af",
    "ru": "eaf427e77aba075cb5b9b4d8d4533aa4a99520c65046e85d8554426c781c1a9f",
    "kk": "eb43e032b8eed5f27c8e238553749037fe747042a8a446bbf9d48bb63a8cc1cd",
}


def publish_the_first(apps, schema_editor):
    apps.get_model("users", "Policy").objects.create(
        number=1, effective_at=datetime(2026, 11, 1, tzinfo=UTC), digests=FIRST
    )


def to_user(related_name, **how):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        django.db.models.deletion.CASCADE,
        related_name=related_name,
        **how,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0009_schema_name_is_ours"),
        ("users", "0006_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Policy",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("effective_at", models.DateTimeField()),
                ("digests", models.JSONField()),
            ],
            options={"verbose_name_plural": "policies"},
        ),
        migrations.RunPython(publish_the_first, migrations.RunPython.noop),
        migrations.CreateModel(
            name="PolicyAcceptance",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "policy",
                    models.ForeignKey(
                        "users.policy",
                        django.db.models.deletion.PROTECT,
                        related_name="acceptances",
                    ),
                ),
                ("user", to_user("policy_acceptances")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "policy"), name="a_version_is_accepted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("email_proven_at", models.DateTimeField(null=True)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("password", models.CharField(blank=True, max_length=128)),
                ("phone", models.CharField(blank=True, max_length=16)),
                ("phone_proven_at", models.DateTimeField(null=True)),
                (
                    "policy",
                    models.ForeignKey(
                        "users.policy",
                        django.db.models.deletion.PROTECT,
                        null=True,
                        related_name="+",
                    ),
                ),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "invitation",
                    models.ForeignKey(
                        "tenants.invitation",
                        django.db.models.deletion.CASCADE,
                        null=True,
                        related_name="+",
                    ),
                ),
                ("user", to_user("+", null=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        "tenants.tenant",
                        django.db.models.deletion.CASCADE,
                        null=True,
                        related_name="+",
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(user=None)
                        | Q(
                            email_proven_at__isnull=False,
                            phone_proven_at__isnull=False,
                            accepted_at__isnull=False,
                        ),
                        name="nobody_comes_in_unproven",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "Email"), ("phone", "Phone")], max_length=5
                    ),
                ),
                ("old", models.CharField(max_length=254)),
                ("new", models.CharField(max_length=254)),
                ("old_proven_at", models.DateTimeField(null=True)),
                ("new_proven_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("user", to_user("contact_changes")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(done_at=None),
                        fields=("user", "kind"),
                        name="one_change_a_kind_at_a_time",
                    )
                ],
            },
        ),
    ]
