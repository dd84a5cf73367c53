"""Which offers are like another one: by shared topics, target groups, age and distance.

The database picks candidates by what is cheap to compare there; `likeness()` then ranks them by everything, on plain values:
models of a hundred candidates would cost more than the whole page.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count

from .distance import kilometres
from .listed import kinds_of, listed_offers
from .models import Location, Offer, Topic
from .prepared import Asked, Prepared

CANDIDATES, ENOUGH_HERE = 60, 12
"""As many are compared at most; as many with a topic of it in its own areas do without those from elsewhere, whose search costs ten times as much."""

TOPIC, RELATED_TOPIC, GROUP, AGE, NEAR = 4.0, 1.5, 2.0, 3.0, 2.0
FAR_KM = 15


@dataclass
class Traits:
    """What an offer is compared by."""

    pk: int
    name: str
    sort_name: str = ""
    age_from: int | None = None
    age_to: int | None = None
    topics: dict[int, str] = field(default_factory=dict)
    """{primary key: path of the topic's root}"""
    groups: set[int] = field(default_factory=set)
    points: list[tuple[float, float]] = field(default_factory=list)


def similar_offers(offer, today, limit=3):
    """[(offer, kilometres or None), …], the most alike first: public, not past, one of each name (a course runs many times), never `offer` itself.

    Thirteen queries at most, whatever the register's size. `offer` should come with `topics`, `target_groups` and `locations` prefetched.
    """
    own = _traits_of(offer)
    ranked = sorted(_load_traits(_candidates(offer, today)), key=lambda other: (-likeness(own, other), other.sort_name, other.pk))
    names, best = {own.name.casefold()}, []
    for other in ranked:
        if len(best) < limit and other.name.casefold() not in names:
            names.add(other.name.casefold())
            best.append(other)
    offers = {found.pk: found for found in listed_offers([other.pk for other in best], kinds_of(offer))} if best else {}
    return [(offers[other.pk], _distance(own, other)) for other in best if other.pk in offers]


def likeness(own, other):
    """A number, larger for what is more alike. Further shared topics and groups add less than the first: ten vague words don't beat an exact one."""
    same = own.topics.keys() & other.topics.keys()
    roots = {own.topics[pk] for pk in own.topics.keys() - same} & {other.topics[pk] for pk in other.topics.keys() - same}
    km = _distance(own, other)
    near = 0 if km is None else max(0.0, 1 - km / FAR_KM)
    return (
        TOPIC * _lessening(len(same))
        + RELATED_TOPIC * _lessening(len(roots))
        + GROUP * _lessening(len(own.groups & other.groups))
        + AGE * _overlap(own, other)
        + NEAR * near
    )


def _candidates(offer, today):
    """Primary keys of some dozens of offers: in its own areas with a topic of it or for the same people; where the first are few, anywhere, and with topics of the same families.

    Picked by the tables of links alone: joined with all offers, a topic that many have would take a second in a large register.
    """
    topics, groups = [topic.pk for topic in offer.topics.all()], [group.pk for group in offer.target_groups.all()]
    areas = [location.area_id for location in offer.locations.all() if location.area_id]
    found: set[int] = set()

    def add(asked, *lists):
        known = [pk for values in lists for pk in _padded(values)]
        found.update(pk for (pk,) in asked.rows(offer.pk or 0, today, *known))

    if areas and topics:
        add(_BY_TOPIC_HERE, topics, areas)
    enough_here = len(found) >= ENOUGH_HERE
    if areas and groups:
        add(_BY_GROUP_HERE, groups, areas)
    if enough_here:
        return found
    if topics and len(found) < CANDIDATES:
        add(_BY_TOPIC, topics)
    if topics and len(found) < CANDIDATES:
        family = Topic.objects.below([Topic(path=root) for root in {_root(topic.path) for topic in offer.topics.all()}])
        found.update(_sharing(Offer.topics, offer.pk or 0, today, topic__in=family).values_list("pk", flat=True))
    if groups and len(found) < CANDIDATES:
        add(_BY_GROUP, groups)
    return found


def _sharing(relation, offer, today, **which):
    """Offers with the most of what is asked for."""
    links = relation.through.objects.filter(**which).exclude(offer=offer).order_by().values("offer")
    most = links.annotate(same=Count("pk")).order_by("-same", "offer").values("offer")[:CANDIDATES]
    return Offer.objects.public().current(today).exclude(pk=offer).filter(pk__in=most).order_by()


AT_MOST = 12
"""Topics, groups and areas of an offer that are looked at."""


def _padded(keys):
    """The SQL is made once, for as many."""
    return [*keys[:AT_MOST], *[keys[-1]] * (AT_MOST - len(keys))]


def _asked(relation, key, *, here=False):
    def make(offer, today, *keys):
        which = {f"{key}__in": keys[:AT_MOST]}
        if here:
            which["offer__in"] = Offer.locations.through.objects.filter(location__area__in=keys[AT_MOST:]).values("offer")
        return _sharing(relation, offer, today, **which).values_list("pk")

    return Asked(make, int, date, *[int] * (AT_MOST * (1 + here)))


_BY_TOPIC, _BY_TOPIC_HERE = _asked(Offer.topics, "topic"), _asked(Offer.topics, "topic", here=True)
_BY_GROUP, _BY_GROUP_HERE = _asked(Offer.target_groups, "targetgroup"), _asked(Offer.target_groups, "targetgroup", here=True)


def _traits_of(offer):
    return Traits(
        offer.pk,
        offer.name,
        age_from=offer.age_from,
        age_to=offer.age_to,
        topics={topic.pk: _root(topic.path) for topic in offer.topics.all()},
        groups={group.pk for group in offer.target_groups.all()},
        points=[(location.lat, location.lon) for location in offer.locations.all() if location.lat is not None],
    )


def _load_traits(ids):
    """Four queries for each `CANDIDATES`."""
    found = {row[0]: Traits(*row) for row in _offers.rows(ids)}
    for pk, topic, path in _topics.rows(ids):
        found[pk].topics[topic] = _root(path)
    for pk, group in _groups.rows(ids):
        found[pk].groups.add(group)
    for pk, lat, lon in _points.rows(ids):
        found[pk].points.append((lat, lon))
    return list(found.values())


_offers = Prepared(
    lambda ids: Offer.objects.filter(pk__in=ids).order_by().values_list("pk", "name", "sort_name", "age_from", "age_to"), most=CANDIDATES
)
_topics = Prepared(
    lambda ids: Offer.topics.through.objects.filter(offer__in=ids).order_by().values_list("offer", "topic", "topic__path"), most=CANDIDATES
)
_groups = Prepared(
    lambda ids: Offer.target_groups.through.objects.filter(offer__in=ids).order_by().values_list("offer", "targetgroup"), most=CANDIDATES
)
_points = Prepared(
    lambda ids: Location.objects.public().filter(offers__in=ids, lat__isnull=False).order_by().values_list("offers", "lat", "lon"),
    most=CANDIDATES,
)


def _root(path):
    return path[: Topic.steplen]


def _lessening(count):
    """1, 1.5, 1.75 …"""
    return 2 - 0.5 ** (count - 1) if count else 0


def _overlap(own, other):
    """Shared years as a part of all years that one of the two names; 0 when one says nothing."""
    if (own.age_from is None and own.age_to is None) or (other.age_from is None and other.age_to is None):
        return 0
    low, high = _years(own)
    other_low, other_high = _years(other)
    shared = min(high, other_high) - max(low, other_low) + 1
    return max(0, shared) / (max(high, other_high) - min(low, other_low) + 1)


def _years(traits):
    return traits.age_from or 0, 99 if traits.age_to is None else traits.age_to


def _distance(own, other):
    """Between the two nearest of their locations, in kilometres; None when one has no coordinates."""
    return min((kilometres(*here, *there) for here in own.points for there in other.points), default=None)
