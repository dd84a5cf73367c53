"""Running tasks of the database queue: one loop per queue, so that a long import never delays a mail.

django-tasks-db brings the table and the running of one task; what it lacks stands here: queues side by side, and a lease, so that
a task whose worker died is taken up again.
"""

import datetime as dt
import logging
import time

from django.db import close_old_connections, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as TaskRunner
from django_tasks_db.models import DBTaskResult

from .models import WorkerProcess

logger = logging.getLogger(__name__)

QUEUES = ["default", "mail", "long"]
LEASE = dt.timedelta(seconds=60)
"""A worker that gave no sign of life for this long is dead."""
MAX_ATTEMPTS = 5


def task_loop(queue, worker_id, stop, *, pause=0.25, idle=None):
    """Run the tasks of `queue` until the event `stop` is set, or there was none for `idle` seconds; a task that has begun is finished first."""
    runner = TaskRunner(
        queue_names=[queue], interval=0, batch=False, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=worker_id, excluded_queue_names=[],
    )  # fmt: skip
    last = time.monotonic()
    while not stop.is_set() and (idle is None or time.monotonic() - last < idle):
        close_old_connections()
        try:
            task = claim_task(queue, worker_id)
            if task:
                runner.run_task(task)
                last = time.monotonic()
        except Exception:
            logger.exception("Queue %s stumbled and goes on", queue)
            task = None
            stop.wait(5)
        if not task:
            stop.wait(pause)


def claim_task(queue, worker_id):
    """The next ready task of `queue`, marked as running by `worker_id`; None when there is none."""
    ready = DBTaskResult.objects.ready().filter(backend_name="default", queue_name=queue)
    if not ready.exists():  # a plain read: looking must not take SQLite's write lock four times a second
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task:
            task.claim(worker_id)
    return task


def take_up_orphans(at):
    """Put tasks of dead workers back into their queue; returns how many. After `MAX_ATTEMPTS` a task counts as failed: it may be what kills them."""
    alive = set(WorkerProcess.objects.filter(seen_at__gte=at - LEASE).values_list("id", flat=True))
    orphans = [
        task
        for task in DBTaskResult.objects.running().filter(started_at__lt=at - LEASE)
        if not task.worker_ids or task.worker_ids[-1] not in alive
    ]
    for task in orphans:
        if len(task.worker_ids) >= MAX_ATTEMPTS:
            task.set_failed(RuntimeError(f"The worker died {MAX_ATTEMPTS} times in the middle of this task."))
        else:
            DBTaskResult.objects.filter(pk=task.pk, status=TaskResultStatus.RUNNING).update(status=TaskResultStatus.READY, started_at=None)
            logger.warning("Task %s was left by a worker that died and is taken up again", task.task_name)
    return len(orphans)


def beat(process, at=None):
    """Write that the worker lives."""
    WorkerProcess.objects.update_or_create(
        id=process.id,
        defaults={"host": process.host, "pid": process.pid, "started_at": process.started_at, "seen_at": at or timezone.now()},
    )
