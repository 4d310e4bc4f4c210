"""PUBLIC. Who pays for which workspace, by which plan and at which price.

It never looks into a workspace, and nothing but `config` knows of it. No money moves here yet.
"""
