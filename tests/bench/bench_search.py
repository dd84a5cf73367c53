"""How long the search takes: `python -m tests.bench.bench_search` on 10,000 things (BENCH=full: 210,000, and the engine alone on a million).

The whole stack answers, without any cache of pages; first SQLite and tantivy, then PostgreSQL and Elasticsearch on servers that are started for it
(`STACKS=embedded` or `STACKS=servers`: one of the two). Milliseconds are CPU time of the process unless a row says otherwise: work of others on the
machine adds little to it. What waits for servers is measured by the clock.
"""

import gzip
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from .asking import result_pages, search_queries, typed
from .growing import growth
from .landscape import DISTRICTS, TOWNS
from .table import Row, finish, p50, p95
from .world import World

FULL = os.environ.get("BENCH") == "full"
ACTORS, OFFERS = (110_000, 100_000) if FULL else (5_500, 5_000)
PAGES, LETTERS, CHANGES = (800, 600, 60) if FULL else (500, 400, 30)
COMPARED, REPEATED = 300, 3
UNTIL_SETTLED = 20
"""Changes that aren't measured: a worker that has just started is slower, for some half a minute."""
ON_MAP = 3000


@dataclass(frozen=True)
class Goals:
    """What is asked of a stack."""

    rebuild: float
    page: tuple[float, float]
    """p50, p95"""
    suggestions: float | None = None
    map: float | None = None


EMBEDDED, SERVERS = Goals(3000, (25, 60), 5, 40), Goals(2500, (40, 100))


def main():
    """Each stack in a process of its own: Django knows one database."""
    rows = []
    for stack in os.environ.get("STACKS", "embedded,servers").split(","):
        with tempfile.TemporaryDirectory() as folder, _environment(stack) as env:
            told = Path(folder) / "rows.json"
            env |= {"BENCH_ROWS": str(told)}
            subprocess.run([sys.executable, "-m", "tests.bench.bench_search"], env=os.environ | env, check=True)
            rows += [Row(**row) for row in json.loads(told.read_text())]
    return finish(rows)


@contextmanager
def _environment(stack):
    if stack == "embedded":
        yield {}
        return
    from tests.servers.elasticsearch import REAL, elasticsearch
    from tests.servers.postgresql import postgresql

    with postgresql() as database, elasticsearch(options=REAL) as search:
        yield {"DATABASE_URL": database, "TEST_SEARCH_SERVER": search}


def measure(told):
    """One stack; its rows as JSON in the file `told`."""
    with World(ACTORS, OFFERS) as world:
        is_embedded = "TEST_SEARCH_SERVER" not in os.environ
        goals = EMBEDDED if is_embedded else SERVERS
        done, building = rebuilt(goals)
        stack = "SQLite + tantivy" if is_embedded else "PostgreSQL + Elasticsearch"
        rows = []

        def add(what, measured, **more):
            rows.append(Row(stack, more.pop("documents", done.documents), what, measured, **more))

        building(add)
        pages(add, goals)
        suggestions(add, goals)
        on_the_map(add, goals)
        if is_embedded:
            beside_bare_tantivy(add)
            growth(add, COMPARED)
        visible(add, world)
    Path(told).write_text(json.dumps([asdict(row) for row in rows]))


def cpu(function):
    """(milliseconds of CPU time, of the clock where servers do the work; result)"""
    clock = time.perf_counter if "TEST_SEARCH_SERVER" in os.environ else time.process_time
    start = clock()
    result = function()
    return (clock() - start) * 1000, result


# --- From the database ----------------------------------------------------------------------------------------------------------


def rebuilt(goals):
    """(`Rebuilt`, what tells of it)"""
    from search.pipeline import rebuild

    spent = _all_cpu()
    done = rebuild(afresh=True)
    spent = _all_cpu() - spent

    def tell(add):
        goal = {"goal": goals.rebuild, "more_is_better": True, "unit": "/s"}
        cores = len(os.sched_getaffinity(0))
        add("rebuild, documents a second", done.documents / done.seconds, note="wall time, so other work on the machine counts", **goal)
        if goals is SERVERS:
            return  # the servers' time isn't told
        add(
            f"rebuild, documents a second of {cores} free cores",
            cores * done.documents / spent,
            note="reckoned from the CPU time of all its processes",
            **goal,
        )

    return done, tell


def _all_cpu():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


# --- Pages ------------------------------------------------------------------------------------------------------------------------


def pages(add, goals):
    from django.test import Client

    from portal.serving import settle_memory
    from search.engines import get_engine

    client, engine, inside = Client(), get_engine(), []
    search = engine.search

    def timed(query):
        took, result = cpu(lambda: search(query))
        inside.append(took)
        return result

    addresses = result_pages(PAGES)
    for address in addresses[:20]:
        assert client.get(address).status_code == 200, address
    settle_memory()  # as a server does
    engine.search = timed
    wall = time.perf_counter()
    took = [cpu(lambda address=address: client.get(address))[0] for address in addresses]
    wall = (time.perf_counter() - wall) / len(addresses) * 1000
    del engine.search
    add(
        "page of results, p50",
        p50(took),
        goal=goals.page[0],
        note=f"{len(addresses)} queries; mean {sum(took) / len(took):.0f} ms, wall {wall:.0f} ms",
    )
    add("page of results, p95", p95(took), goal=goals.page[1])
    add("  the engine in it, p50", p50(inside))
    add("  the engine in it, p95", p95(inside))


