from jobs.models.firing import Firing
from jobs.models.job import Job, JobQuerySet, Turns

__all__ = ["Firing", "Job", "JobQuerySet", "Turns"]
