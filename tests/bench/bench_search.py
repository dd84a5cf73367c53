"""How long a page of results takes, how much of it the engine, and how quickly the index is built and follows a change.

python -m tests.bench.bench_search          2,000 institutions and as many offers
BENCH=full python -m tests.bench.bench_search    20,000 of each
"""

import itertools
import os
import random
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment, teardown_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402

SIZE = 20_000 if os.environ.get("BENCH") == "full" else 2000
WORDS = "Musik Flöte Geige Chor Tanz Theater Malen Lesen Sprache Deutsch Kochen Natur Garten Technik Werken Sport Schwimmen Familie Kinder Jugend Eltern".split()  # noqa: SIM905
NAMES = "Sonnenschein Klangwerk Kiesel Turm Ufer Linde Brücke Regenbogen Wirbelwind Sternschnuppe".split()  # noqa: SIM905


def make():
    from directory.models import Actor, ActorKind, Area, Location, Offer, Topic

    dice = random.Random(7)
    kinds, topics = list(ActorKind.objects.all()), list(Topic.objects.all())
    land = Area.add_root(name="Land", slug="land", level="land")
    areas = []
    for number in range(40):
        land.refresh_from_db()
        areas.append(land.add_child(name=f"Ort {number}", slug=f"ort-{number}", level="gemeinde"))

    def text():
        return " ".join(dice.choices(WORDS, k=40))

    actors = Actor.objects.bulk_create(
        Actor(
            name=f"{dice.choice(kinds).name} {dice.choice(NAMES)} {n}",
            slug=f"a{n}",
            kind=dice.choice(kinds),
            summary=text()[:200],
            description=f"<p>{text()}</p>",
            live=True,
        )
        for n in range(SIZE)
    )
    Location.objects.bulk_create(
        Location(actor=actor, area=dice.choice(areas), street="Weg 1", lat=52 + dice.random(), lon=13 + dice.random(), live=True)
        for actor in actors
    )
    offers = Offer.objects.bulk_create(
        Offer(
            name=f"{dice.choice(WORDS)} und {dice.choice(WORDS)} {n}",
            slug=f"o{n}",
            actor=dice.choice(actors),
            description=f"<p>{text()}</p>",
            is_free=dice.random() < 0.3,
            live=True,
        )
        for n in range(SIZE)
    )
    for model, things in ((Actor, actors), (Offer, offers)):
        through = model.topics.through
        through.objects.bulk_create(
            through(**{model._meta.model_name: thing, "topic": topic}) for thing in things for topic in dice.sample(topics, 2)
        )


def queries():
    dice = random.Random(8)
    for number in itertools.count():
        words = " ".join(dice.choices(WORDS + NAMES, k=number % 3))
        filters = dice.choice(
            [
                "",
                "&kosten=kostenlos",
                "&typ=angebote",
                f"&gebiet=ort-{dice.randrange(40)}&gebiet=ort-{dice.randrange(40)}",
                "&thema=musik&sortierung=name",
            ]
        )
        yield f"/suche/?q={words}{filters}"


def quantiles(seconds):
    cuts = statistics.quantiles([value * 1000 for value in seconds], n=20)
    return statistics.median(seconds) * 1000, cuts[18]


def timed(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def measure():
    from directory.models import Actor
    from search.engines import get_engine
    from search.pipeline import drain, rebuild

    make()
    done = rebuild()
    addresses = list(itertools.islice(queries(), 200))
    client, engine = Client(), get_engine()
    inside = []
    search = engine.search

    def timed_search(query):
        start = time.perf_counter()
        try:
            return search(query)
        finally:
            inside.append(time.perf_counter() - start)

    engine.search = timed_search
    client.get(addresses[0])
    inside.clear()
    pages = [timed(lambda address=address: client.get(address)) for address in addresses]
    actor = Actor.objects.first()
    changes = []
    for _ in range(20):
        actor.save()
        changes.append(timed(drain))
    page, part, change = quantiles(pages), quantiles(inside), quantiles(changes)
    print(f"{'':32}{'p50 ms':>9}{'p95 ms':>9}   of the page")
    print(f"{'page of results':32}{page[0]:9.1f}{page[1]:9.1f}   1.00")
    print(f"{'  the engine in it':32}{part[0]:9.1f}{part[1]:9.1f}   {part[0] / page[0]:.2f}")
    print(f"{'one change into the index':32}{change[0]:9.1f}{change[1]:9.1f}")
    print(f"index built: {done.documents} documents in {done.seconds:.1f} s, {done.documents / done.seconds:.0f} a second")


def main():
    from django.test.runner import DiscoverRunner

    setup_test_environment()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        print(f"{2 * SIZE} things, {timezone.localtime():%Y-%m-%d}")
        measure()
    finally:
        runner.teardown_databases(databases)
        teardown_test_environment()


if __name__ == "__main__":
    main()
