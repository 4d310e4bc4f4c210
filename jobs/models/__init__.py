from jobs.models.firing import Firing
from jobs.models.job import Job, JobQuerySet

__all__ = ["Firing", "Job", "JobQuerySet"]
