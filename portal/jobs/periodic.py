"""Jobs that come back by themselves. An app registers its own in a module that its `AppConfig.ready` imports:

    @periodic("events.reminders", every=dt.timedelta(minutes=5))
    def send_reminders(at): ...

A job takes the time as its parameter and may run twice: a worker can die in the middle of it.
"""

import datetime as dt
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q

from .models import PeriodicJob

logger = logging.getLogger(__name__)

CLAIM_LIMIT = dt.timedelta(minutes=30)
"""A job that began and was not heard of for this long is due again: its worker is gone."""


@dataclass(frozen=True)
class Job:
    name: str
    every: dt.timedelta
    run: Callable[[dt.datetime], None]


JOBS: dict[str, Job] = {}


def periodic(name, *, every):
    """Register a function of one argument, the present time (aware), to run about once in `every`."""

    def register(function):
        if name in JOBS and JOBS[name].run is not function:
            raise ValueError(f"Two periodic jobs are called {name}.")
        JOBS[name] = Job(name, every, function)
        return function

    return register


def run_due_jobs(at):
    """Run what is due at `at`; returns the names that ran. A job that fails is written down and does not keep the others."""
    known = set(PeriodicJob.objects.values_list("name", flat=True))
    missing = [PeriodicJob(name=name, due_at=at) for name in JOBS if name not in known]
    if missing:
        PeriodicJob.objects.bulk_create(missing, ignore_conflicts=True)
    due = PeriodicJob.objects.filter(name__in=JOBS, due_at__lte=at).values_list("name", flat=True)
    return [name for name in due if _run(JOBS[name], at)]


def _run(job, at):
    rows = PeriodicJob.objects.filter(name=job.name)
    # One worker of several gets the row; an unfinished claim counts for a while, so that a slow job does not overlap with itself.
    free = Q(started_at=None) | Q(finished_at__isnull=False) | Q(started_at__lt=at - CLAIM_LIMIT)
    if not rows.filter(free, due_at__lte=at).update(started_at=at, finished_at=None, due_at=at + job.every):
        return False
    error = ""
    try:
        job.run(at)
    except Exception:
        logger.exception("Periodic job %s failed", job.name)
        error = traceback.format_exc()
    rows.update(finished_at=at, error=error)
    return True
