"""Invented cooperations for the actors of a landscape: `cooperate(number, partners)`. Deterministic; most are near each other, and music schools have many."""

import datetime as dt
import random

from django.db import connection, transaction
from django.utils import timezone

FORMS = [
    "regelmaessig",
    "regelmaessig",
    "regelmaessig",
    "projekt",
    "projekt",
    "dienstleistung",
    "beratung",
    "bildungspartnerschaft",
    "modellprojekt",
]
CHUNK = 5000


def cooperate(number, *, among=None, hubs=0.3):
    """`number` confirmed, public cooperations of two institutions each, no two of them of the same pair. `among`: of how many institutions."""
    from directory.models import Actor, Location
    from network.models import Cooperation, CooperationPartner

    dice = random.Random(11)
    keys = list(Actor.objects.public().order_by("pk").values_list("pk", flat=True)[:among])
    known, near = set(keys), {}
    for key, area in Location.objects.public().order_by("pk").values_list("actor", "area"):
        if key in known:
            near.setdefault(area, []).append(key)
    home = {key: near_by for near_by in near.values() for key in near_by}
    centres = {id(near_by): near_by[: max(1, len(near_by) // 20)] for near_by in near.values()}
    pairs, today = {}, timezone.localdate()
    while len(pairs) < number:
        one = dice.choice(keys)
        around = home.get(one) or keys
        drawn = dice.random()
        other = dice.choice(centres[id(around)] if drawn < hubs and around is not keys else around if drawn < 0.9 else keys)
        if one != other:
            pairs.setdefault((min(one, other), max(one, other)))
    made, now = [], timezone.now()
    with transaction.atomic():
        for place, (one, _other) in enumerate(pairs):
            begun = dt.date(today.year - place % 9, 1 + place % 12, 1)
            ended = place % 11 == 0
            made.append(
                Cooperation(
                    name=f"Kooperation {place} von {one}", slug=f"kooperation-{place}", live=True, confirmed_count=2, form=FORMS[place % len(FORMS)],
                    status="beendet" if ended else "geplant" if place % 29 == 0 else "laeuft", starts_on=min(begun, today),
                    ends_on=min(begun, today) + dt.timedelta(days=200) if ended else None,
                )
            )  # fmt: skip
        made = Cooperation.objects.bulk_create(made, batch_size=CHUNK)
        CooperationPartner.objects.bulk_create(
            (CooperationPartner(cooperation=one, actor_id=key, answer="bestaetigt", answered_at=now, role="federfuehrung" if first else "partner")
             for one, pair in zip(made, pairs, strict=True) for first, key in zip((True, False), pair, strict=True)),
            batch_size=CHUNK,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
