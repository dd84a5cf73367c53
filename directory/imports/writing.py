"""Carry out a plan: `execute(plan)`.

Written in bulk and in small transactions, so that others can write in between; a chunk that fails is taken apart until the broken row stands alone.
What a row needs is written with it or not at all. An import that was killed can simply be run again: what is written is recorded with it.
"""

import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.signal_handlers import disable_reference_index_auto_update

from ..enums import AreaLevel
from ..geo import AreaFinder
from ..models import Area, ImportRun
from .area_writing import add_area
from .chunks import Chunk
from .fields import AREA_SEPARATOR, MODELS
from .references import write_references
from .values import Problem

TARGET_SECONDS = 0.13
"""Aim of one transaction; 0.2 is the most that others should have to wait for."""
PAUSE_SECONDS = 0.005
"""Between transactions on SQLite, besides the time that preparing takes: who waits for the write lock asks again only every 25 to 100 ms."""
FIRST_CHUNK, LARGEST_CHUNK = 10, 200
STORED_PROBLEMS = 5_000


@dataclass
class Result:
    """What `execute` did. `objects` counts (model, "created" | "updated" | "published"); `longest` is the longest transaction in seconds."""

    run: ImportRun
    seconds: float = 0.0
    longest: float = 0.0
    objects: Counter = field(default_factory=Counter)
    written: dict = field(default_factory=lambda: {name: set() for name in MODELS})


def execute(plan, *, by=None, progress=lambda done, total: None):
    """Write a `Plan`; its rows and problems are brought up to date with what really happened. `by` is the user who started it. Returns a `Result`."""
    started = time.monotonic()
    if plan.source.pk is None:
        plan.source.save()
    run = ImportRun.objects.create(
        source=plan.source,
        mapping=plan.mapping.name[:100],
        file_name=plan.table.name[:255],
        file_hash=plan.table.digest,
        started_at=timezone.now(),
        started_by=by,
        published=plan.publish,
    )
    result = Result(run)
    with disable_reference_index_auto_update():
        _make_areas(plan)
        _write_rows(plan, result, by, progress)
    write_references(result.written)
    result.seconds = time.monotonic() - started
    plan.problems.sort(key=lambda problem: problem.line)
    run.finished_at = timezone.now()
    run.counts = {
        "rows": len(plan.rows),
        **plan.fates(),
        "objects": {f"{model} {what}": count for (model, what), count in sorted(result.objects.items())},
        "missing": len(plan.missing),
        "problems": len(plan.problems),
    }
    run.problems = [problem.as_dict() for problem in plan.problems[:STORED_PROBLEMS]]
    run.save()
    return result


def _make_areas(plan):
    """The quarters that rows name and nobody knows yet, below their districts."""
    wanted = {thing.values["area"] for thing in plan.things.values() if thing.values.get("area") and not thing.problem}
    new = sorted(path for path in wanted if plan.names.area_pk(path) is None)
    for path in new:
        above, _separator, name = path.rpartition(AREA_SEPARATOR)
        with transaction.atomic():
            add_area(name, AreaLevel.QUARTER, Area.objects.defer("outline").get(pk=plan.names.area_pk(above)))
    if new:
        plan.names.finder = AreaFinder()


def _write_rows(plan, result, by, progress):
    rows = [row for row in plan.rows if not row.completes and not row.refused and _needs_writing(row)]
    size, done = FIRST_CHUNK, 0
    while done < len(rows):
        chunk = rows[done : done + size]
        seconds = _write(plan, result, by, chunk)
        done += len(chunk)
        progress(done, len(rows))
        if seconds < TARGET_SECONDS * 0.7:
            size = min(size * 3 // 2, LARGEST_CHUNK)
        elif seconds > TARGET_SECONDS:
            size = max(size * 2 // 3, FIRST_CHUNK)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE_SECONDS)
    progress(len(rows), len(rows))


def _needs_writing(row):
    if any(each.is_new for each in (row, *row.translations)):
        return True
    return any(thing.pk is None or thing.changed or (thing.decision and thing.decision.publishes) for thing in row.things)


def _write(plan, result, by, rows):
    """Write rows in one transaction; if it fails, each half apart. Returns the seconds that the first transaction took."""
    chunk = Chunk(plan, result.run, by, rows)
    chunk.prepare()
    started = time.monotonic()
    try:
        with transaction.atomic():
            chunk.write()
    except (DatabaseError, ValueError, OverflowError) as error:
        chunk.undo()
        if len(rows) == 1:
            _refuse(plan, rows[0], error)
        else:
            middle = len(rows) // 2
            _write(plan, result, by, rows[:middle])
            _write(plan, result, by, rows[middle:])
        return time.monotonic() - started
    seconds = time.monotonic() - started
    result.longest = max(result.longest, seconds)
    chunk.settle(result)
    return seconds


def _refuse(plan, row, error):
    reason = _("It could not be written: %(error)s") % {"error": str(error).split("\n")[0]}
    for each in (row, *row.translations):
        each.fate, each.reason, each.refused = "skipped", reason, True
        plan.problems.append(Problem(each.line, "", each.key, reason, "skipped"))
