"""A paper never changes. A letter's words never change, and nothing of it once it left or failed."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION papers_paper_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    RAISE EXCEPTION 'a paper is final' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER papers_paper_is_final BEFORE UPDATE OR DELETE ON papers_paper
    FOR EACH ROW EXECUTE FUNCTION papers_paper_is_final();

CREATE FUNCTION papers_paper_is_of_ours() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM sales_document
        WHERE id = NEW.document_id AND state = 'issued' AND number IS NOT NULL
    ) OR NEW.digest <> encode(sha256(NEW.pdf), 'hex')
    THEN
        RAISE EXCEPTION 'a paper belongs to a document that was issued here, with its own digest'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'papers_paper_is_of_ours';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER papers_paper_is_of_ours BEFORE INSERT ON papers_paper
    FOR EACH ROW EXECUTE FUNCTION papers_paper_is_of_ours();

CREATE FUNCTION papers_sending_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.state = 'queued' AND NEW.state <> 'queued'
        AND to_jsonb(NEW) - '{state,reason,settled_at}'::text[]
            = to_jsonb(OLD) - '{state,reason,settled_at}'::text[]
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a letter is final' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER papers_sending_is_final BEFORE UPDATE OR DELETE ON papers_sending
    FOR EACH ROW EXECUTE FUNCTION papers_sending_is_final();
"""
BACKWARDS = """
DROP TRIGGER papers_sending_is_final ON papers_sending;
DROP TRIGGER papers_paper_is_of_ours ON papers_paper;
DROP TRIGGER papers_paper_is_final ON papers_paper;
DROP FUNCTION papers_sending_is_final();
DROP FUNCTION papers_paper_is_of_ours();
DROP FUNCTION papers_paper_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_initial"), ("sales", "0002_issued_is_final")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
