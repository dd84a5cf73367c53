"""How long the list of cooperations and an institution's page take in the server, without kept pages: `python -m tests.bench.bench_network`.

CPU time through the whole stack. The list: median over addresses that are all asked for the first time on a board whose numbers nobody has counted;
an institution with 300 cooperations; the first read of the board, a renewal after one change, and what the board takes of memory.
BENCH=full: 100,000 cooperations over 110,000 institutions.
"""

import datetime as dt
import os
import random
import sys
import time
import tracemalloc

from .table import Row, finish, p50, p95
from .world import World

ROUNDS = 15
IS_FULL = os.environ.get("BENCH") == "full"
ACTORS, COOPERATIONS = (110_000, 100_000) if IS_FULL else (2_000, 2_000)
OF_ONE = 300
"""Cooperations of the institution whose page is asked for."""
NAMES = [
    "Flötenklasse",
    "Lesezeit",
    "Kaispektakel",
    "Vorlesekoffer",
    "Waldtage",
    "Streicherklasse",
    "Sprachcafé",
    "Klangkiste",
    "Schach",
    "Ofenhof",
]


def main():
    with World(actors=ACTORS, offers=0):
        from network.models import Cooperation

        if not Cooperation.objects.exists():
            build()
        return finish(measured())


def build():
    """Two to four confirmed partners each, two fields of work, half of them with a transition; the first institution has `OF_ONE`."""
    from django.db import transaction

    from directory.freshness import BERLIN
    from directory.models import Actor, Topic
    from network.enums import Answer, CooperationForm, CooperationStatus
    from network.models import Cooperation, CooperationPartner, Transition
    from portal.jobs.housekeeping import know_tables

    dice = random.Random(7)
    actors = list(Actor.objects.public().order_by("pk").values_list("pk", flat=True))
    topics, transitions = list(Topic.objects.values_list("pk", flat=True)), list(Transition.objects.values_list("pk", flat=True))
    at = dt.datetime(2026, 9, 1, 9, tzinfo=BERLIN)
    for start in range(0, COOPERATIONS, 2000):
        numbers = range(start, min(start + 2000, COOPERATIONS))
        partners = {n: dice.sample(actors, dice.choice((2, 2, 3, 4))) for n in numbers}
        for n in numbers:
            if n < OF_ONE and actors[0] not in partners[n]:
                partners[n][0] = actors[0]
        with transaction.atomic():
            entries = Cooperation.objects.bulk_create(
                Cooperation(
                    name=f"{dice.choice(NAMES)} {n}", slug=f"k-{n}", live=True, confirmed_count=len(partners[n]), confirmed_at=at,
                    form=dice.choice(CooperationForm.values), status=dice.choice([*CooperationStatus.values, *["laeuft"] * 6]),
                    starts_on=dt.date(2015 + n % 11, 1 + n % 12, 1), first_published_at=at, last_published_at=at,
                    good_practice_at=at if n % 40 == 0 else None, summary="Zwei Häuser tun zusammen, was keines allein könnte. " * 2,
                )
                for n in numbers
            )  # fmt: skip
            CooperationPartner.objects.bulk_create(
                CooperationPartner(cooperation=entry, actor_id=actor, answer=Answer.CONFIRMED, answered_at=at)
                for n, entry in zip(numbers, entries, strict=True)
                for actor in partners[n]
            )
            _link(Cooperation.topics.through, "topic_id", entries, lambda n: dice.sample(topics, 2))
            _link(Cooperation.transitions.through, "transition_id", entries, lambda n: [dice.choice(transitions)] if n % 2 else [])
    know_tables(None)  # as the worker does once a day


def _link(through, column, entries, chosen):
    through.objects.bulk_create(through(cooperation_id=entry.pk, **{column: term}) for n, entry in enumerate(entries) for term in chosen(n))


def addresses():
    """What people ask for, each once."""
    from directory.models import ActorKind
    from network.listing import board

    known = board.current().vocabularies
    kinds = list(ActorKind.objects.values_list("slug", flat=True))
    forms = ["dienstleistung", "projekt", "regelmaessig", "kollaboration"]
    top = [node.slug for node in known.topics.widest]
    areas = [node.slug for node in known.areas.widest]
    queries = ["", "?seite=2", "?sortierung=beginn", "?sortierung=geprueft&seite=5", "?nur=gutes-beispiel"]
    queries += [f"?form={form}" for form in forms] + [f"?thema={topic}" for topic in top[:6]] + [f"?gebiet={area}" for area in areas[:6]]
    queries += [f"?art={kind}&thema={topic}" for kind, topic in zip(kinds[:8], top[:8], strict=False)]
    queries += [f"?gebiet={area}&form={form}&status=laeuft&seite=2" for area, form in zip(areas[:4], forms, strict=False)]
    return [f"/kooperationen/{query}" for query in queries]


def measured():
    from django.test import Client

    from directory.models import Actor
    from directory.signals import content_changed
    from network.listing import board
    from network.models import Cooperation
    from portal.caching import pages as kept

    kept.key_of = lambda request: None  # no page is kept
    client = Client()
    tracemalloc.start()
    board.current()
    memory = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    board.forget()
    first = _cpu(board.current)
    asked = addresses()
    client.get(asked[0])  # templates are compiled
    lists = []
    for path in asked:
        rounds = []
        for _round in range(3):
            board.current().numbers.clear()
            rounds.append(_cpu(lambda path=path: _good(client.get(path))))
        lists.append(min(rounds))
    changed = list(Cooperation.objects.order_by("pk").values_list("pk", flat=True)[:ROUNDS])
    renewals = []
    for pk in changed:
        content_changed.send(sender=Cooperation, ids=[pk])
        renewals.append(_cpu(board.current))
    slug = Actor.objects.filter(partnerships__isnull=False).order_by("pk").values_list("slug", flat=True)[0]
    page = f"/einrichtungen/{slug}/"
    client.get(page)
    of_actor = [_cpu(lambda: _good(client.get(page))) for _round in range(ROUNDS)]
    of_list = [_cpu(lambda: _good(client.get(f"/kooperationen/?einrichtung={slug}"))) for _round in range(ROUNDS)]
    stack, number = _stack(), Cooperation.objects.count()
    return [
        Row(stack, number, f"list, p50 of {len(asked)} addresses", p50(lists), goal=30, note="CPU, counted anew"),
        Row(stack, number, "list, p95", p95(lists), note="CPU, counted anew"),
        Row(stack, number, f"page of an institution with {OF_ONE}", p50(of_actor), goal=60, note="CPU"),
        Row(stack, number, "its list", p50(of_list), goal=30, note="CPU, numbers kept"),
        Row(stack, number, "first read of a process", first, note="CPU, once"),
        Row(stack, number, "renewal after one change", p50(renewals), note="CPU, at the next request"),
        Row(stack, number, "memory of a process", memory, unit="MB", note="Python's own, without numpy's spare room"),
    ]


def _stack():
    from django.db import connection

    return connection.vendor


def _good(response):
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']}: {response.status_code}")


def _cpu(run):
    """Milliseconds of CPU time."""
    begin = time.process_time()
    run()
    return (time.process_time() - begin) * 1000


if __name__ == "__main__":
    sys.exit(main())
