"""Figures for Prometheus: what each process counts, summed over all of them, and what the database says at the moment of the question.

Counted only where `METRICS_TOKEN` is set. Processes of one machine write into `METRICS_DIR`, which whoever starts them empties first.
"""

import datetime as dt

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from mailing.enums import MailState
from mailing.sending import POSTS, due
from portal.jobs.models import PeriodicJob, WorkerProcess
from portal.jobs.tasks import LEASE
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import OutboxEntry
from search.timing import searched

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""Seconds."""
FAILED_LATELY = dt.timedelta(days=1)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})

registry = CollectorRegistry()  # of this process; the sum over all is read from their files
requests = Counter("portal_requests", "Requests by pattern of their address.", ["method", "route", "status"], registry=registry)
request_seconds = Histogram("portal_request_seconds", "Time until the answer.", ["route"], buckets=BUCKETS, registry=registry)
pages = Counter("portal_pages", "Public pages: kept (hit), made anew (miss), not for keeping (none).", ["cache"], registry=registry)
search_seconds = Histogram("portal_search_seconds", "Time that the search engine took.", ["question"], buckets=BUCKETS, registry=registry)
search_failures = Counter("portal_search_failures", "Questions that the search engine did not answer.", ["question"], registry=registry)


def note_request(method, route, status, seconds, cache):
    if not settings.METRICS_TOKEN:
        return
    requests.labels(method if method in METHODS else "other", route, status).inc()
    request_seconds.labels(route).observe(seconds)
    pages.labels(cache).inc()


def watch():
    searched.connect(_note_search, dispatch_uid="portal.observing.metrics")


def _note_search(sender, question, seconds, failed, **kwargs):
    if not settings.METRICS_TOKEN:
        return
    search_seconds.labels(question).observe(seconds)
    if failed:
        search_failures.labels(question).inc()


def exposition() -> bytes:
    """In Prometheus's text format."""
    together = CollectorRegistry()
    MultiProcessCollector(together)
    together.register(State())
    return generate_latest(together)


class State:
    """What the database and the index say now."""

    def collect(self):
        at = timezone.now()
        up = GaugeMetricFamily("portal_up", "Whether a part can be read: 1 or 0.", labels=["part"])
        try:
            found = list(self._of_database(at))
            up.add_metric(["database"], 1)
        except DatabaseError:
            found = []
            up.add_metric(["database"], 0)
        try:
            get_engine().current()
            up.add_metric(["index"], 1)
        except (SearchUnavailable, DatabaseError):
            up.add_metric(["index"], 0)
        yield up
        yield from found

    def _of_database(self, at):
        pending = OutboxEntry.objects.pending()
        oldest = pending.filter(error="").aggregate(oldest=Min("created_at"))["oldest"]
        yield GaugeMetricFamily("portal_outbox_pending", "Changes that wait to be indexed.", value=pending.count())
        yield GaugeMetricFamily("portal_outbox_failed", "Changes that could not be indexed.", value=pending.failed().count())
        yield GaugeMetricFamily(
            "portal_outbox_lag_seconds", "Age of the oldest change that waits.", value=(at - oldest).total_seconds() if oldest else 0
        )
        tasks = GaugeMetricFamily("portal_tasks", "Tasks by queue and state, of the last two weeks.", labels=["queue", "state"])
        for queue, status, number in DBTaskResult.objects.order_by().values_list("queue_name", "status").annotate(Count("pk")):
            tasks.add_metric([queue, status.lower()], number)
        yield tasks
        ready = DBTaskResult.objects.ready().aggregate(first=Min("enqueued_at"))["first"]
        yield GaugeMetricFamily(
            "portal_tasks_lag_seconds", "Age of the oldest task that waits.", value=max(0, (at - ready).total_seconds()) if ready else 0
        )
        mails = GaugeMetricFamily("portal_mails", "Mails: due, and failed within a day.", labels=["state"])
        mails.add_metric(["due"], sum(due(model, at).count() for model in POSTS))
        failed = {"state": MailState.FAILED, "due_at__gt": at - FAILED_LATELY}
        mails.add_metric(["failed"], sum(model.objects.filter(**failed).count() for model in POSTS))
        yield mails
        first = min(filter(None, (due(model, at).aggregate(first=Min("due_at"))["first"] for model in POSTS)), default=None)
        yield GaugeMetricFamily(
            "portal_mails_lag_seconds", "For how long the oldest mail has been due.", value=(at - first).total_seconds() if first else 0
        )
        alive = WorkerProcess.objects.filter(seen_at__gte=at - LEASE).count()
        yield GaugeMetricFamily("portal_workers", "Worker processes that live.", value=alive)
        jobs = GaugeMetricFamily("portal_periodic_late_seconds", "For how long a periodic job has been due.", labels=["job"])
        failing = GaugeMetricFamily("portal_periodic_failed", "Whether a periodic job failed the last time.", labels=["job"])
        for job in PeriodicJob.objects.all():
            jobs.add_metric([job.name], max(0, (at - job.due_at).total_seconds()))
            failing.add_metric([job.name], int(bool(job.error)))
        yield jobs
        yield failing
