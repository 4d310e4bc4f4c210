"""An issued document and its lines never change, whoever writes: the database refuses.

A document is born a draft and becomes issued in one UPDATE. From then on both tables refuse, and
at COMMIT its sums must be those of its lines, and its number the next of its series.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION sales_document_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a document begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'issued' THEN
        RAISE EXCEPTION 'an issued document is final' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sales_document_is_final BEFORE INSERT OR UPDATE OR DELETE ON sales_document
    FOR EACH ROW EXECUTE FUNCTION sales_document_is_final();

-- The document is held while its line changes: whoever issues it at the same moment waits.
CREATE FUNCTION sales_line_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    found text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT state INTO found FROM sales_document
            WHERE id = OLD.document_id FOR NO KEY UPDATE;
        IF found = 'issued' THEN
            RAISE EXCEPTION 'a line of an issued document is final'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
    END IF;
    SELECT state INTO found FROM sales_document WHERE id = NEW.document_id FOR NO KEY UPDATE;
    IF found = 'issued' THEN
        RAISE EXCEPTION 'an issued document gets no more lines'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sales_line_is_final BEFORE INSERT OR UPDATE OR DELETE ON sales_line
    FOR EACH ROW EXECUTE FUNCTION sales_line_is_final();

CREATE FUNCTION sales_document_adds_up() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    lines_net numeric;
    lines_vat numeric;
    wrong_lines bigint;
    home sales_series;
BEGIN
    SELECT sum(kind.net), sum(round(kind.net * kind.vat_rate / 100, NEW.decimals)), sum(kind.wrong)
        INTO lines_net, lines_vat, wrong_lines
        FROM (
            SELECT vat_rate, sum(net) AS net,
                count(*) FILTER (WHERE net <> round(quantity * unit_price, NEW.decimals)) AS wrong
            FROM sales_line WHERE document_id = NEW.id GROUP BY vat_category, vat_rate
        ) AS kind;
    IF lines_net IS NULL OR wrong_lines > 0 OR NEW.net <> lines_net OR NEW.vat <> lines_vat
        OR NEW.gross <> NEW.net + NEW.vat
    THEN
        RAISE EXCEPTION 'the sums of document % are not those of its lines', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sales_document_adds_up';
    END IF;
    SELECT * INTO home FROM sales_series WHERE id = NEW.series_id;
    IF home.kind <> NEW.kind OR home.counts <> (NEW.number IS NOT NULL) THEN
        RAISE EXCEPTION 'document % stands in a series of others', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sales_document_series';
    END IF;
    IF NEW.number > 1 AND NOT EXISTS (
        SELECT FROM sales_document WHERE series_id = NEW.series_id AND number = NEW.number - 1
    ) THEN
        RAISE EXCEPTION 'number % leaves a gap before it', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sales_document_no_gap';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sales_document_adds_up AFTER UPDATE ON sales_document
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.state = 'issued') EXECUTE FUNCTION sales_document_adds_up();
"""
BACKWARDS = """
DROP TRIGGER sales_document_adds_up ON sales_document;
DROP TRIGGER sales_line_is_final ON sales_line;
DROP TRIGGER sales_document_is_final ON sales_document;
DROP FUNCTION sales_document_adds_up();
DROP FUNCTION sales_line_is_final();
DROP FUNCTION sales_document_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
