"""The portal's own periodic jobs."""

import datetime as dt

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from .models import WorkerProcess
from .periodic import periodic

KEEP_TASKS = dt.timedelta(days=14)


@periodic("portal.publish_scheduled", every=dt.timedelta(seconds=30))
def publish_scheduled(at):
    """Pages and entries whose time has come go online or offline."""
    call_command("publish_scheduled", verbosity=0)


@periodic("portal.clear_sessions", every=dt.timedelta(days=1))
def clear_sessions(at):
    call_command("clearsessions", verbosity=0)


@periodic("portal.forget_tasks", every=dt.timedelta(days=1))
def forget_tasks(at):
    """Finished tasks and dead workers are kept for two weeks, for looking into."""
    DBTaskResult.objects.finished().filter(finished_at__lt=at - KEEP_TASKS).delete()
    WorkerProcess.objects.filter(seen_at__lt=at - KEEP_TASKS).delete()
