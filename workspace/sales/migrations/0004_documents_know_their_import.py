"""A document knows which import made it, and goes with it when that import is undone.

That is the one deletion of what is issued. Nobody can say "undone" and keep the documents, or let
them go and keep the import: see 0003_undone_leaves_no_document of the imports.
"""

import django.db.models.deletion
from django.db import migrations, models

NEW_RULES = """
CREATE OR REPLACE FUNCTION sales_document_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a document begins as a draft' USING ERRCODE = 'restrict_violation';
        END IF;
        -- Shared, so that the import is not undone meanwhile.
        IF NEW.from_import_id IS NOT NULL THEN
            PERFORM FROM imports_import
                WHERE id = NEW.from_import_id AND state = 'running' FOR SHARE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'only an import that runs makes documents'
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state = 'issued' AND NOT EXISTS (
            SELECT FROM imports_import WHERE id = OLD.from_import_id AND state = 'undone'
        ) THEN
            RAISE EXCEPTION 'an issued document is final' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state = 'issued' THEN
        RAISE EXCEPTION 'an issued document is final' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.from_import_id IS DISTINCT FROM OLD.from_import_id THEN
        RAISE EXCEPTION 'the import of a document is final' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- The document is held while its line changes: whoever issues it at the same moment waits.
CREATE OR REPLACE FUNCTION sales_line_is_final() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
DECLARE
    found text;
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM sales_document d JOIN imports_import i ON i.id = d.from_import_id
            WHERE d.id = OLD.document_id AND i.state = 'undone'
    ) THEN
        RETURN OLD;
    END IF;
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
"""


class Migration(migrations.Migration):
    dependencies = [
        ("imports", "0002_an_import_can_be_undone"),
        ("members", "0001_initial"),
        ("parties", "0001_initial"),
        ("sales", "0003_series_only_counts_on"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="from_import",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="made",
                to="imports.import",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_import__isnull", True), ("number__isnull", True), _connector="OR"
                ),
                name="sales_document_from_import",
            ),
        ),
        migrations.RunSQL(NEW_RULES),  # the rules read the column: there is no way back
    ]
