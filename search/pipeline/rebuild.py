"""Fills a new generation beside the live one, catches up, switches. Searches and saves go on meanwhile."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..engines import get_engine
from ..engines.base import SearchUnavailable
from ..models import IndexState, OutboxEntry
from ..registry import document_types
from .building import write
from .drain import put_off, spread_out, things_of

logger = logging.getLogger(__name__)

BATCH = 1000
COMMIT_EVERY = 20_000
REPLAY_BATCH = 1000
FEW = 500
"""With so many changes left the switch may begin; they are replayed while the drain waits."""
SWITCH_WAIT = 60.0  # seconds


class Stopped(Exception):
    """Somebody asked for an end; the next rebuild goes on where this one stood."""


@dataclass(frozen=True)
class Rebuilt:
    generation: str
    documents: int
    failed: int
    seconds: float
    resumed: bool


def rebuild(*, progress: Callable[[str, int, int], None] | None = None, afresh=False, stop: Callable[[], bool] = lambda: False) -> Rebuilt:
    """Build the index anew from the database. A rebuild that died is gone on with, unless `afresh`.

    `progress(type of document, done, all of it)` is called after every batch. Raises `WriterBusy` while another rebuild runs, `SearchUnavailable`, `Stopped`.
    """
    engine = get_engine()
    started = time.monotonic()
    with engine.building():
        if settle_finished(engine):
            logger.info("The last rebuild had switched before it died; that is settled now")
        generation, resumed = _begin(engine, afresh)
        things, failed = _fill(engine, generation, progress, stop)
        _catch_up(engine, generation, stop)
        failed |= _switch(engine, generation)
        engine.drop_others()
    return Rebuilt(generation, things - len(failed), len(failed), time.monotonic() - started, resumed)


def settle_finished(engine):
    """Whether a rebuild had died between its switch and its last note; the note is made up for."""
    building = IndexState.load().building
    try:
        finished = bool(building) and engine.current() == building
    except SearchUnavailable:
        return False
    if finished:
        end_building(switched=True)
    return finished


def end_building(*, switched=False):
    """From now on rows are deleted when they are drained. What the live index has needs no row: what was kept, and after the switch what was covered."""
    with transaction.atomic():
        IndexState.objects.filter(pk=1).update(building="", cursor={}, seen_at=None)
        OutboxEntry.objects.filter(replay=True).delete()
        covered = OutboxEntry.objects.filter(covered=True)
        if switched:
            covered.delete()
        covered.update(covered=False)


def _begin(engine, afresh):
    state = IndexState.load()
    if state.building and engine.has(state.building) and not afresh:
        return state.building, True
    end_building()
    IndexState.objects.filter(pk=1).update(generations=F("generations") + 1)
    generation = f"g{IndexState.load().generations}"
    engine.drop_others()
    with engine.filling(generation):
        pass
    # From this moment on every drained row is kept, and everything in the new generation is read after it.
    with transaction.atomic():
        IndexState.objects.filter(pk=1).update(building=generation, cursor={}, seen_at=timezone.now())
        OutboxEntry.objects.pending().update(covered=True)
    return generation, False


def _fill(engine, generation, progress, stop):
    cursor = IndexState.load().cursor
    things, failures = 0, {}
    with engine.filling(generation) as writer:
        uncommitted = 0
        for builder in document_types():
            everything = builder.public_ids()
            total = everything.count() if progress else 0
            done = everything.filter(pk__lte=cursor.get(builder.name, 0)).count() if progress else 0
            while ids := list(everything.filter(pk__gt=cursor.get(builder.name, 0)).order_by("pk")[:BATCH]):
                failures |= write(writer, {builder.name: ids})
                cursor[builder.name] = ids[-1]
                things, uncommitted, done = things + len(ids), uncommitted + len(ids), done + len(ids)
                if uncommitted >= COMMIT_EVERY or stop():
                    _keep(writer, cursor)
                    uncommitted = 0
                if progress:
                    progress(builder.name, done, total)
                if stop():
                    raise Stopped
        _keep(writer, cursor)
    _note(failures)
    return things, set(failures)


def _keep(writer, cursor):
    """The cursor after the documents: dying in between only repeats a batch."""
    writer.commit()
    IndexState.objects.filter(pk=1).update(cursor=cursor, seen_at=timezone.now())


def _note(failures):
    """Rows for what could not be written and has none, so that `search_status` names it and the worker tries again."""
    known = set(OutboxEntry.objects.filter(covered=False).values_list("doc_type", "object_id"))
    new = [thing for thing in failures if thing not in known]
    put_off(OutboxEntry.objects.bulk_create(OutboxEntry(doc_type=name, object_id=pk) for name, pk in new), failures, timezone.now())


def _catch_up(engine, generation, stop):
    """Replay what the worker drained into the live index meanwhile, until little is left."""
    while len(entries := list(OutboxEntry.objects.filter(replay=True).order_by("pk")[:REPLAY_BATCH])) > FEW:
        with engine.filling(generation) as writer:
            _replay(writer, entries)
        IndexState.objects.filter(pk=1).update(seen_at=timezone.now())
        if stop():
            raise Stopped


def _replay(writer, entries):
    """Returns the things that failed; their rows stay for the worker."""
    failures = write(writer, things_of(entries))
    writer.commit()
    failed = [entry for entry in entries if (entry.doc_type, entry.object_id) in failures]
    OutboxEntry.objects.filter(pk__in={entry.pk for entry in entries} - {entry.pk for entry in failed}).delete()
    OutboxEntry.objects.filter(pk__in=[entry.pk for entry in failed]).update(replay=False)
    put_off(failed, failures, timezone.now())
    return set(failures)


def _switch(engine, generation):
    """Nobody drains meanwhile, so what is replayed here is the last that the live generation has and the new one lacks."""
    failed = set()
    at = timezone.now()
    with engine.switching(generation, wait=SWITCH_WAIT) as writer:
        newer = OutboxEntry.objects.filter(covered=False)
        spread_out(newer, at)
        while entries := list((newer.filter(replay=True) | newer.due(at)).order_by("pk")[:REPLAY_BATCH]):
            failed |= _replay(writer, entries)
    end_building(switched=True)
    return failed
