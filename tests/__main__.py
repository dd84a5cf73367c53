"""The whole suite: `python -m tests`, which is what `make test` runs. Takes pytest's own arguments.

First everything on the embedded stack (SQLite, tantivy), then what touches databases or search once more on servers (`tests.stacks`). The last
line has pytest's form and counts both runs; it is only good when both are.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.stacks import servers

AGAIN = ["tests/directory", "tests/events", "tests/network", "tests/portal", "tests/postgresql", "tests/search"]
"""Folders whose tests touch databases or search."""
OUTCOMES = ["failed", "passed", "skipped", "xfailed", "xpassed", "error"]
"""In the order in which pytest names them."""
WIDTH = 100
NOTHING_COLLECTED = 5
"""pytest's exit code."""


def main(arguments):
    started = time.monotonic()
    named = [argument for argument in arguments if Path(argument.partition("::")[0]).exists()]
    again = [*arguments, *([] if named else AGAIN), "-m", "not own_stack"]
    runs = {}
    print("On SQLite and tantivy:", flush=True)
    runs["SQLite and tantivy"] = run(arguments)
    if not named or any(name.startswith(folder) for name in named for folder in AGAIN):
        with servers() as (names, env):
            print(f"\nOn {names}:", flush=True)
            runs[names] = run(again, env)
    print()
    for name, (code, counts) in runs.items():
        print(f"{name}: {in_words(counts)}" + (f" (pytest ended with {code})" if code else ""))
    code = max((code for code, _counts in runs.values()), default=0)
    together = {outcome: sum(counts.get(outcome, 0) for _code, counts in runs.values()) for outcome in OUTCOMES}
    if code and not (together["failed"] or together["error"]):
        together["error"] = 1  # a run that broke off has counted nothing; the closing line must not look as if it had passed
    seconds = time.monotonic() - started
    print(
        f" {in_words(together)} in {seconds:.2f}s ({int(seconds // 3600)}:{int(seconds // 60) % 60:02}:{int(seconds) % 60:02}) ".center(
            WIDTH, "="
        )
    )
    return code


def run(arguments, env=None):
    """(exit code, {outcome: number of tests})."""
    with tempfile.TemporaryDirectory(prefix="portal-counts-") as folder:
        file = Path(folder) / "counts.json"
        ended = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments], env=os.environ | (env or {}) | {"TEST_COUNTS_FILE": str(file)}, check=False
        )
        counts = json.loads(file.read_text()) if file.exists() else {}
    return (0 if ended.returncode == NOTHING_COLLECTED and env else ended.returncode), counts


def in_words(counts):
    """“1 failed, 20 passed”."""
    said = [(number, "errors" if outcome == "error" and number > 1 else outcome) for outcome in OUTCOMES if (number := counts.get(outcome))]
    return ", ".join(f"{number} {word}" for number, word in said) or "no tests ran"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
