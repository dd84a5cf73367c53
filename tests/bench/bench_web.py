"""How many pages a second the web processes give, and how much memory they take: `python -m tests.bench.bench_web` (BENCH=full: 210,000 things).

`manage.py web` and `manage.py worker` with production settings, eight clients beside them on the same machine, each with a connection that lasts; first SQLite and
tantivy, then PostgreSQL and Elasticsearch (`STACKS=embedded` or `STACKS=servers`: one of the two). Kept pages are one page asked over and over;
pages that aren't kept are asked once each. Memory is the proportional set size of a process, after all that.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from tests.servers.base import end, free_port

from .asking import result_pages
from .bench_registration import HOST, wait_for
from .bench_search import ACTORS, OFFERS, _environment
from .table import Row, finish
from .world import World

ROOT = Path(__file__).parents[2]
CLIENTS = 8
SECONDS = 8.0
PAGES, RESULTS = 1500, 400
CHANGED = 500
MEGABYTES = 1e6


def main():
    """Each stack in a process of its own: Django knows one database."""
    rows = []
    for stack in os.environ.get("STACKS", "embedded,servers").split(","):
        with tempfile.TemporaryDirectory() as folder, _environment(stack) as env:
            told = Path(folder) / "rows.json"
            subprocess.run([sys.executable, "-m", "tests.bench.bench_web"], env=os.environ | env | {"BENCH_ROWS": str(told)}, check=True)
            rows += [Row(**row) for row in json.loads(told.read_text())]
    return finish(rows)


def measure(told):
    """One stack; its rows as JSON in the file `told`."""
    with World(ACTORS, OFFERS) as world:
        from search.pipeline import rebuild

        documents = rebuild(afresh=True).documents
        stack = "PostgreSQL + Elasticsearch" if "TEST_SEARCH_SERVER" in os.environ else "SQLite + tantivy"
        rows = []

        def add(what, measured, **more):
            rows.append(Row(stack, documents, what, measured, **more))

        with _processes(world) as (port, web, worker):
            _wait_for_daily_jobs()
            pages(add, port)
            memory(add, web, worker)
    Path(told).write_text(json.dumps([asdict(row) for row in rows]))


@contextmanager
def _processes(world):
    """(port, pid of the web server, pid of the worker)"""
    from django.conf import settings
    from django.db import connection

    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.production",
        "VAR_DIR": str(world.folder),
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{settings.DATABASES['default']['NAME']}",
        "SEARCH_URL": settings.SEARCH_URL.partition("?")[0],
        "SECRET_KEY": "only for the bench, where nobody needs to keep it secret",
        "ALLOWED_HOSTS": HOST,
        "BASE_URL": f"https://{HOST}",
        "EMAIL_URL": "dummymail://",
        "DEFAULT_FROM_EMAIL": f"portal@{HOST}",
    }
    connection.close()
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, env=env, check=True)
    port, started = free_port(), []
    try:
        with open(world.folder / "processes.log", "w") as log:
            for command in (["web", "--port", str(port)], ["worker"]):
                started.append(
                    subprocess.Popen(
                        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True
                    )
                )
        wait_for(port, started[0])
        yield port, started[0].pid, started[1].pid
    finally:
        for process in started:
            end(process)


def _wait_for_daily_jobs(patience=600):
    """A worker that begins does at once what is due once a day, on one of the processors."""
    from django_tasks_db.models import DBTaskResult

    from portal.jobs.models import PeriodicJob

    until = time.monotonic() + patience
    while (
        not PeriodicJob.objects.exists()
        or PeriodicJob.objects.filter(finished_at=None).exists()
        or DBTaskResult.objects.filter(finished_at=None).exists()
    ):
        if time.monotonic() > until:
            raise RuntimeError("The worker isn't done with its daily jobs; see processes.log")
        time.sleep(0.5)


def pages(add, port):
    from directory.models import Actor, Offer

    home, seconds = "/", SECONDS
    _asked(port, iter([home] * 200))  # each process reads templates and catalogues once, and keeps the page
    until = time.perf_counter() + seconds
    number, took = _asked(port, iter(lambda: home if time.perf_counter() < until else None, None))
    add("kept pages a second", number / took, unit="/s", goal=1000, more_is_better=True, note="the home page")
    actors = Actor.objects.public().order_by("sort_name").values_list("slug", flat=True)
    offers = Offer.objects.public().order_by("sort_name").values_list("slug", flat=True)
    addresses = [address for pair in zip(actors[: PAGES // 2], offers[: PAGES // 2], strict=True) for address in _addresses(*pair)]
    _asked(port, iter(addresses[:50]))
    number, took = _asked(port, iter(addresses[50:]))
    add(
        "pages a second that aren't kept",
        number / took,
        unit="/s",
        goal=100,
        more_is_better=True,
        note=f"{number} institutions and offers, each once",
    )
    number, took = _asked(port, iter(result_pages(RESULTS)))
    add("pages of results a second", number / took, unit="/s", note=f"{number}, each once")


def _addresses(actor, offer):
    return f"/einrichtungen/{actor}/", f"/angebote/{offer}/"


def memory(add, web, worker):
    """After the pages, and after the worker has drained changes of some entries."""
    from django.db import transaction

    from directory.models import Actor
    from search.models import OutboxEntry

    with transaction.atomic():
        for actor in Actor.objects.public().order_by("pk")[:CHANGED]:
            actor.save()
    while OutboxEntry.objects.exists():
        time.sleep(0.2)
    beside = _children(worker)
    sizes = [_pss(child) for child in _children(web)]
    add("memory of a web process", max(sizes), unit="MB", goal=200, note=f"{len(sizes)} of them")
    add("memory of the worker", _pss(worker), unit="MB", goal=250)
    if beside:  # it stays for half a minute
        add("most memory of the process for long tasks", max(map(_peak, beside)), unit="MB", note="which ends with them")


def _children(pid):
    return [int(child) for thread in Path(f"/proc/{pid}/task").iterdir() for child in (thread / "children").read_text().split()]


def _pss(pid):
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / MEGABYTES
    raise RuntimeError("no smaps_rollup")


def _peak(pid):
    """Shared parts included, which `_pss` counts by share."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / MEGABYTES
    raise RuntimeError("no VmHWM")


