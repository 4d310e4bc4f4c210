from django.db import migrations, models

# Every table from which `tenants.hosts` reads, with the columns that it looks at. A change of a
# schema's head belongs to the tenant that has the schema; a spare one has none.
FORWARDS = """
CREATE FUNCTION tenants_host_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO tenants_hostchange (xid, tenant_id, at) VALUES (
            pg_current_xact_id()::text::bigint, (to_jsonb(old) ->> TG_ARGV[0])::uuid, now());
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR
            to_jsonb(new) ->> TG_ARGV[0] <> to_jsonb(old) ->> TG_ARGV[0]) THEN
        INSERT INTO tenants_hostchange (xid, tenant_id, at) VALUES (
            pg_current_xact_id()::text::bigint, (to_jsonb(new) ->> TG_ARGV[0])::uuid, now());
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION tenants_head_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO tenants_hostchange (xid, tenant_id, at)
        SELECT pg_current_xact_id()::text::bigint, id, now()
        FROM tenants_tenant WHERE schema_name = coalesce(new.name, old.name);
    RETURN NULL;
END $$;
CREATE TRIGGER tenants_host_changed AFTER UPDATE OR DELETE ON tenants_tenant
    FOR EACH ROW EXECUTE FUNCTION tenants_host_changed('id');
CREATE TRIGGER tenants_host_changed AFTER INSERT OR UPDATE OR DELETE ON tenants_domain
    FOR EACH ROW EXECUTE FUNCTION tenants_host_changed('tenant_id');
CREATE TRIGGER tenants_host_changed AFTER INSERT OR UPDATE OR DELETE ON tenants_suspension
    FOR EACH ROW EXECUTE FUNCTION tenants_host_changed('tenant_id');
CREATE TRIGGER tenants_head_changed AFTER INSERT OR DELETE ON tenants_schema
    FOR EACH ROW EXECUTE FUNCTION tenants_head_changed();
CREATE TRIGGER tenants_head_altered AFTER UPDATE ON tenants_schema
    FOR EACH ROW WHEN (old.head IS DISTINCT FROM new.head)
    EXECUTE FUNCTION tenants_head_changed();
"""
BACKWARDS = """
DROP FUNCTION tenants_host_changed() CASCADE;
DROP FUNCTION tenants_head_changed() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_script")]

    operations = [
        migrations.CreateModel(
            name="HostChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(db_index=True)),
                ("tenant_id", models.UUIDField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
