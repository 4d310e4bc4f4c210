import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Of two owners who go at once the second waits here for the first, and then counts without it.
FORWARDS = """
CREATE FUNCTION tenants_an_owner_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    standing varchar;
BEGIN
    IF old.role <> 'owner' THEN
        RETURN NULL;
    END IF;
    SELECT state INTO standing FROM tenants_tenant WHERE id = old.tenant_id FOR NO KEY UPDATE;
    IF standing IS NULL OR standing IN ('erasing', 'erased') OR EXISTS (
        SELECT FROM tenants_membership WHERE tenant_id = old.tenant_id AND role = 'owner'
    ) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the last owner stays'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'last_owner';
END $$;
CREATE TRIGGER tenants_an_owner_stays AFTER DELETE OR UPDATE OF role, tenant_id
    ON tenants_membership FOR EACH ROW EXECUTE FUNCTION tenants_an_owner_stays();
"""
BACKWARDS = """
DROP TRIGGER tenants_an_owner_stays ON tenants_membership;
DROP FUNCTION tenants_an_owner_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0009_schema_name_is_ours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "invitation",
            "language",
            models.CharField(max_length=5, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="Departure",
            fields=[
                (
                    "membership_id",
                    models.UUIDField(primary_key=True, serialize=False, editable=False),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="departures",
                        to="tenants.tenant",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["tenant", "user"], name="one_departure_a_person"
                    )
                ]
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
