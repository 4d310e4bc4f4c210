"""What Kontor costs beside the stock way. Each module here is one benchmark; `bin/bench` runs it.

Both sides are measured in turns within one run, so that only their ratio has to be trusted. The
folders hold what the benchmarks stand on: `measuring/`, and the three ways to serve one business,
`ours/`, `plain/` (Django alone) and `stock/` (django-tenants as its documentation says).
"""
