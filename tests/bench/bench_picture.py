"""How long picture and analysis of the network take: `python -m tests.bench.bench_picture`.

A town with 1,000 institutions and 2,500 cooperations; BENCH=full adds the largest picture (5,000 institutions, 20,000 connections) and a Land
(25,000 institutions, 13,300 cooperations). Pages are asked through the whole stack of middleware, made anew and then with what is kept between two changes.
"""

import gzip
import os
import resource
import subprocess
import sys
import time

from .table import Row, finish
from .world import World

SIZES = {"town": (1_000, 2_500), "picture": (5_000, 20_000), "land": (25_000, 13_300)}
ROUNDS = 7
DATA_KB, DATA_MS, ANALYSIS_SECONDS = 300, 100, 60


def main():
    """Each size in a process of its own, since a process has one database."""
    if len(sys.argv) > 1:
        return measure(sys.argv[1])
    chosen = SIZES if os.environ.get("BENCH") == "full" else ["town"]
    return max([subprocess.run([sys.executable, "-m", "tests.bench.bench_picture", size], check=False).returncode for size in chosen])


def measure(size):
    actors, cooperations = SIZES[size]
    with World(actors, 0):
        from .partnering import cooperate

        cooperate(cooperations)
        return finish([*picture(size, cooperations), *analysed(size, cooperations)])


def picture(size, cooperations):
    from django.core.cache import caches
    from django.test import Client
    from django.utils import timezone

    from network.graph import read_facts
    from network.picture import layouts
    from search.models import Version

    stack, client = "sqlite", Client()
    client.get("/netzwerk/")
    Version.renew("pages")

    def least(work, *, kept):
        """Least CPU time in ms; `kept`: what is kept between two changes is there, pages themselves are not."""
        times = []
        for _round in range(ROUNDS):
            caches["pages"].clear()
            if not kept:
                Version.renew("pages")
            begun = time.process_time()
            work()
            times.append((time.process_time() - begun) * 1000)
        return min(times)

    begun = time.process_time()
    layouts.refresh(timezone.now())
    laid_out = time.process_time() - begun
    data = client.get("/netzwerk/daten.json").content
    small = len(gzip.compress(data, 6)) / 1000
    page = client.get("/netzwerk/").content
    return [
        Row(stack, cooperations, f"{size}: layout by the worker", laid_out, "s", note="CPU"),
        Row(stack, cooperations, f"{size}: data, gzip", small, "KB", goal=DATA_KB, note=f"{len(data):,} bytes of JSON"),
        Row(stack, cooperations, f"{size}: data, as served", least(lambda: client.get("/netzwerk/daten.json"), kept=True), goal=DATA_MS, note="least CPU"),
        Row(stack, cooperations, f"{size}: data, made anew after a change", least(lambda: client.get("/netzwerk/daten.json"), kept=False), note="least CPU"),
        Row(stack, cooperations, f"{size}: page, as served", least(lambda: client.get("/netzwerk/"), kept=True), note=f"least CPU; {len(gzip.compress(page, 6)):,} bytes gzip"),
        Row(stack, cooperations, f"{size}: page, made anew after a change", least(lambda: client.get("/netzwerk/"), kept=False), note="least CPU"),
        Row(stack, cooperations, f"{size}: facts from the database", least(read_facts, kept=False), note="least CPU"),
    ]  # fmt: skip


def analysed(size, cooperations):
    from django.utils import timezone

    from network import analysis

    clock, begun = time.perf_counter(), _processor()
    snapshot = analysis.refresh(timezone.now())
    seconds, took = time.perf_counter() - clock, _processor() - begun
    rows = sum(snapshot.tables["counts"].values())
    begun = time.process_time()
    for key in snapshot.tables["counts"]:
        analysis.rows_of(analysis.newest(), key, 0, 50)
    read = (time.process_time() - begun) * 1000 / len(snapshot.tables["counts"])
    return [
        Row("sqlite", cooperations, f"{size}: analysis in the worker", took, "s", goal=ANALYSIS_SECONDS, note=f"CPU of both processes, exact; clock {seconds:.0f} s; {rows:,} rows"),
        Row("sqlite", cooperations, f"{size}: a table of it from the snapshot", read, note="CPU, mean of the tables"),
    ]  # fmt: skip


def _processor():
    """CPU seconds of this process and of those that it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


if __name__ == "__main__":
    raise SystemExit(main())
