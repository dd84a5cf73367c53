"""Documents of an invented landscape that no database has: a million of them would take an hour to save. Terms, kinds and areas are those of the database."""

import datetime as dt
import random
from dataclasses import replace

from .landscape import FORMS, LANGUAGES
from .words import STEMS, Words

SEED = 11
DIFFERENT = 50_000
"""From then on they come again, each in another place: as words do in a register that grows."""


def documents(number):
    """`number` documents one after the other, half of them institutions, like those that `search.documents` builds of `landscape.make`."""
    dice = random.Random(SEED)
    made = []
    for document in _different(min(number, DIFFERENT)):
        made.append(document)
        yield document
    for pk in range(len(made) + 1, number + 1):
        ((lat, lon),) = made[pk % len(made)].points
        yield replace(made[pk % len(made)], object_id=pk, points=((lat + dice.random() / 9, lon + dice.random() / 9),))


def _different(number):
    from directory.models import ActorKind, Area, TargetGroup, Topic

    dice = random.Random(SEED)
    words = Words(dice)
    kinds, topics, groups = list(ActorKind.objects.all()), _with_above(Topic), _with_above(TargetGroup)
    towns = [(area, [*area.get_ancestors(), area]) for area in Area.objects.filter(level="gemeinde")]
    for pk in range(1, number + 1):
        town, above = towns[int(len(towns) * dice.random() ** 1.5)]
        carried = [*dict.fromkeys(term for _ in range(2) for term in dice.choice(topics)), *dice.choice(groups)]
        yield _document(pk, dice, words, kinds[min(dice.randrange(len(kinds)), dice.randrange(len(kinds)))], carried, town, above)


def _with_above(model):
    return [[*term.get_ancestors(), term] for term in model.objects.all()]


def _document(pk, dice, words, kind, carried, town, above):
    from directory.models import Topic
    from search.documents import sort_name
    from search.engines.base import Document, Text
    from search.language import compounds

    is_offer, place, today = pk % 2 == 0, town.name, dt.date.today()
    name = words.offer() if is_offer else words.house(kind.name, place)
    terms = " ".join(term.name for term in carried)
    body = words.sentences(dice.randrange(2, 8), place)
    access, free, days = dice.choice([("stufenlos",), ()]), dice.random() < 0.3, dice.choice([(), ("mo",), ("di", "do"), ("mi",)])
    facets = {
        "kind": (kind.slug,),
        "topic": tuple(term.slug for term in carried if isinstance(term, Topic)),
        "group": tuple(term.slug for term in carried if not isinstance(term, Topic)),
        "language": tuple(dice.choice(LANGUAGES)),
        "area": tuple(area.slug for area in above),
        "access": access,
        "operator": (f"traeger-{pk % 100}",) if pk % 3 == 0 else (),
        "day": days,
        "time": ("nachmittags",) if days else (),
    }
    if is_offer:
        facets |= {"form": (dice.choice(FORMS),), "cost": ("kostenlos", "bis-25-monat", "bis-50-monat", "bis-10-einmal") if free else ()}
    age = dice.choice([None, 3, 6, 6, 10, 14]) if is_offer else None
    point = (51 + pk % 4 + dice.random(), 10 + pk % 3 + dice.random())
    return Document(
        doc_type="offer" if is_offer else "actor",
        object_id=pk,
        section="angebote" if is_offer else "einrichtungen",
        texts={"de": Text(name, terms, body)},
        sort_name=sort_name(name),
        kind="Kurs" if is_offer else f"{kind.name} {kind.name_plural}",
        parts=compounds.parts_in(name, terms, places=[place]),
        place=" ".join([f"{dice.choice(STEMS)}weg {pk % 180}", *(area.name for area in above)]),
        operator=f"{words.person()}-Stiftung" if pk % 3 == 0 else "",
        facets=facets,
        age_from=age,
        age_to=None if age is None else age + 4,
        last_day=today + dt.timedelta(days=dice.randrange(-60, 600)) if is_offer and pk % 4 else None,
        checked_on=today - dt.timedelta(days=dice.randrange(700)),
        due_on=today + dt.timedelta(days=dice.randrange(-300, 400)),
        points=(point,),
    )
