from django.db import migrations, models

# What stands already is known from here on; its head is read when it is migrated next.
KNOW_WHAT_STANDS = """
INSERT INTO tenants_schema (name, kind, head, made_at, failed_on, failed_with)
SELECT schema_name, 'tenant', '', created_at, '', '' FROM tenants_tenant
WHERE state NOT IN ('requested', 'erasing', 'erased')
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_leaving")]

    operations = [
        migrations.CreateModel(
            name="Schema",
            fields=[
                ("name", models.CharField(max_length=63, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tenant", "Tenant"),
                            ("spare", "Spare"),
                            ("template", "Template"),
                        ],
                        max_length=10,
                    ),
                ),
                ("head", models.TextField(default="")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("failed_on", models.CharField(default="", max_length=200)),
                ("failed_with", models.CharField(default="", max_length=100)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("kind", "spare")),
                        fields=["made_at"],
                        name="schemas_that_are_spare",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["tenant", "spare", "template"])),
                        name="schema_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "template")),
                        fields=("kind",),
                        name="one_template",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KNOW_WHAT_STANDS, migrations.RunSQL.noop),
    ]
