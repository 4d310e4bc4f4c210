"""Kontor on one machine with nothing but Python: database, certificates, processes.

Never imported by the application.
"""
