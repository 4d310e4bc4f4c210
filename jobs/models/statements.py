"""The SQL that each job needs, as text: it is not put together anew."""

# Losing this commit in a crash of the database costs nothing (the job is ready again), so it need
# not wait for the disk. The function is that of migration 0006.
CLAIM = """
SET LOCAL synchronous_commit TO off; SELECT * FROM jobs_claim(%s, %s, %s, %s::jsonb)
"""
FINISH = """
UPDATE jobs_job SET state = 'done', finished = statement_timestamp(), lease_until = NULL,
    last_error_code = %s WHERE id = %s AND state = 'running' AND attempts = %s AND worker = %s
"""
BRING = """
UPDATE jobs_job SET run_after = NULL WHERE id IN (
    SELECT id FROM jobs_job
    WHERE state = 'ready' AND queue = %s AND run_after <= statement_timestamp()
    ORDER BY run_after LIMIT 5000 FOR UPDATE SKIP LOCKED)
"""

FORGET = """
DELETE FROM jobs_job WHERE id IN (
    SELECT id FROM jobs_job WHERE state = 'done' AND finished < GREATEST(
        statement_timestamp() - make_interval(hours => %s),
        (SELECT finished FROM jobs_job WHERE state = 'done'
         ORDER BY finished DESC OFFSET %s LIMIT 1))
    ORDER BY finished LIMIT %s)
"""
