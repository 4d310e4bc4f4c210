"""An import is undone for good, with all of its documents, and says so in the logbook, or not at all."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION imports_undone_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF OLD.state = 'undone' THEN
        RAISE EXCEPTION 'an import stays undone' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'undone' AND OLD.state NOT IN ('done', 'failed') THEN
        RAISE EXCEPTION 'an import that is not over cannot be undone'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER imports_undone_is_final BEFORE UPDATE ON imports_import
    FOR EACH ROW EXECUTE FUNCTION imports_undone_is_final();

CREATE FUNCTION imports_undone_leaves_no_document() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF EXISTS (SELECT FROM sales_document WHERE from_import_id = NEW.id) THEN
        RAISE EXCEPTION 'import % is undone and its documents are here', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_undone_leaves_no_document';
    END IF;
    IF NOT EXISTS (SELECT FROM logbook_entry WHERE subject_id = NEW.id AND verb = 'undone') THEN
        RAISE EXCEPTION 'import % is undone without a line in the logbook', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'imports_undone_is_in_the_logbook';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER imports_undone_leaves_no_document AFTER UPDATE ON imports_import
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'undone')
    EXECUTE FUNCTION imports_undone_leaves_no_document();
"""
BACKWARDS = """
DROP TRIGGER imports_undone_leaves_no_document ON imports_import;
DROP TRIGGER imports_undone_is_final ON imports_import;
DROP FUNCTION imports_undone_leaves_no_document();
DROP FUNCTION imports_undone_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_an_import_can_be_undone"),
        ("sales", "0004_documents_know_their_import"),
        ("logbook", "0002_lines_are_only_added"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
