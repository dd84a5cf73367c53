"""Long tasks (imports, comparing the whole register, the network's analysis) run in a process of their own, beside the worker.

It begins when there is a task and ends when there was none for a while: what such a task needs of memory goes back to the machine then, and mails
and the search's outbox don't take turns with it at Python's lock. Pages go first: it runs at a lower priority. It dies with its worker.
"""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.db import close_old_connections
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

QUEUE = "long"
ALONE = 30
"""Seconds without a task after which the process ends: to begin costs two seconds of CPU time."""
NICE = 5
AFTER_FAILURE = 10
"""Seconds until a process that broke is followed by another."""
PR_SET_PDEATHSIG = 1


def are_waiting():
    return DBTaskResult.objects.ready().filter(backend_name="default", queue_name=QUEUE).exists()


def look_after(stop, *, pause=0.25):
    """Start the process when tasks wait, until the event `stop` is set; then it finishes what it has begun."""
    process, not_before = None, 0
    while not stop.is_set():
        close_old_connections()
        try:
            if process and process.poll() is not None:
                if process.returncode:
                    logger.error("The process for long tasks ended with %s", process.returncode)
                    not_before = time.monotonic() + AFTER_FAILURE
                process = None
            if not process and time.monotonic() >= not_before and are_waiting():
                process = _start()
        except Exception:
            logger.exception("Long tasks could not be looked after")
            stop.wait(AFTER_FAILURE)
        stop.wait(pause)
    if process:
        process.send_signal(signal.SIGTERM)
        process.wait()


def _start():
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--long-tasks-for", str(os.getpid())]
    return subprocess.Popen(command, cwd=settings.BASE_DIR)  # noqa: S603


def belong_to(pid):
    """Die with the worker `pid`, whatever ends it; at a lower priority than pages. Linux only: elsewhere the process ends after its tasks."""
    os.nice(NICE)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != pid:
        sys.exit(0)
