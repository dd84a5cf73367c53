"""What is indexed, what is pending, what failed."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Min
from django.utils import timezone

from ..engines import get_engine
from ..engines.base import IndexStatus, SearchUnavailable
from ..models import IndexState, OutboxEntry
from ..registry import document_types

FAILURES_SHOWN = 20


@dataclass(frozen=True)
class Status:
    index: IndexStatus | None
    problem: str
    """Why the index can't be read; empty when it can."""
    public: dict[str, int]
    """Type of document → things that anyone may see now."""
    pending: int
    oldest: dt.timedelta | None
    """How long the oldest change waits that hasn't failed."""
    failed: int
    failures: list[OutboxEntry]
    building: str
    building_seen: dt.datetime | None


def status(*, at=None) -> Status:
    at = at or timezone.now()
    try:
        index, problem = get_engine().status(), ""
    except SearchUnavailable as error:
        index, problem = None, str(error)
    pending = OutboxEntry.objects.pending()
    first = pending.filter(error="").aggregate(first=Min("created_at"))["first"]
    state = IndexState.objects.filter(pk=1).first() or IndexState()
    return Status(
        index=index,
        problem=problem,
        public={builder.name: builder.public_ids().count() for builder in document_types()},
        pending=pending.count(),
        oldest=at - first if first else None,
        failed=pending.failed().count(),
        failures=list(pending.failed().order_by("pk")[:FAILURES_SHOWN]),
        building=state.building,
        building_seen=state.seen_at,
    )
