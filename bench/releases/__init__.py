"""A workspace app for measuring: each of its releases brings one new column and one new table.

Its migrations stand in a folder of the benchmark that runs, named by MIGRATION_MODULES: one more
before each round, so that each round is a release and nothing has to be taken back.
"""
