"""Real processes on a database of their own, as on a server."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.conf import settings


class Machine:
    """A folder with a migrated database, and the means to run the portal's commands on it as processes."""

    def __init__(self, folder):
        self.env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SEARCH_URL")}
        self.env |= {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
        self.folder = folder
        self.words, self.processes = [], []

    def manage(self, *words, timeout=600):
        run = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=self.env, capture_output=True, text=True, timeout=timeout
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def shell(self, code):
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def sql(self, *statements):
        """Run statements; the first row of the last."""
        connection = sqlite3.connect(self.folder / "portal.sqlite3", timeout=60, isolation_level=None)
        try:
            for statement in statements:
                row = connection.execute(statement).fetchone()
            return row
        finally:
            connection.close()

    def value(self, query):
        return (self.sql(query) or [None])[0]

    def start(self, *words):
        """Its output goes to a file: a pipe that nobody reads would stop a talkative process."""
        log = self.folder / f"process-{len(self.processes)}.log"
        with open(log, "w") as output:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=self.env, stdout=output, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        self.words.append(words)
        self.processes.append(process)
        return process

    def kill_all(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def log(self, process):
        return (self.folder / f"process-{self.processes.index(process)}.log").read_text()

    def told(self):
        """What the processes have said, and where the threads of the workers that still run stand."""
        for words, process in zip(self.words, self.processes, strict=True):
            if words == ("worker",) and process.poll() is None:
                process.send_signal(signal.SIGUSR1)
        time.sleep(0.2)
        return "\n".join(f"--- {log.name}\n{log.read_text()}" for log in sorted(self.folder.glob("process-*.log")))


def wait_until(condition, *, seconds=90, pause=0.1):
    """The first true value of `condition()`; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(pause)
    pytest.fail(f"Nothing happened within {seconds} seconds.")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A database as `migrate` leaves it, which every machine begins with a copy of. Each process of the test run makes its own: that takes 3 s."""
    machine = Machine(tmp_path_factory.mktemp("migrated"))
    machine.manage("migrate", "--run-syncdb", "--settings", "tests.faults.tables", "--verbosity", "0")
    return machine.folder / "portal.sqlite3"


@pytest.fixture
def machine(tmp_path, migrated):
    shutil.copy(migrated, tmp_path / "portal.sqlite3")
    machine = Machine(tmp_path)
    yield machine
    print(machine.told())  # pytest shows it for a test that failed
    machine.kill_all()
