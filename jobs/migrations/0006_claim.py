from django.db import migrations

# A function, so that its plans are made once a connection; and they are always those of the
# indexes, also where the table was small when they were made. Each SELECT reads a few rows:
# what is due lies in the order (queue, priority, tenant, id), and the next tenant with work is one
# look into that index, however many there are and however many jobs each has.
NOBODY = "'00000000-0000-0000-0000-000000000000'::uuid"  # as the index has it: not a variable
FORWARDS = """
CREATE FUNCTION jobs_claim(
    of_queue text, for_worker text, for_seconds float8, turns jsonb
) RETURNS SETOF jobs_job LANGUAGE plpgsql ROWS 1
SET search_path FROM CURRENT SET enable_seqscan TO off SET enable_bitmapscan TO off AS $$
DECLARE
    taken uuid;
    level int := 32768;
    had_it uuid;
BEGIN
    SELECT id INTO taken FROM jobs_job
    WHERE state = 'running' AND queue = of_queue AND lease_until < statement_timestamp()
    ORDER BY lease_until LIMIT 1 FOR UPDATE SKIP LOCKED;

    WHILE taken IS NULL LOOP
        SELECT priority INTO level FROM jobs_job
        WHERE state = 'ready' AND run_after IS NULL AND queue = of_queue AND priority < level
        ORDER BY queue, priority DESC LIMIT 1;
        EXIT WHEN NOT FOUND;
        had_it := COALESCE((turns ->> level::text)::uuid, {nobody});

        SELECT id INTO taken FROM jobs_job
        WHERE state = 'ready' AND run_after IS NULL AND queue = of_queue AND priority = level
            AND COALESCE(tenant_id, {nobody}) > had_it
        ORDER BY COALESCE(tenant_id, {nobody}), id LIMIT 1 FOR UPDATE SKIP LOCKED;
        CONTINUE WHEN FOUND;

        SELECT id INTO taken FROM jobs_job
        WHERE state = 'ready' AND run_after IS NULL AND queue = of_queue AND priority = level
            AND COALESCE(tenant_id, {nobody}) <= had_it
        ORDER BY COALESCE(tenant_id, {nobody}), id LIMIT 1 FOR UPDATE SKIP LOCKED;
    END LOOP;

    RETURN QUERY UPDATE jobs_job SET state = 'running', attempts = attempts + 1,
        worker = for_worker, lease_until = statement_timestamp() + make_interval(secs => for_seconds)
    WHERE id = taken RETURNING *;
END $$;
""".replace("{nobody}", NOBODY)
BACKWARDS = "DROP FUNCTION jobs_claim(text, text, float8, jsonb)"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_turns")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
