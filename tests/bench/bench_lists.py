"""How long the register's lists take in the server, each page made anew: `python -m tests.bench.bench_lists` (BENCH=full for 100,000 actors).

Builds a temporary database of its own with 3,500 actors (as Berlin's schools and Kitas), then asks each page through the whole stack of middleware.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path

from .table import Row, finish, p95
from .world import start

SIZE = 100_000 if os.environ.get("BENCH") == "full" else 3_500
ROUNDS = 30
LIMITS_MS = {"/einrichtungen/": 60}
"""Least CPU time in ms for the size of `SIZE` = 3,500; the run fails above it."""


OWN_AREA_MS = 60


def main():
    with tempfile.TemporaryDirectory() as folder:
        start(Path(folder) / "bench.sqlite3")
        build(SIZE)
        return report()


def build(size):
    """Actors of all kinds with topics, one location each in a tree of 12 districts with 8 quarters, an operator for every third, and offers for every fifth."""
    from django.db import connection

    from directory.models import Actor, ActorKind, Area, Location, Offer, Topic

    kinds, topics = list(ActorKind.objects.all()), list(Topic.objects.all())
    land = Area.add_root(name="Land", slug="land", level="land")
    for district in range(12):
        land.refresh_from_db()
        node = land.add_child(name=f"Bezirk {district}", slug=f"bezirk-{district}", level="bezirk")
        for quarter in range(8):
            node.refresh_from_db()
            node.add_child(name=f"Ortsteil {district}-{quarter}", slug=f"ortsteil-{district}-{quarter}", level="ortsteil")
    quarters = list(Area.objects.filter(depth=3))
    summary = "Ein Haus für Kinder und Erwachsene, mitten im Ortsteil, mit Garten und gut zu erreichen. " * 2
    operators = Actor.objects.bulk_create(Actor(name=f"Träger {n}", slug=f"traeger-{n}", kind=kinds[-2], live=True) for n in range(50))
    actors = Actor.objects.bulk_create(
        (
            Actor(
                name=f"{kinds[n % len(kinds)].name} {'ÄÖSTUVW'[n % 7]}onnenblume {n}",
                slug=f"a-{n}",
                kind=kinds[n * n % len(kinds)],
                live=True,
                summary=summary if n % 2 else "",
                description=f"<p>{summary}</p>" * 5,
                operator=operators[n % 50] if n % 3 == 0 else None,
            )
            for n in range(size)
        ),
        batch_size=500,
    )
    through = Actor.topics.through
    through.objects.bulk_create(
        (through(actor=actor, topic=topics[(n + k * 7) % len(topics)]) for n, actor in enumerate(actors) for k in range(2)), batch_size=2000
    )
    locations = Location.objects.bulk_create(
        (
            Location(actor=actor, street=f"Lindenallee {n}", postcode="13187", municipality="Berlin", is_main=True, live=True,
                     area=quarters[n % len(quarters)], lat=52.3 + n % 400 / 1000, lon=13.1 + n % 631 / 1000)
            for n, actor in enumerate(actors)
        ),
        batch_size=500,
    )  # fmt: skip
    offers = Offer.objects.bulk_create(
        (
            Offer(actor=actor, name=f"Werkstatt {n}", slug=f"o-{n}", live=True, is_free=n % 3 == 0, form="kurs")
            for n, actor in enumerate(actors[::5])
        ),
        batch_size=500,
    )
    links = Offer.topics.through
    links.objects.bulk_create((links(offer=offer, topic=topics[n % len(topics)]) for n, offer in enumerate(offers)), batch_size=2000)
    places = Offer.locations.through
    places.objects.bulk_create(
        (places(offer=offer, location=location) for offer, location in zip(offers, locations[::5], strict=True)), batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def report():
    """Least CPU time of each page; 1 when one is above its limit."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from portal.caching import pages as kept

    kept.key_of = lambda request: None  # no page is kept
    client = Client()
    paths = [
        "/einrichtungen/", "/einrichtungen/?seite=100", "/einrichtungen/?art=kita&art=schule", "/einrichtungen/?thema=musik&gebiet=bezirk-3",
        "/einrichtungen/?q=onnenblume 17", "/einrichtungen/a-30/", "/angebote/", "/angebote/?kosten=kostenlos", "/angebote/o-3/", "/themen/", "/themen/musik/",
        "/gebiete/", "/gebiete/bezirk-3/",
    ]  # fmt: skip
    rows = []
    for path in paths:
        client.get(path)
        _forget_pages()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == 200, path
        count = len(queries)
        walls, cpus = zip(*(measure(client, path) for _round in range(ROUNDS)), strict=True)
        note = f"least CPU; clock p50 {statistics.median(walls):.0f}, p95 {p95(walls):.0f} ms; {count} queries, {len(response.content):,} bytes"
        rows.append(Row("sqlite", SIZE, path, min(cpus), goal=LIMITS_MS.get(path) if SIZE == 3_500 else None, note=note))
    rows.append(_own_area())
    return finish(rows)


def _own_area():
    """/mein/ of somebody who keeps 40 institutions."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from directory.models import Actor, Membership

    user = get_user_model().objects.create_user(email="forty@example.org", password=None)
    houses = Actor.objects.filter(slug__startswith="a-")[:40]
    Membership.objects.bulk_create(Membership(user=user, actor=actor, role="owner") for actor in houses)
    client = Client()
    client.force_login(user)
    assert client.get("/mein/").status_code == 200
    cpus = [measure(client, "/mein/")[1] for _round in range(ROUNDS)]
    return Row("sqlite", SIZE, "/mein/ with 40", min(cpus), goal=OWN_AREA_MS, note=f"least CPU; p50 {statistics.median(cpus):.0f} ms")


def _forget_pages():
    """So that each is made anew; what else processes keep stays."""
    from django.core.cache import caches

    caches["pages"].clear()


def measure(client, path):
    """(wall, CPU) in ms. The limit looks at the least CPU time: what else the machine does can only add to it, and SQLite works in the process."""
    _forget_pages()
    wall, cpu = time.perf_counter(), time.process_time()
    client.get(path)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


if __name__ == "__main__":
    raise SystemExit(main())
