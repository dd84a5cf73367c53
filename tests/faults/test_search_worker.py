"""The worker dies by kill -9 while it keeps the index up to date; the next one finishes, and index and database are equal."""

import signal
import sqlite3

import pytest

from .conftest import wait_until


@pytest.fixture
def value(machine):
    def value(sql):
        connection = sqlite3.connect(machine.folder / "portal.sqlite3", timeout=20)
        try:
            return connection.execute(sql).fetchone()[0]
        finally:
            connection.close()

    return value


PENDING = "select count(*) from search_outboxentry"
MAKE = """
from directory.models import Actor, ActorKind
from directory.signals import content_changed
kind = ActorKind.objects.get(slug="musikschule")
actors = Actor.objects.bulk_create(Actor(name=f"Musikschule {{n}}", slug=f"{prefix}-{{n}}", kind=kind, live=True) for n in range({number}))
content_changed.send(sender=Actor, ids=[actor.pk for actor in actors])
"""


def test_a_worker_killed_while_draining_leaves_nothing_undone(machine, value):
    machine.shell(MAKE.format(prefix="a", number=10))
    worker = machine.start("worker")
    wait_until(lambda: (machine.folder / "portal.sqlite3-index" / "current.json").exists() and value(PENDING) == 0)
    for number in range(2):
        machine.shell(MAKE.format(prefix=f"r{number}", number=2500))
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        worker = machine.start("worker")

    wait_until(lambda: value(PENDING) == 0)

    assert machine.manage("search_verify").startswith("compared 5010 things, 0 changes pending")


def test_a_rebuild_killed_beside_a_running_worker_goes_on_and_misses_nothing(machine, value):
    machine.shell(MAKE.format(prefix="a", number=4000))
    machine.start("worker")
    wait_until(lambda: (machine.folder / "portal.sqlite3-index" / "current.json").exists() and value(PENDING) == 0)
    rebuild = machine.start("search_rebuild")
    wait_until(lambda: value("select building != '' from search_indexstate"))
    rebuild.send_signal(signal.SIGKILL)
    rebuild.wait(10)
    machine.shell(
        "from directory.models import Actor\nfor actor in Actor.objects.all()[:20]:\n    actor.name = 'Uferschule'\n    actor.save()"
    )
    building = value("select building from search_indexstate")

    out = machine.manage("search_rebuild")

    assert f"generation {building or 'g3'}" in out
    wait_until(lambda: value(PENDING) == 0)
    assert machine.manage("search_verify").startswith("compared 4000 things, 0 changes pending")
