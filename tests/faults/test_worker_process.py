"""The worker as a process: scheduled publishing happens, a killed worker's task is taken up again, SIGTERM ends it cleanly. Long tasks have a process
of their own, which comes and goes with them and never outlives its worker."""

import signal
from pathlib import Path

from .conftest import wait_until

STATE = "select status from django_tasks_database_dbtaskresult where task_path like '%wait_the_first_time'"
MOMENT = "select status from django_tasks_database_dbtaskresult where task_path like '%last_a_moment'"


def test_the_worker_publishes_what_is_scheduled_and_ends_when_asked(machine):
    machine.shell(
        "import datetime as dt\n"
        "from django.utils import timezone\n"
        "from directory.models import Actor, ActorKind\n"
        "actor = Actor(name='Musikschule am See', kind=ActorKind.objects.get(slug='musikschule'), live=False)\n"
        "actor.go_live_at = timezone.now() - dt.timedelta(seconds=1)\n"
        "actor.save()\n"
        "actor.save_revision(approved_go_live_at=actor.go_live_at)\n"
    )
    assert machine.value("select live from directory_actor") == 0

    worker = machine.start("worker")
    wait_until(lambda: machine.value("select live from directory_actor") == 1)
    worker.send_signal(signal.SIGTERM)

    assert worker.wait(60) == 0  # it ends what it has begun, the first index among it
    assert machine.value("select count(*) from jobs_workerprocess") == 0


def test_a_task_whose_worker_was_killed_is_taken_up_by_the_next_worker(machine):
    machine.shell("from tests.faults.sample_task import wait_the_first_time; wait_the_first_time.enqueue()")
    first = machine.start("worker")
    wait_until(lambda: machine.value(STATE) == "RUNNING")
    beside = machine.value(f"select pid from jobs_workerprocess where pid <> {first.pid}")
    assert f"--long-tasks-for\0{first.pid}" in Path(f"/proc/{beside}/cmdline").read_text()
    first.kill()
    first.wait(10)
    wait_until(lambda: has_ended(beside), seconds=5)
    assert machine.value(STATE) == "RUNNING"
    # A minute later, without waiting for it:
    machine.shell(
        "import datetime as dt\n"
        "from django.db.models import F\n"
        "from django_tasks_db.models import DBTaskResult\n"
        "from portal.jobs.models import WorkerProcess\n"
        "hour = dt.timedelta(hours=1)\n"
        "DBTaskResult.objects.update(started_at=F('started_at') - hour)\n"
        "WorkerProcess.objects.update(seen_at=F('seen_at') - hour)\n"
    )

    machine.start("worker")

    wait_until(lambda: machine.value(STATE) == "SUCCESSFUL")


def test_a_worker_that_is_asked_to_end_waits_for_its_long_task(machine):
    machine.shell("from tests.faults.sample_task import last_a_moment; last_a_moment.enqueue()")
    worker = machine.start("worker")
    wait_until(lambda: machine.value(MOMENT) == "RUNNING")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(60) == 0
    assert machine.value(MOMENT) == "SUCCESSFUL"
    assert machine.value("select count(*) from jobs_workerprocess") == 0


def has_ended(pid):
    """Nobody may have waited for it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] in "ZX"
    except FileNotFoundError:
        return True
