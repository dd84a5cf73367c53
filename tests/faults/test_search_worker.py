"""Workers and rebuilds that are killed, run twice or lose their folder: afterwards index and database are equal."""

import json
import os
import random
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest

from .conftest import wait_until

ALL_DONE = "select count(*) = 0 from search_outboxentry"
IDLE = "select building = '' from search_indexstate"
MAKE = """
from directory.models import Actor, ActorKind
from directory.signals import content_changed
kind = ActorKind.objects.get(slug="musikschule")
actors = Actor.objects.bulk_create(Actor(name=f"Musikschule {{n}}", slug=f"a-{{n}}", kind=kind, live=True) for n in range({number}))
content_changed.send(sender=Actor, ids=[actor.pk for actor in actors])
"""


@pytest.fixture
def index(machine):
    return machine.folder / "portal.sqlite3-index"


def change(machine, word, *, first=0, last=10**9):
    """A bulk write as Django sends it, without waiting for a process to start: rename actors and mark them, in one transaction."""
    machine.sql(
        "begin immediate",
        f"update directory_actor set name = name || ' {word}' where id between {first} and {last}",
        "insert into search_outboxentry (doc_type, object_id, created_at, attempts, error, replay, covered) "
        f"select 'actor', id, '2027-03-01', 0, '', 0, 0 from directory_actor where id between {first} and {last}",
        "commit",
    )


def all_done(machine, index):
    return (index / "current.json").exists() and machine.value(IDLE) and machine.value(ALL_DONE)


def check_equal(machine, number):
    assert machine.manage("search_verify").splitlines()[0] == f"compared {number} things, 0 changes pending"


def test_a_worker_killed_at_any_step_leaves_nothing_undone(machine, index):
    machine.shell(MAKE.format(number=3000))
    dice = random.Random(4)
    left = "select count(*) between 1 and 2999 from search_outboxentry"
    moments = [
        lambda: machine.value("select exists (select 1 from search_indexstate where building != '')"),
        lambda: list(index.glob("generations/*/*.store")),
        lambda: (index / "current.json").exists(),
        lambda: machine.value(left),
        lambda: list(index.glob("generations/*/.tantivy-writer.lock")) and machine.value(left),
        lambda: time.sleep(dice.random()) or True,
        lambda: time.sleep(dice.random()) or True,
    ]
    for number, moment in enumerate(moments):
        worker = machine.start("worker")
        if number > 2:
            begun = f"select count(*) from jobs_workerprocess where pid = {worker.pid}"
            wait_until(lambda begun=begun: machine.value(begun))
            change(machine, f"x{number}")
        wait_until(moment, pause=0.002)
        worker.kill()
        worker.wait(10)

    machine.start("worker")
    wait_until(lambda: all_done(machine, index))

    check_equal(machine, 3000)


def test_two_workers_share_the_outbox_and_one_takes_over_from_the_other(machine, index):
    machine.shell(MAKE.format(number=1500))
    first, second = machine.start("worker"), machine.start("worker")
    wait_until(lambda: all_done(machine, index))
    change(machine, "neu")
    wait_until(lambda: all_done(machine, index))
    change(machine, "neuer")
    first.kill()
    wait_until(lambda: all_done(machine, index))

    assert second.poll() is None
    check_equal(machine, 1500)


def test_a_deleted_index_and_one_of_an_older_form_are_built_anew_by_the_running_worker(machine, index):
    machine.shell(MAKE.format(number=300))
    worker = machine.start("worker")
    wait_until(lambda: all_done(machine, index))

    shutil.rmtree(index.rename(index.with_name("gone")))  # the worker may make a new one meanwhile
    wait_until(lambda: all_done(machine, index))
    check_equal(machine, 300)

    worker.kill()
    worker.wait(10)
    pointer = json.loads((index / "current.json").read_text())
    (index / "current.json").write_text(json.dumps(pointer | {"form": 0}))
    machine.start("worker")
    wait_until(lambda: json.loads((index / "current.json").read_text())["form"] == pointer["form"])
    wait_until(lambda: all_done(machine, index))
    check_equal(machine, 300)


