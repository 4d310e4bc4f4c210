import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARDS = """
CREATE FUNCTION tenants_line_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    -- The owner erases tenants, and their lines with them.
    IF current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID)
       AND TG_OP = 'DELETE' THEN
        RETURN old;
    END IF;
    RAISE EXCEPTION 'a line of the logbook is final' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tenants_line_is_final BEFORE UPDATE OR DELETE ON tenants_publicentry
    FOR EACH ROW EXECUTE FUNCTION tenants_line_is_final();
"""
BACKWARDS = """
DROP TRIGGER tenants_line_is_final ON tenants_publicentry;
DROP FUNCTION tenants_line_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_people")]
    operations = [
        migrations.AlterField(
            model_name="publicentry",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="publicentry",
            name="tenant",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="entries",
                to="tenants.tenant",
            ),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
