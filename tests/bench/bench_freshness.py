"""How long the run takes that asks whether entries are still right: `python -m tests.bench.bench_freshness`. BENCH=full: 10,000 institutions with 100,000 offers.

Every entry falls due on the same day, which is the worst case; each institution has an address, and one person looks after forty of them. Then
the run of a day on which nothing is left to ask, and those in which nobody has answered for ten, twenty and thirty working days. On SQLite, then on PostgreSQL (`STACKS=sqlite` or `STACKS=postgresql`: one of
the two).
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from .table import Row, finish
from .world import World

IS_FULL = os.environ.get("BENCH") == "full"
ACTORS, OFFERS = (10_000, 100_000) if IS_FULL else (500, 5_000)
HOUSES_OF_ONE = 40


NO_SEARCH = {"TEST_SEARCH_SERVER": "http://127.0.0.1:9"}
"""Nothing is searched: the run marks nothing for the index."""


def main():
    """Each database in a process of its own: Django knows one."""
    rows = []
    for stack in os.environ.get("STACKS", "sqlite,postgresql").split(","):
        with tempfile.TemporaryDirectory() as folder, _environment(stack) as env:
            told = Path(folder) / "rows.json"
            subprocess.run(
                [sys.executable, "-m", "tests.bench.bench_freshness"], env=os.environ | env | {"BENCH_ROWS": str(told)}, check=True
            )
            rows += [Row(**row) for row in json.loads(told.read_text())]
    return finish(rows)


@contextmanager
def _environment(stack):
    if stack == "sqlite":
        yield {}
        return
    from tests.servers.postgresql import postgresql

    with postgresql() as database:
        yield {"DATABASE_URL": database} | NO_SEARCH


def measure(told):
    """One database; its rows as JSON in the file `told`."""
    with World(actors=ACTORS, offers=OFFERS):
        Path(told).write_text(json.dumps([asdict(row) for row in measured()]))


def everything_due():
    from django.contrib.auth import get_user_model
    from django.db.models import F, Value
    from django.db.models.fields import CharField
    from django.db.models.functions import Cast, Concat
    from django.utils import timezone

    from directory.models import Actor, Membership, Offer

    old = timezone.now() - dt.timedelta(days=6 * 365)
    Actor.objects.update(confirmed_at=old, email=Concat(Value("post@h"), Cast(F("pk"), CharField()), Value(".example")))
    Offer.objects.update(confirmed_at=old, last_day=None, ends_on=None)
    user = get_user_model().objects.create(email="leitung@viele.example")
    keys = list(Actor.objects.public().order_by("pk").values_list("pk", flat=True)[:HOUSES_OF_ONE])
    Membership.objects.bulk_create(Membership(user=user, actor_id=key, role="owner") for key in keys)


def measured():
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from directory.freshness import BERLIN
    from upkeep.confirmations import planning
    from upkeep.confirmations.models import ConfirmationLine, ConfirmationRequest
    from upkeep.confirmations.working_days import WorkingDays

    everything_due()
    ConfirmationRequest.objects.all().delete()
    days, entries = WorkingDays(), ACTORS + OFFERS
    monday = dt.datetime.combine(days.after(dt.datetime.now(BERLIN).date(), 1), dt.time(9), tzinfo=BERLIN)
    rows, stack = [], settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    runs = [
        ("everything falls due", 0, 60),
        ("again on the same day", 0, 10),
        ("reminders", 10, 60),
        ("operators", 20, 60),
        ("the office", 30, 60),
    ]
    for what, later, goal in runs:
        at = dt.datetime.combine(days.after(monday.date(), later), monday.time(), tzinfo=BERLIN)
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) if not IS_FULL else _Uncounted() as counted:
            done = planning.plan(at)
        took = time.perf_counter() - begun
        note = f"{done}".removeprefix("Done") + (f", {len(counted)} queries" if not IS_FULL else "")
        rows.append(Row(stack, entries, f"the run, {what}", took, "s", goal, note=note))
    rows.append(Row(stack, entries, "entries in questions", ConfirmationLine.objects.count(), "lines"))
    return rows


class _Uncounted:
    def __enter__(self):
        return ()

    def __exit__(self, *error):
        pass


if __name__ == "__main__":
    if os.environ.get("BENCH_ROWS"):
        measure(os.environ["BENCH_ROWS"])
    else:
        sys.exit(main())
