"""A series keeps its name and counts on by one, whoever writes: the database refuses the rest.

The label of an issued document is its series' code and its number. Numbers begin at 1.
"""

from django.db import migrations, models
from django.db.models import Q

FORWARDS = """
CREATE FUNCTION sales_series_counts_on() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    IF (NEW.id, NEW.code, NEW.kind, NEW.counts)
        IS DISTINCT FROM (OLD.id, OLD.code, OLD.kind, OLD.counts)
    THEN
        RAISE EXCEPTION 'the name of a series is final' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.next_number NOT IN (OLD.next_number, OLD.next_number + 1) THEN
        RAISE EXCEPTION 'a series counts on by one' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.last_date IS NOT NULL AND (NEW.last_date IS NULL OR NEW.last_date < OLD.last_date) THEN
        RAISE EXCEPTION 'the last date of a series never goes back'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sales_series_counts_on BEFORE UPDATE ON sales_series
    FOR EACH ROW EXECUTE FUNCTION sales_series_counts_on();
"""
BACKWARDS = """
DROP TRIGGER sales_series_counts_on ON sales_series;
DROP FUNCTION sales_series_counts_on();
"""


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_issued_is_final")]
    operations = [
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1),
                name="sales_document_from_one",
            ),
        ),
    ]
