"""Runs tests on servers instead of the embedded stack: `python -m tests.stacks -n auto tests/directory` takes pytest's own arguments.

Without this, pytest runs on SQLite and tantivy. What this machine can't have is named, and the tests that need it are skipped loudly.
"""

import os
import subprocess
import sys
from contextlib import ExitStack

from tests.servers.base import Unavailable
from tests.servers.postgresql import postgresql


def main(arguments):
    with ExitStack() as running:
        try:
            os.environ["DATABASE_URL"] = running.enter_context(postgresql())
        except Unavailable as error:
            os.environ["TEST_STACK_MISSING"] = str(error)
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
