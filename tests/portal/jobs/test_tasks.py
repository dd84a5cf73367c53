import datetime as dt
import threading

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.jobs import tasks
from portal.jobs.models import WorkerProcess

DONE = []


@task(queue_name="mail")
def note(text):
    DONE.append(text)
    return text


@task(queue_name="default")
def fail():
    raise ValueError("no such address")


@pytest.fixture(autouse=True)
def _empty_queue(settings, request):
    """The real queue of the database, as in production, without what `migrate` left in it."""
    assert settings.TASKS["default"]["BACKEND"] == "django_tasks_db.DatabaseBackend"
    request.getfixturevalue("transactional_db" if request.node.get_closest_marker("django_db").kwargs.get("transaction") else "db")
    DBTaskResult.objects.all().delete()
    DONE.clear()


@pytest.mark.django_db
def test_claim_task_gives_each_task_to_one_worker_and_keeps_queues_apart():
    note.enqueue("hello")

    assert tasks.claim_task("default", "a") is None
    first, second = tasks.claim_task("mail", "a"), tasks.claim_task("mail", "b")

    assert (first.worker_ids, second) == (["a"], None)


@pytest.mark.django_db
def test_a_task_of_a_dead_worker_is_taken_up_again_and_one_of_a_living_worker_is_not():
    now = timezone.now()
    long_ago = now - 2 * tasks.LEASE
    WorkerProcess.objects.create(id="alive", host="here", pid=1, started_at=long_ago, seen_at=now)
    left, running = note.enqueue("left"), note.enqueue("running")
    DBTaskResult.objects.filter(pk=left.id).update(status=TaskResultStatus.RUNNING, started_at=long_ago, worker_ids=["dead"])
    DBTaskResult.objects.filter(pk=running.id).update(status=TaskResultStatus.RUNNING, started_at=long_ago, worker_ids=["alive"])

    assert tasks.take_up_orphans(now) == 1

    assert {str(key): value for key, value in DBTaskResult.objects.values_list("pk", "status")} == {
        str(left.id): "READY",
        str(running.id): "RUNNING",
    }


@pytest.mark.django_db
def test_a_task_that_kills_its_worker_again_and_again_counts_as_failed():
    now = timezone.now()
    killer = note.enqueue("killer")
    DBTaskResult.objects.filter(pk=killer.id).update(
        status=TaskResultStatus.RUNNING, started_at=now - 2 * tasks.LEASE, worker_ids=["x"] * tasks.MAX_ATTEMPTS
    )

    tasks.take_up_orphans(now)

    assert DBTaskResult.objects.get(pk=killer.id).status == "FAILED"


@pytest.mark.django_db(transaction=True)
def test_task_loop_runs_what_is_there_and_goes_on_after_a_task_that_fails():
    fail.enqueue()
    note.using(queue_name="default").enqueue("after the failure")
    stop = threading.Event()
    loop = threading.Thread(target=tasks.task_loop, args=("default", "w", stop), kwargs={"pause": 0.01})
    loop.start()
    deadline = timezone.now() + dt.timedelta(seconds=10)

    while not DONE and timezone.now() < deadline:
        stop.wait(0.02)
    stop.set()
    loop.join(10)

    assert DONE == ["after the failure"]
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]


@pytest.mark.django_db(transaction=True)
def test_task_loop_ends_when_there_was_nothing_to_do_for_a_while():
    note.enqueue("first")

    tasks.task_loop("mail", "w", threading.Event(), pause=0.01, idle=0.05)

    assert DONE == ["first"]
