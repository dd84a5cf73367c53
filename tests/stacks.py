"""Runs tests on servers instead of the embedded stack: `python -m tests.stacks -n auto tests/directory` takes pytest's own arguments.

Without this, pytest runs on SQLite and tantivy. What this machine can't have is named, and the tests that need it are skipped loudly.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers.base import Unavailable
from tests.servers.elasticsearch import elasticsearch
from tests.servers.postgresql import postgresql

ROOT = Path(__file__).parent.parent


@contextmanager
def servers():
    """Yields (names of the servers, what pytest finds in its environment)."""
    with ExitStack() as running:
        env = {}
        try:
            with ThreadPoolExecutor(1) as meanwhile:
                search = meanwhile.submit(running.enter_context, elasticsearch())
                env["DATABASE_URL"] = running.enter_context(postgresql())
                migrate(env)
            env["TEST_SEARCH_SERVER"] = search.result()
        except Unavailable as error:
            env["TEST_STACK_MISSING"] = str(error)
        yield "PostgreSQL and Elasticsearch", env


def migrate(env):
    """Once, with all migrations; each process of the test run begins with a copy of this database (`portal.settings.test`)."""
    words = [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--settings", "portal.settings.test"]
    subprocess.run(words, cwd=ROOT, env=os.environ | env, check=True)
    env["TEST_DATABASE_TEMPLATE"] = env["DATABASE_URL"].rpartition("/")[2]


def main(arguments):
    with servers() as (_names, env):
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=os.environ | env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
