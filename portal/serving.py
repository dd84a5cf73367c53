"""How the portal's pages are served: Granian, a WSGI server, with processes and threads as asked for."""

import gc
import os
import shutil
import sys
from pathlib import Path

from django.conf import settings

THREADS = 4
"""Requests that one process answers side by side. Python works on one of them at a time; the others wait for the database or the search."""
PICTURES = ("images", "original_images")
"""Folders of `MEDIA_ROOT` that anyone may read. Documents go through Wagtail's view, which knows who may read them."""


def default_workers():
    """A process for each processor: Python uses one at a time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def settle_memory():
    """Once all is loaded. The program itself lives as long as the process: to look through all of it for garbage made one request in some hundred
    a tenth of a second slower, and to look after each 700 new objects one with thousands of places."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def begin_warming():
    """What the first visitors would wait for is read beside their requests, once the apps are loaded."""
    from network.warming import warm_beside

    warm_beside()


def spare_memory():
    """For the processes that are started from here: as Python works on one request at a time, threads needn't each have a store of free memory."""
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")


def code_folder():
    """Where the portal's code lies, by the name under which it was started: that may be a link, which an upgrade moves."""
    started = Path(sys.argv[0])
    return str(started.parent) if started.is_absolute() and started.name == "manage.py" else str(settings.BASE_DIR)


def server_command(host, port, *, workers=1, threads=THREADS, lasting=False):
    """The words of a command. `lasting`: a process that breaks is started again, and requests under way have 30 s to finish; else it all ends quickly."""
    command = [
        sys.executable, "-m", "portal.server", "--code", code_folder(), "--host", host, "--port", str(port), "--workers", str(workers), "--threads", str(threads),
        *(["--lasting"] if lasting else []),
    ]  # fmt: skip
    if not settings.STORAGE_URL:
        for folder in PICTURES:
            mount = Path(settings.MEDIA_ROOT) / folder
            mount.mkdir(parents=True, exist_ok=True)
            command += ["--files", f"/media/{folder}", str(mount)]
    return command


def forget_metrics():
    """Before the first process counts: files of processes that are gone would be counted for ever."""
    if folder := getattr(settings, "METRICS_DIR", None):
        shutil.rmtree(folder, ignore_errors=True)
        Path(folder).mkdir(parents=True, exist_ok=True)
