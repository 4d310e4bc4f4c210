from django.db import migrations

# A transaction that notifies waits at its commit for every other one that does, in the whole
# cluster, and the disk between them: eight lines enqueue four times as much without. So only the
# job that finds no other one ready calls. Where there is one, workers are awake and take all there
# are before they sleep; one whose transaction lasts longer than theirs is found when they look again.
#
# No update of a job can stay on its page (all of them change what an index stands on): the room
# that was left for that is not needed, and vacuum should not pause in so small a table.
FORWARDS = """
DROP TRIGGER jobs_call_the_workers ON jobs_job;
CREATE OR REPLACE FUNCTION jobs_call_the_workers() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_seqscan TO off SET enable_bitmapscan TO off AS $$
BEGIN
    PERFORM pg_notify('jobs_' || each.queue, '')
    FROM (SELECT DISTINCT queue FROM added WHERE state = 'ready' AND run_after IS NULL) each
    WHERE NOT EXISTS (
        SELECT FROM jobs_job
        WHERE state = 'ready' AND run_after IS NULL AND queue = each.queue
            AND id NOT IN (SELECT id FROM added));
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_call_the_workers AFTER INSERT ON jobs_job
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION jobs_call_the_workers();
ALTER TABLE jobs_job RESET (fillfactor);
ALTER TABLE jobs_job SET (autovacuum_vacuum_cost_delay = 0);
"""
BACKWARDS = """
DROP TRIGGER jobs_call_the_workers ON jobs_job;
CREATE OR REPLACE FUNCTION jobs_call_the_workers() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    PERFORM pg_notify('jobs_' || new.queue, '');
    RETURN NULL;
END $$;
CREATE TRIGGER jobs_call_the_workers AFTER INSERT ON jobs_job
    FOR EACH ROW EXECUTE FUNCTION jobs_call_the_workers();
ALTER TABLE jobs_job SET (fillfactor = 50);
ALTER TABLE jobs_job RESET (autovacuum_vacuum_cost_delay);
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0006_claim")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
