"""PUBLIC. The queue: the tasks API's backend on PostgreSQL, the worker, schedules."""
