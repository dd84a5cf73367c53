"""Real processes on a database of their own, as on a server."""

import os
import shutil
import signal
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
        self.processes = []

    def manage(self, *words, timeout=240):
        run = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=self.env, capture_output=True, text=True, timeout=timeout
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def shell(self, code):
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def start(self, *words):
        process = subprocess.Popen(
            [sys.executable, "manage.py", *words], cwd=settings.BASE_DIR, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def kill_all(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
            process.stdout.close()


def wait_until(condition, *, seconds=30):
    """The first true value of `condition()`; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.1)
    pytest.fail(f"Nothing happened within {seconds} seconds.")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """A migrated database that every machine begins with a copy of."""
    machine = Machine(tmp_path_factory.mktemp("migrated"))
    machine.manage("migrate", "--verbosity", "0")
    return machine.folder / "portal.sqlite3"


@pytest.fixture
def machine(tmp_path, migrated):
    shutil.copy(migrated, tmp_path / "portal.sqlite3")
    machine = Machine(tmp_path)
    yield machine
    machine.kill_all()
