"""The worker: one process that drains the search outbox, runs the task queues and the periodic jobs, each in a thread of its own. Long tasks have a
process beside it (`portal.jobs.long`)."""

import datetime as dt
import faulthandler
import logging
import os
import platform
import signal
import sys
import threading

from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string

from search.worker import drain_loop

from . import long
from .models import WorkerProcess
from .periodic import run_due_jobs
from .tasks import QUEUES, beat, take_up_orphans, task_loop

logger = logging.getLogger(__name__)

BEAT_EVERY = 10  # seconds
TURN = 0.001
"""Seconds after which Python hands its lock to another thread that waits (5 ms by default): a thread that reads the database often waits for it each time."""


class Worker:
    def __init__(self):
        self.stop = threading.Event()
        self.process = WorkerProcess(id=get_random_string(32), host=platform.node(), pid=os.getpid(), started_at=timezone.now())

    def run(self):
        """Work until SIGINT, SIGTERM or `stop`; what has begun is finished. A thread that dies ends the worker, so that whoever started it notices."""
        sys.setswitchinterval(TURN)
        self._run_loops(
            ("outbox", drain_loop, (self.stop,)),
            ("clock", self.clock_loop, ()),
            ("beat", self.beat_loop, ()),
            *((f"queue {queue}", task_loop, (queue, self.process.id, self.stop)) for queue in QUEUES if queue != long.QUEUE),
            ("long tasks", long.look_after, (self.stop,)),
        )

    def run_long_tasks(self, worker):
        """Only long tasks, as the process that the worker with the pid `worker` has started for them; until there are none for a while."""
        long.belong_to(worker)
        self._run_loops(("beat", self.beat_loop, ()), ("long tasks", self._long_tasks, ()))

    def _long_tasks(self):
        task_loop(long.QUEUE, self.process.id, self.stop, idle=long.ALONE)
        self.stop.set()

    def _run_loops(self, *loops):
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *args: self.stop.set())
        faulthandler.register(signal.SIGUSR1)  # `kill -USR1` prints where every thread stands
        beat(self.process)
        threads = [threading.Thread(target=self._guarded, args=(name, target, args), name=name) for name, target, args in loops]
        for thread in threads:
            thread.start()
        logger.info("Worker %s is ready", self.process.pid)
        for thread in threads:
            # With a limit, so that the main thread wakes and runs the signal's handler even when another thread got the signal.
            while thread.is_alive():
                thread.join(0.5)
        WorkerProcess.objects.filter(pk=self.process.pk).delete()
        logger.info("Worker %s has ended", self.process.pid)

    def _guarded(self, name, target, args):
        try:
            target(*args)
        except BaseException:
            logger.exception("The worker's loop “%s” broke", name)
            self.stop.set()
        finally:
            connections.close_all()

    def beat_loop(self):
        while not self.stop.wait(BEAT_EVERY):
            close_old_connections()
            try:
                at = timezone.now()
                beat(self.process, at)
                take_up_orphans(at)
            except Exception:
                logger.exception("The worker could not write its sign of life")

    def clock_loop(self, *, pause=dt.timedelta(seconds=5)):
        while not self.stop.is_set():
            close_old_connections()
            try:
                run_due_jobs(timezone.now())
            except Exception:
                logger.exception("The clock of the worker stumbled and goes on")
            self.stop.wait(pause.total_seconds())