def suggestions(add, goals):
    from urllib.parse import quote_plus

    from django.test import Client

    client = Client()
    texts = typed(LETTERS)
    for text in texts[:20]:
        client.get(f"/suche/vorschlaege/?q={quote_plus(text)}")
    took = [cpu(lambda text=text: client.get(f"/suche/vorschlaege/?q={quote_plus(text)}"))[0] for text in texts]
    add("suggestions, p50", p50(took), note=f"{len(texts)} letters typed, whole response")
    add("suggestions, p95", p95(took), goal=goals.suggestions)


def on_the_map(add, goals):
    """The whole response with as many places as come next to `ON_MAP`."""
    from django.test import Client
    from django.urls import reverse

    client, address = Client(), reverse("search:places")
    chosen, total = _towns(client, address)
    took, sizes = [], []
    for _ in range(15):
        spent, response = cpu(lambda: client.get(f"{address}?{chosen}", headers={"accept-encoding": "gzip"}))
        took.append(spent)
        sizes.append(len(response.content) / 1000)
    assert json.loads(gzip.decompress(response.content))["total"] == total
    add(f"map of {total} places", p50(took), goal=goals.map, note="median of 15")
    add(f"map of {total} places, gzip", max(sizes), unit="KB", goal=150)


def _towns(client, address):
    chosen, found = "q=", 0
    districts = range(DISTRICTS)
    for area in (
        *(f"kreis-{district}" for district in districts),
        *(f"ort-{district}-{town}" for district in districts for town in range(TOWNS)),
    ):
        wider = f"{chosen}&gebiet={area}"
        total = json.loads(client.get(f"{address}?{wider}").content)["total"]
        if total > ON_MAP * 1.05:
            continue
        chosen, found = wider, total
        if found > ON_MAP * 0.97:
            break
    return chosen, found


# --- Changes ----------------------------------------------------------------------------------------------------------------------


def visible(add, world):
    """From the commit of a change to the moment when a process that isn't the worker finds it."""
    from django.conf import settings

    from directory.models import Actor

    env = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings.dev", "VAR_DIR": str(world.folder), "SEARCH_URL": settings.SEARCH_URL}
    with open(world.folder / "worker.log", "w") as log:
        worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)
        try:
            took = [_seconds_until_found(actor, number) for number, actor in enumerate(Actor.objects.public()[: CHANGES + UNTIL_SETTLED])]
        finally:
            worker.terminate()
            worker.wait(600)  # it finishes the long task that it has begun
    add(
        "commit until found in another process, p95",
        p95(took[UNTIL_SETTLED:]),
        unit="s",
        goal=1,
        note=f"{CHANGES} changes, wall time, p50 {p50(took[UNTIL_SETTLED:]):.2f} s",
    )


def _seconds_until_found(actor, number):
    from django.utils import timezone

    from search.engines import get_engine
    from search.engines.base import SearchQuery

    word = f"umbenannt{number}{int(time.time())}"
    actor.name = f"Haus {word}"
    actor.save()
    start = time.perf_counter()
    while not get_engine().search(SearchQuery(today=timezone.localdate(), words=(word,))).total:
        assert time.perf_counter() - start < 120, "the worker doesn't drain; see worker.log"
        time.sleep(0.01)
    return time.perf_counter() - start


# --- Engine -------------------------------------------------------------------------------------------------------------------------


def beside_bare_tantivy(add):
    """What the engine asks of tantivy for a query is noted and asked again without the engine."""
    from search.engines import get_engine

    engine = get_engine()
    whole, bare = [], []
    for query in search_queries(COMPARED):
        calls = _noted(engine, query)
        searcher = engine._opened().searcher()
        whole.append(min(cpu(lambda query=query: engine.search(query))[0] for _ in range(REPEATED)))
        bare.append(
            min(
                cpu(lambda calls=calls, searcher=searcher: [getattr(searcher, name)(*args, **kw) for name, args, kw in calls])[0]
                for _ in range(REPEATED)
            )
        )
    add("engine, all its queries together", sum(whole) / sum(bare), unit="×", goal=1.5, note=f"of tantivy-py alone, {COMPARED} queries")
    add("engine, p50", p50(whole), note=f"tantivy-py alone {p50(bare):.2f} ms")
    add("engine, p95", p95(whole), note=f"tantivy-py alone {p95(bare):.2f} ms")


class _Noting:
    """Stands before a searcher."""

    def __init__(self, searcher, calls):
        self._searcher, self._calls = searcher, calls

    def __getattr__(self, name):
        found = getattr(self._searcher, name)
        if not callable(found):
            return found

        def call(*args, **kwargs):
            self._calls.append((name, args, kwargs))
            return found(*args, **kwargs)

        return call


class _NotingIndex:
    def __init__(self, index, calls):
        self._index, self._calls = index, calls

    def searcher(self):
        return _Noting(self._index.searcher(), self._calls)


def _noted(engine, query):
    calls, opened = [], engine._opened
    engine._opened = lambda: _NotingIndex(opened(), calls)
    try:
        engine.search(query)
    finally:
        del engine._opened
    return calls


if __name__ == "__main__":
    if told := os.environ.get("BENCH_ROWS"):
        measure(told)
    else:
        sys.exit(main())
