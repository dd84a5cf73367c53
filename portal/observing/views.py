"""`/metriken/` for Prometheus and `/gesund/` for monitors and load balancers."""

import datetime as dt

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from portal.jobs.models import WorkerProcess
from portal.jobs.tasks import LEASE
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import OutboxEntry

from . import metrics
from .access import knows_token

OUTBOX_PATIENCE = dt.timedelta(minutes=10)
"""Changes that wait longer than this are no longer a busy moment."""

_migrated = False
"""Whether this process has seen that the database is as its code needs it; that doesn't go away again."""


@require_safe
def metrics_page(request):
    """For programs with the token (`Authorization: Bearer …`); nobody else learns that it is there."""
    if not knows_token(request):
        raise Http404
    return _unkept(HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST))


@require_safe
def health(request):
    """For monitors: 200, or 503 with what is wrong. Anyone may ask; the answer names parts, never contents. Numbers are for programs with the token.

    Database and index must be readable; a missing worker is a warning, for pages go on without it.
    """
    state = {"database": "ok", "index": "ok", "worker": "ok", "outbox": "ok"}
    now = timezone.now()
    details = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        workers = WorkerProcess.objects.filter(seen_at__gte=now - LEASE).count()
        if not workers:
            state["worker"] = "missing"
        pending = OutboxEntry.objects.pending()
        oldest = pending.aggregate(oldest=Min("created_at"))["oldest"]
        lag = now - oldest if oldest else dt.timedelta()
        if lag > OUTBOX_PATIENCE:
            state["outbox"] = "late"
        details = {"workers": workers, "outbox_lag_seconds": round(lag.total_seconds(), 1)}
        if knows_token(request):
            details |= {"outbox_pending": pending.count(), "outbox_failed": pending.failed().count()}
    except DatabaseError:
        state |= {"database": "unreadable", "worker": "unknown", "outbox": "unknown"}
    state["index"] = _index()
    well = state["database"] == state["index"] == "ok"
    return _unkept(JsonResponse(state | (details if knows_token(request) else {}), status=200 if well else 503))


@require_safe
def alive(request):
    """For whoever restarts processes: this one answers. Asks nothing else, so that a database that is away restarts nobody."""
    return _unkept(JsonResponse({"process": "ok"}))


@require_safe
def ready(request):
    """For load balancers: 503 while this process can't give pages. Without the index it can, so the index is told and doesn't count."""
    state = {"database": "ok", "migrations": "ok"}
    try:
        if not _is_migrated():
            state["migrations"] = "missing"
    except DatabaseError:
        state |= {"database": "unreadable", "migrations": "unknown"}
    well = state["database"] == state["migrations"] == "ok"
    return _unkept(JsonResponse(state | {"index": _index()}, status=200 if well else 503))


def _is_migrated():
    global _migrated
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if not _migrated:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _index():
    try:
        get_engine().current()
    except (SearchUnavailable, DatabaseError):
        return "unreadable"
    return "ok"


def _unkept(response):
    response["Cache-Control"] = "no-store"
    return response