def test_ten_thousand_changes_during_a_rebuild_are_in_the_new_generation(machine, index):
    machine.shell(MAKE.format(number=4000))
    machine.start("worker")
    wait_until(lambda: all_done(machine, index))
    rebuild = machine.start("search_rebuild")
    wait_until(lambda: machine.value("select building != '' from search_indexstate"))
    for number in range(20):
        change(machine, f"n{number}", first=number * 200, last=number * 200 + 499)

    assert rebuild.wait(120) == 0
    wait_until(lambda: all_done(machine, index))

    assert sorted(path.name for path in (index / "generations").iterdir()) == ["g1", "g2"]
    check_equal(machine, 4000)


def test_a_rebuild_killed_beside_a_running_worker_goes_on_and_misses_nothing(machine, index):
    machine.shell(MAKE.format(number=4000))
    machine.start("worker")
    wait_until(lambda: all_done(machine, index))
    rebuild = machine.start("search_rebuild")
    wait_until(lambda: machine.value("select building != '' from search_indexstate"), pause=0.01)
    rebuild.send_signal(signal.SIGKILL)
    rebuild.wait(10)
    machine.shell(
        "from directory.models import Actor\nfor actor in Actor.objects.all()[:20]:\n    actor.name = 'Uferschule'\n    actor.save()"
    )
    building = machine.value("select building from search_indexstate")

    out = machine.manage("search_rebuild")

    assert f"generation {building or 'g3'}" in out
    wait_until(lambda: all_done(machine, index))
    check_equal(machine, 4000)


def test_a_rebuild_killed_with_the_processes_that_help_it_leaves_none_of_them(machine, index):
    machine.shell(MAKE.format(number=3000))
    rebuild = machine.start("search_rebuild", "--processes", "2")
    helpers = wait_until(lambda: (found := children(rebuild.pid))[1:] and found, pause=0.02)

    rebuild.kill()
    rebuild.wait(10)

    wait_until(lambda: not any(is_alive(pid) for pid in helpers))
    machine.manage("search_rebuild")
    check_equal(machine, 3000)


def test_a_rebuild_goes_on_without_the_processes_that_were_killed(machine, index):
    machine.shell(MAKE.format(number=10_000))
    rebuild = machine.start("search_rebuild", "--processes", "2")
    for pid in wait_until(lambda: (found := children(rebuild.pid))[1:] and found, pause=0.02):
        os.kill(pid, signal.SIGKILL)

    assert rebuild.wait(300) == 0

    assert machine.log(rebuild).count("A process that builds documents ended by signal 9") == 2
    check_equal(machine, 10_000)


def test_a_worker_whose_disk_is_full_loses_nothing_and_goes_on_when_there_is_room(machine, index):
    machine.shell(MAKE.format(number=1500))
    worker = machine.start("worker")
    wait_until(lambda: all_done(machine, index))
    free = resource.prlimit(worker.pid, resource.RLIMIT_FSIZE)

    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, (40_000, free[1]))
    words = " || ' ' || ".join("hex(randomblob(15))" for _ in range(20))
    machine.sql(f"update directory_actor set summary = {words}")
    change(machine, "neu")
    wait_until(lambda: "The search index can't be kept up to date" in machine.log(worker))
    time.sleep(3)
    left = machine.value("select count(*) from search_outboxentry")

    resource.prlimit(worker.pid, resource.RLIMIT_FSIZE, free)
    wait_until(lambda: all_done(machine, index))

    assert (left > 0, worker.poll()) == (True, None)
    check_equal(machine, 1500)


def children(pid):
    """Of this process, those that build documents."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and is_helper(int(name), pid)]


def is_helper(pid, parent):
    try:
        status, command = Path(f"/proc/{pid}/status").read_text(), Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False
    return f"\nPPid:\t{parent}\n" in status and "processes import serve" in command


def is_alive(pid):
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False