# --- Clients ----------------------------------------------------------------------------------------------------------------------


def _asked(port, addresses):
    """(how many pages, in how many seconds) for an iterator of addresses."""
    lock, done, errors = threading.Lock(), [], []

    def client():
        number, connection = 0, _Connection(port)
        while True:
            with lock:
                address = next(addresses, None)
            if address is None:
                break
            try:
                status = connection.get(address)
            except OSError as error:
                errors.append(repr(error))
                break
            if status != b"200":
                errors.append(f"{status!r} {address}")
            number += 1
        done.append(number)

    threads = [threading.Thread(target=client) for _number in range(CLIENTS)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begin
    if errors:
        raise RuntimeError(f"{len(errors)} pages failed, such as {errors[0]}")
    return sum(done), took


class _Connection:
    """Little more than the system calls: the generator runs beside what it measures."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.head = (
            f" HTTP/1.1\r\nHost: {HOST}\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )

    def get(self, address) -> bytes:
        """The status; the body is read and forgotten."""
        self.socket.sendall(b"GET " + address.encode() + self.head)
        answer = self.socket.recv(65536)
        while (end_of_head := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        head = answer[:end_of_head].lower()
        missing = int(head.partition(b"content-length:")[2].partition(b"\r")[0]) - (len(answer) - end_of_head - 4)
        while missing > 0:
            missing -= len(self._more())
        return head.split(b" ", 2)[1]

    def _more(self):
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("The server hung up.")
        return part


if __name__ == "__main__":
    if rows := os.environ.get("BENCH_ROWS"):
        measure(rows)
    else:
        sys.exit(main())
