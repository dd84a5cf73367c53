"""PostgreSQL for tests: the newest one that is installed, or the server of `TEST_POSTGRESQL_URL`."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

from .base import Unavailable, as_user, end, free_port, make_folder

QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=128MB"]
"""A power cut would lose the test database, and nobody would mind."""


@contextmanager
def postgresql(*, settings=QUICK):
    """Yields the address of an empty database, `postgres://portal@127.0.0.1:port/portal`. Raises `Unavailable`."""
    if url := os.environ.get("TEST_POSTGRESQL_URL"):
        yield url
        return
    programs = _programs()
    user = as_user("postgres", "nobody")
    folder = make_folder("portal-postgresql-", user)
    port = free_port()
    run = lambda *words: subprocess.run(words, check=True, capture_output=True, cwd=folder, **user)  # noqa: E731
    run(
        programs / "initdb",
        "--pgdata",
        folder / "data",
        "--username",
        "portal",
        "--auth",
        "trust",
        "--encoding",
        "UTF8",
        "--locale",
        "C.UTF-8",
        "--no-sync",
    )
    options = [word for setting in settings for word in ("-c", setting)]
    with open(folder / "log", "w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder, *options],
            cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True, **user,
        )  # fmt: skip
    try:
        _wait(programs, port, server, folder)
        run(programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "portal", "portal")
        yield f"postgres://portal@127.0.0.1:{port}/portal"
    finally:
        end(server, folder=folder, number=signal.SIGINT)


def _programs():
    """Debian keeps each version's programs in a folder of its own, others put them on the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    found = versions[-1] if versions else shutil.which("postgres")
    if not found:
        raise Unavailable("PostgreSQL is not installed (on Debian and Ubuntu: apt-get install postgresql)")
    return Path(found).parent


def _wait(programs, port, server, folder):
    for _attempt in range(300):
        if subprocess.run([programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode == 0:
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()[-2000:]}")
