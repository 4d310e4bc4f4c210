from django.db import migrations

FORWARDS = """
CREATE FUNCTION logbook_line_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'a line of the logbook is final' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER logbook_line_is_final BEFORE UPDATE OR DELETE ON logbook_entry
    FOR EACH ROW EXECUTE FUNCTION logbook_line_is_final();
"""
BACKWARDS = """
DROP TRIGGER logbook_line_is_final ON logbook_entry;
DROP FUNCTION logbook_line_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("logbook", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
