"""Attacks on the way in, as code: what somebody would try who wants to be somebody else."""
