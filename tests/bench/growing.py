"""How pages of results and the engine slow down when the register grows: the same queries on two indexes."""

import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from .table import p50, p95

SMALL, LARGE = 10_000, 1_000_000 if os.environ.get("BENCH") == "full" else 50_000
NARROW = 0.05
"""Queries that match less than this share are judged by how they grow."""
REPEATED = 3


def growth(add, number):
    """Pages and the engine on documents that are written straight into it; by the clock, as a second processor may help."""
    with tempfile.TemporaryDirectory() as folder:
        measured = {size: _times_on(Path(folder) / str(size), size, number) for size in (SMALL, LARGE)}
    shares = [total / LARGE for total in measured[LARGE].totals]
    narrow = [place for place, share in enumerate(shares) if 0 < share < NARROW]
    broad = [place for place, share in enumerate(shares) if share >= NARROW]

    def grown(what, pick, **more):
        small, large = ([pick(measured[size])[place] for place in narrow] for size in (SMALL, LARGE))
        note = f"{len(narrow)} queries, {p50(small):.1f} → {p50(large):.1f} ms"
        add(what, p50(large) / p50(small), unit="×", documents=LARGE, note=note, **more)

    grown(f"page of results, growth from {SMALL:,}, matching < 5 %, p50", lambda one: one.pages, goal=3)
    grown("  the engine in it", lambda one: one.engine)
    for what, pick, more in (("page of results", lambda one: one.pages, {}), ("the engine", lambda one: one.engine, {"goal": 120})):
        took = [pick(measured[LARGE])[place] for place in broad]
        add(f"{what}, broad or browsing, p50", p50(took), documents=LARGE, note=f"{len(broad)} queries that match ≥ 5 %")
        add(f"{what}, broad or browsing, p95", p95(took), documents=LARGE, **more)


class _Grown(NamedTuple):
    """Milliseconds for each query, and what it finds."""

    engine: list[float]
    pages: list[float]
    totals: list[int]


def _times_on(folder, size, number):
    from django.conf import settings
    from django.test import Client

    from search.engines import get_engine

    from .asking import result_pages, search_queries
    from .documents import documents

    before, settings.SEARCH_URL = settings.SEARCH_URL, f"tantivy://{folder}"
    get_engine.cache_clear()
    try:
        engine = get_engine()
        with engine.building():
            with engine.filling("g1") as writer:
                writer.write(documents(size), version=1)
                writer.commit()
            with engine.switching("g1", wait=1):
                pass
        queries, addresses, client = search_queries(number), result_pages(number), Client()
        for query in queries[:20]:
            engine.search(query)
        results = [engine.search(query) for query in queries]
        took = [min(_clock(lambda query=query: engine.search(query)) for _ in range(REPEATED)) for query in queries]
        engine.search = _in_the_database(engine.search)
        pages = [min(_clock(lambda address=address: client.get(address)) for _ in range(REPEATED)) for address in addresses]
        return _Grown(took, pages, [result.total for result in results])
    finally:
        settings.SEARCH_URL = before
        get_engine.cache_clear()


def _clock(function):
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) * 1000


def _in_the_database(search):
    """Things that only the index has are shown as some that the database has, so that pages are as full as those of a register of that size."""
    from django.utils import timezone

    from directory.models import Actor, Offer

    shown = {"actor": Actor.objects.public(), "offer": Offer.objects.public().current(timezone.localdate())}
    ids = {doc_type: list(things.values_list("pk", flat=True)) for doc_type, things in shown.items()}

    def found(query):
        result = search(query)
        hits = [replace(hit, object_id=ids[hit.doc_type][hit.object_id % len(ids[hit.doc_type])]) for hit in result.hits]
        return replace(result, hits=tuple(hits))

    return found
