from django.db import migrations

# Rows change state three times and go after a week: room for the new versions on the same page,
# and vacuum soon. The channel is that of jobs/listener.py; a call is heard at COMMIT only.
FORWARDS = """
ALTER TABLE jobs_job SET (
    fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500,
    autovacuum_analyze_scale_factor = 0.05
);
CREATE FUNCTION jobs_call_the_workers() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_notify('jobs_' || new.queue, '');
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_call_the_workers AFTER INSERT ON jobs_job
    FOR EACH ROW EXECUTE FUNCTION jobs_call_the_workers();
"""
BACKWARDS = """
DROP TRIGGER jobs_call_the_workers ON jobs_job;
DROP FUNCTION jobs_call_the_workers();
ALTER TABLE jobs_job RESET (
    fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold,
    autovacuum_analyze_scale_factor
);
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
