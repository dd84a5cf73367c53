"""Takes the outbox into the live index."""

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ..engines import get_engine
from ..marking import mark
from ..models import IndexState, OutboxEntry
from ..registry import spread
from .building import PASSING, write

logger = logging.getLogger(__name__)

BATCH = 500
SPREAD_BATCH = 200
LONGEST_WAIT = dt.timedelta(hours=6)


@dataclass(frozen=True)
class Drained:
    """`rows` of the outbox that were taken; `failed` of them stay, with a reason and a time to try again."""

    rows: int = 0
    failed: int = 0


def drain(*, limit=BATCH, at=None) -> Drained:
    """Take at most `limit` rows. Raises `SearchUnavailable` or `WriterBusy`; then no row is lost."""
    at = at or timezone.now()
    if not OutboxEntry.objects.due(at).exists():
        return Drained()
    with get_engine().writing() as writer:
        spread_out(OutboxEntry.objects.all(), at)
        # Pending rows, not all after the last one read: on PostgreSQL ids become visible in another order than they were given.
        entries = chosen(OutboxEntry.objects.due(at), limit)
        failures = write(writer, things_of(entries))
        writer.commit()
        return settle(entries, failures, at)


def chosen(rows, limit):
    """The oldest, and some of the newest: what a person just saved is not to wait behind the 100,000 documents of a renamed area.

    Any order will do, since things are read as they are now.
    """
    entries = list(rows.order_by("pk")[:limit])
    if len(entries) == limit and limit > 1:
        newest = list(rows.order_by("-pk")[: limit // 5])
        entries = list({entry.pk: entry for entry in (*newest, *entries)}.values())[:limit]
    return entries


def drain_all(*, at=None) -> Drained:
    """Until nothing is due. What fails is put off, so this ends."""
    at = at or timezone.now()
    rows = failed = 0
    while (step := drain(at=at)).rows:
        rows, failed = rows + step.rows, failed + step.failed
    return Drained(rows, failed)


def things_of(entries):
    """{type of document: ids}, each thing once."""
    things = defaultdict(dict)
    for entry in entries:
        things[entry.doc_type][entry.object_id] = None
    return {name: list(ids) for name, ids in things.items()}


def settle(entries, failures, at) -> Drained:
    """Delete the rows that are done, or keep them for the generation that is being built; put off those that failed."""
    failed = [entry for entry in entries if (entry.doc_type, entry.object_id) in failures]
    done = [entry.pk for entry in entries if (entry.doc_type, entry.object_id) not in failures]
    with transaction.atomic():
        rows = OutboxEntry.objects.filter(pk__in=done)
        # Asked here and not before: a rebuild that begins later reads what these rows stand for by itself. Locked, so that none ends meanwhile.
        state = IndexState.objects.select_for_update().filter(pk=1).first()
        if state and state.building:
            rows.filter(covered=True).delete()
            rows.update(replay=True, error="", due_at=None)
        else:
            rows.delete()
        put_off(failed, failures, at)
    return Drained(len(entries), len(failed))


def put_off(entries, failures, at):
    """Try again after 1, 2, 4 … minutes."""
    for entry in entries:
        entry.attempts += 1
        entry.error = failures[(entry.doc_type, entry.object_id)]
        entry.due_at = at + min(dt.timedelta(minutes=2 ** min(entry.attempts - 1, 12)), LONGEST_WAIT)
    OutboxEntry.objects.bulk_update(entries, ["attempts", "error", "due_at"], batch_size=200)


def spread_out(rows, at):
    """Of `rows`: put rows of the documents that a change reaches in the place of the row of the change."""
    for name in _spread_names(rows, at):
        while entries := list(rows.due(at).filter(doc_type=name).order_by("pk")[:SPREAD_BATCH]):
            try:
                reached = [(reached, list(ids)) for reached, ids in spread(name)(list({entry.object_id for entry in entries}))]
            except PASSING:
                raise
            except Exception as error:
                logger.exception("What a change of %s reaches can't be worked out", name)
                put_off(entries, {(name, entry.object_id): f"{type(error).__name__}: {error}" for entry in entries}, at)
                continue
            # Rows first and in pieces, so that nobody waits long for the lock; dying in between only repeats them.
            for document_name, ids in reached:
                mark(document_name, ids)
            OutboxEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()


def _spread_names(rows, at):
    names = rows.due(at).order_by().values_list("doc_type", flat=True).distinct()
    return [name for name in names if spread(name)]
