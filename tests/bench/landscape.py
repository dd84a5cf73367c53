"""An invented education landscape of any size in the database: `make(actors, offers)`. Deterministic, about 10,000 things a second.

Ten offers of eleven institutions; each institution has one location in a tree of 16 districts with 24 towns each, two topics, one or two target groups, and every
third an operator. A tenth has an English text, a tenth of the offers is past.
"""

import datetime as dt
import random
from itertools import islice

from django.db import connection, transaction
from django.utils import timezone

from .words import Words

SEED = 7
CHUNK = 5000
DISTRICTS, TOWNS = 16, 24
LANGUAGES = [[], [], [], ["de"], ["de", "tr"], ["de", "en"], ["ar", "de"], ["de", "uk", "ru"]]
FORMS = ["kurs", "kurs", "kurs", "unterricht", "workshop", "offen", "gruppe", "beratung", "projekt", "ensemble", "veranstaltung"]


def make(actors, offers):
    """Into an empty, migrated database. Marks nothing for the index: a rebuild reads everything."""
    from directory.models import ActorKind, Area, TargetGroup, Topic

    dice = random.Random(SEED)
    words = Words(dice)
    with transaction.atomic():
        towns = _areas(words, Area)
        vocabularies = (list(ActorKind.objects.all()), list(Topic.objects.order_by("path")), list(TargetGroup.objects.order_by("path")))
        places = _actors(actors, dice, words, towns, *vocabularies)
        _offers(offers, dice, words, places, *vocabularies[1:])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _areas(words, Area):
    """[(town, postcode, latitude, longitude), …]; written at once, since the tree would be sorted anew for each of them."""
    land = Area.add_root(name="Land", slug="land", level="land")
    names = set()
    districts, towns = [], []
    for number in range(DISTRICTS):
        district = Area(name=f"Kreis {_new(words.place, names)}", slug=f"kreis-{number}", level="kreis")
        districts.append(district)
        for town in range(TOWNS):
            node = Area(name=_new(words.place, names), slug=f"ort-{number}-{town}", level="gemeinde")
            towns.append((node, f"{10000 + number * 1000 + town * 7:05}", 51 + number % 4 + town % 5 / 6, 10 + number // 4 + town // 5 / 6))
    _below(land, districts)
    for number, district in enumerate(districts):
        _below(district, [node for node, *_where in towns[number * TOWNS : (number + 1) * TOWNS]])
    Area.objects.bulk_create([*districts, *(node for node, *_where in towns)])
    Area.objects.filter(pk=land.pk).update(numchild=land.numchild)
    return towns


def _below(above, nodes):
    """Gives new nodes their places in the tree, by name as treebeard sorts them."""
    for step, node in enumerate(sorted(nodes, key=lambda node: node.name), start=1):
        node.depth = above.depth + 1
        node.path = type(node)._get_path(above.path, node.depth, step)
    above.numchild = len(nodes)


def _new(draw, taken):
    while (value := draw()) in taken:
        pass
    taken.add(value)
    return value


def _actors(number, dice, words, towns, kinds, topics, groups):
    """[(actor's key, location's key, town), …]"""
    from directory.models import Actor, ActorText, Location

    now = timezone.now()
    operators = Actor.objects.bulk_create(
        Actor(name=f"{words.person()}-Stiftung {n}", slug=f"traeger-{n}", kind=kinds[n % len(kinds)], live=True) for n in range(100)
    )
    places = []
    for chunk in _chunks(range(number)):
        made = []
        for n in chunk:
            kind, town = kinds[min(dice.randrange(len(kinds)), dice.randrange(len(kinds)))], towns[int(len(towns) * dice.random() ** 1.5)]
            place = town[0].name
            actor = Actor(
                name=words.house(kind.name, place)[:240], slug=f"e{n}", kind=kind, live=dice.random() < 0.98,
                summary=words.sentences(1, place) if n % 3 else "",
                description=f"<p>{words.sentences(dice.randrange(3, 9), place)}</p>" if n % 2 else "",
                operator=operators[n % 100] if n % 3 == 0 else None,
                languages=dice.choice(LANGUAGES),
                confirmed_at=now - dt.timedelta(days=dice.randrange(700)) if n % 4 else None,
            )  # fmt: skip
            made.append((actor, town))
        Actor.objects.bulk_create([actor for actor, _town in made], batch_size=1000)
        locations = Location.objects.bulk_create(
            [
                Location(
                    actor=actor, street=words.street(), postcode=code, municipality=town.name, area=town, is_main=True, live=True,
                    lat=lat + dice.random() / 8, lon=lon + dice.random() / 8, step_free=dice.choice([True, None]), lift=dice.choice([True, False, None, None]),
                )
                for actor, (town, code, lat, lon) in made
            ],
            batch_size=1000,
        )  # fmt: skip
        _link(Actor.topics.through, "actor", "topic", [actor for actor, _town in made], topics, 2, dice)
        _link(Actor.target_groups.through, "actor", "targetgroup", [actor for actor, _town in made], groups, 1, dice)
        ActorText.objects.bulk_create(
            ActorText(actor=actor, language="en", name=f"House of learning {actor.pk}", summary="A place for children and families.")
            for actor, _town in made[::10]
        )
        places += [(actor.pk, location.pk, town[0]) for (actor, town), location in zip(made, locations, strict=True)]
    return places


def _offers(number, dice, words, places, topics, groups):
    from directory.models import Offer, OfferSession

    today = timezone.localdate()
    for chunk in _chunks(range(number)):
        made = []
        for n in chunk:
            actor, location, town = places[int(len(places) * dice.random() ** 1.3)]
            first = dice.choice([None, 3, 6, 6, 10, 14, 18, 60])
            free = dice.choice([True, False, None])
            day = today + dt.timedelta(days=dice.randrange(-60, 600)) if n % 2 else None
            offer = Offer(
                actor_id=actor, name=words.offer()[:240], slug=f"a{n}", live=True, form=dice.choice(FORMS),
                summary=words.sentences(1, town.name), description=f"<p>{words.sentences(dice.randrange(2, 7), town.name)}</p>" if n % 3 else "",
                age_from=first, age_to=None if first is None or n % 3 == 0 else first + dice.randrange(2, 8),
                is_free=free, price_from=None if free else dice.choice([None, 10, 26, 48]), accepts_education_package=dice.choice([True, None]),
                ends_on=day, last_day=day, inclusive=dice.choice([True, None, None]), languages=dice.choice(LANGUAGES),
            )  # fmt: skip
            made.append((offer, location))
        Offer.objects.bulk_create([offer for offer, _location in made], batch_size=1000)
        through = Offer.locations.through
        through.objects.bulk_create((through(offer=offer, location_id=location) for offer, location in made), batch_size=5000)
        offers = [offer for offer, _location in made]
        _link(Offer.topics.through, "offer", "topic", offers, topics, 2, dice)
        _link(Offer.target_groups.through, "offer", "targetgroup", offers, groups, 1, dice)
        OfferSession.objects.bulk_create(
            (OfferSession(offer=offer, weekday=dice.randrange(6), starts=dt.time(dice.randrange(9, 19))) for offer in offers[::2]),
            batch_size=5000,
        )


def _link(through, near, far, things, terms, number, dice):
    through.objects.bulk_create(
        (through(**{near: thing, far: term}) for thing in things for term in dice.sample(terms, number)), batch_size=5000
    )


def _chunks(numbers):
    numbers = iter(numbers)
    while chunk := list(islice(numbers, CHUNK)):
        yield chunk
