"""Is the portal well? For monitors and load balancers: `/gesund/` answers 200, or 503 with what is wrong."""

import datetime as dt

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils import timezone

from portal.jobs.models import WorkerProcess
from portal.jobs.tasks import LEASE
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import OutboxEntry

OUTBOX_PATIENCE = dt.timedelta(minutes=10)
"""Changes that wait longer than this are no longer a busy moment."""


def health(request):
    """Anyone may ask; the answer names parts, never contents. Database and index must be readable; a missing worker is a warning, for pages go on without it."""
    state = {"database": "ok", "index": "ok", "worker": "ok", "outbox": "ok"}
    now = timezone.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not WorkerProcess.objects.filter(seen_at__gte=now - LEASE).exists():
            state["worker"] = "missing"
        if OutboxEntry.objects.pending().filter(created_at__lt=now - OUTBOX_PATIENCE).exists():
            state["outbox"] = "late"
    except DatabaseError:
        state |= {"database": "unreadable", "worker": "unknown", "outbox": "unknown"}
    try:
        get_engine().current()
    except (SearchUnavailable, DatabaseError):
        state["index"] = "unreadable"
    well = state["database"] == state["index"] == "ok"
    response = JsonResponse(state, status=200 if well else 503)
    response["Cache-Control"] = "no-store"
    return response
