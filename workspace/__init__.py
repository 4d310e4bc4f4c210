"""WORKSPACE. The business apps; every table is in the tenant's schema, and only there.

Nothing here refers to a public table. Of the public code it uses the doors, `i18n`, `jobs`, `post`
and `config`.
"""
