"""Schemas come and go: built by a replay or by the migrations, kept spare, looked for, dropped.

Whoever does any of that to one is `alone` with it. Their migrations are `tenants/workflows/migrate/`.
"""
