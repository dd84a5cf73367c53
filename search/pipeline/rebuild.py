"""Fills a new generation beside the live one, catches up, switches. Searches and saves go on meanwhile."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..engines import get_engine
from ..engines.base import SearchUnavailable
from ..models import IndexState, OutboxEntry
from ..registry import document_types
from .building import put, write
from .drain import put_off, spread_out, things_of
from .processes import Batch, Builders, useful

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


def rebuild(
    *,
    progress: Callable[[str, int, int], None] | None = None,
    afresh=False,
    processes: int | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Rebuilt:
    """Build the index anew from the database. A rebuild that died is gone on with, unless `afresh`.

    `processes` build documents beside this one; by default as many as help. `progress(type of document, done, all of it)` is called after every batch. Raises `WriterBusy` while another rebuild runs, `SearchUnavailable`, `Stopped`.
    """
    engine = get_engine()
    started = time.monotonic()
    with engine.building():
        if settle_finished(engine):
            logger.info("The last rebuild had switched before it died; that is settled now")
        generation, resumed = _begin(engine, afresh)
        things, failed = _fill(engine, generation, progress, processes, stop)
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


def _fill(engine, generation, progress, processes, stop):
    done = _Done(IndexState.load().cursor)
    things, failures, uncommitted = 0, {}, 0
    if processes is None:
        processes = useful(done.left)
    with engine.filling(generation) as writer, Builders(processes, engine.prepared) as builders:
        for built in builders.built(done.batches()):
            batch = built.batch
            failures |= put(writer, batch.name, batch.ids, built.documents, built.failed, version=batch.version)
            done.add(batch)
            things, uncommitted = things + len(batch.ids), uncommitted + len(batch.ids)
            if uncommitted >= COMMIT_EVERY or stop():
                _keep(writer, done.cursor)
                uncommitted = 0
            if progress:
                progress(batch.name, done.numbers[batch.name], done.totals[batch.name])
            if stop():
                raise Stopped
        _keep(writer, done.cursor)
    _note(failures)
    return things, set(failures)


class _Done:
    """What of everything public is in the new generation. `cursor`: type of document → primary key up to which all is."""

    def __init__(self, cursor):
        self.cursor = cursor
        ids = {builder.name: builder.public_ids() for builder in document_types()}
        self.totals = {name: everything.count() for name, everything in ids.items()}
        self.numbers = {name: everything.filter(pk__lte=cursor.get(name, 0)).count() for name, everything in ids.items()}
        self._begun: deque[Batch] = deque()
        self._waiting: set[int] = set()
        """Versions of batches that are written while one that was begun before them isn't."""

    @property
    def left(self):
        return sum(self.totals.values()) - sum(self.numbers.values())

    def batches(self):
        """The rest of everything."""
        for builder in document_types():
            last, everything = self.cursor.get(builder.name, 0), builder.public_ids()
            while ids := list(everything.filter(pk__gt=last).order_by("pk")[:BATCH]):
                last = ids[-1]
                batch = Batch(builder.name, ids, IndexState.next_version())
                self._begun.append(batch)
                yield batch

    def add(self, batch):
        """Batches come back in any order; the cursor only goes on with the first of those that were begun."""
        self.numbers[batch.name] += len(batch.ids)
        self._waiting.add(batch.version)
        while self._begun and self._begun[0].version in self._waiting:
            first = self._begun.popleft()
            self._waiting.remove(first.version)
            self.cursor[first.name] = first.ids[-1]


def _keep(writer, cursor):
    """The cursor after the documents: dying in between only repeats some batches."""
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
