"""20,000 requests as nobody types them, through the whole stack: `python -m tests.bench.bench_fuzz` sends 1,000 (BENCH=full: 20,000).

As many processes as there are processors share them. Fails on any error of the server, and when a request takes too long: judged by CPU time, to which
other work on the machine adds little; the time of the clock is told beside it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import islice
from pathlib import Path

from .table import Row, finish, quantile
from .world import World

REQUESTS = 20_000 if os.environ.get("BENCH") == "full" else 1000
SIZE = 2200, 2000
P99_MS, LONGEST_MS = 200, 500
WARM = ["/suche/", "/suche/?q=klafierunteriht", "/suche/vorschlaege/?q=klaf", "/suche/orte.geojson", "/einrichtungen/", "/angebote/"]
"""What a process reads once."""
TOLD = 5


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        env = os.environ | {"BENCH_WORLD": os.environ.get("BENCH_WORLD", str(folder / "world"))}
        parts = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        run = [sys.executable, "-m", "tests.bench.bench_fuzz"]
        subprocess.run([*run, "world"], env=env, check=True)
        processes = [subprocess.Popen([*run, str(part), str(parts), str(folder / f"{part}.json")], env=env) for part in range(parts)]
        ended = [process.wait() for process in processes]
        if any(ended):
            return 1
        return report([each for part in range(parts) for each in json.loads((folder / f"{part}.json").read_text())])


def build():
    with World(*SIZE):
        from search.pipeline import rebuild

        rebuild()


def ask(part, parts, file):
    """Every `parts`th request from the `part`th on; [[status, CPU ms, ms of the clock, address], …] as JSON in `file`."""
    with World(*SIZE):
        from django.test import Client

        from portal.serving import settle_memory
        from tests.fuzz.requests import addresses

        client = Client(raise_request_exception=False)
        for address in WARM:
            client.get(address)
        settle_memory()  # as a server does
        told = []
        for address in islice(addresses(REQUESTS), part, None, parts):
            cpu, clock = time.process_time(), time.perf_counter()
            status = client.get(address).status_code
            told.append([status, (time.process_time() - cpu) * 1000, (time.perf_counter() - clock) * 1000, address])
    Path(file).write_text(json.dumps(told))


def report(told):
    broken = [(status, address) for status, _cpu, _clock, address in told if status >= 500]
    cpu, clock = ([each[which] for each in told] for which in (1, 2))
    print(f"{len(told)} requests: {dict(Counter(status for status, *_more in told))}")
    for status, address in broken:
        print(status, address[:500])
    for _status, spent, _clock, address in sorted(told, key=lambda each: -each[1])[:TOLD]:
        print(f"  {spent:6.0f} ms  {address[:120]}")
    documents = sum(SIZE)
    rows = [Row("sqlite + tantivy", documents, "errors of the server", len(broken), unit="", goal=0)]
    for name, values, goals in (("CPU", cpu, (None, None, P99_MS, LONGEST_MS)), ("clock", clock, (None,) * 4)):
        figures = quantile(values, 0.5), quantile(values, 0.95), quantile(values, 0.99), max(values)
        rows += [
            Row("sqlite + tantivy", documents, f"{name}, {what}", figure, goal=goal)
            for what, figure, goal in zip(("p50", "p95", "p99", "longest"), figures, goals, strict=True)
        ]
    return finish(rows)


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            sys.exit(main())
        case ["world"]:
            build()
        case [part, parts, file]:
            ask(int(part), int(parts), file)
