"""Which offers are like another one: by shared topics, target groups, age and distance.

The database picks candidates by what is cheap to compare there; `likeness()` then ranks them by everything, on plain values:
models of a hundred candidates would cost more than the whole page.
"""

from dataclasses import dataclass, field

from django.db.models import Count

from .distance import kilometres
from .models import Location, Offer, Topic

CANDIDATES = 60
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

    Twelve queries at most, whatever the register's size. `offer` should come with `topics`, `target_groups` and `locations` prefetched.
    """
    own = _traits_of(offer)
    ranked = sorted(_load_traits(_candidates(offer, today)), key=lambda other: (-likeness(own, other), other.sort_name, other.pk))
    names, best = {own.name.casefold()}, []
    for other in ranked:
        if len(best) < limit and other.name.casefold() not in names:
            names.add(other.name.casefold())
            best.append(other)
    offers = {found.pk: found for found in Offer.objects.filter(pk__in=[other.pk for other in best]).for_listing()} if best else {}
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
    """Primary keys of some dozens of offers: in its own areas with a topic of it or for the same people; where those are few, anywhere, and with topics of the same families.

    Picked by the tables of links alone: joined with all offers, a topic that many have would take a second in a large register.
    """
    topics, groups = list(offer.topics.all()), list(offer.target_groups.all())
    areas = [location.area_id for location in offer.locations.all() if location.area_id]
    offers = Offer.objects.public().current(today).exclude(pk=offer.pk)
    here = Offer.locations.through.objects.filter(location__area__in=areas).values("offer")

    def sharing(relation, **which):
        links = relation.through.objects.filter(**which).exclude(offer=offer.pk).order_by().values("offer")
        most = links.annotate(same=Count("pk")).order_by("-same", "offer").values("offer")[:CANDIDATES]
        return set(offers.filter(pk__in=most).values_list("pk", flat=True))

    found = set()
    if areas and topics:
        found |= sharing(Offer.topics, topic__in=topics, offer__in=here)
    if areas and groups:
        found |= sharing(Offer.target_groups, targetgroup__in=groups, offer__in=here)
    if topics and len(found) < CANDIDATES:
        found |= sharing(Offer.topics, topic__in=topics)
    if topics and len(found) < CANDIDATES:
        family = Topic.objects.below([Topic(path=root) for root in {_root(topic.path) for topic in topics}])
        found |= sharing(Offer.topics, topic__in=family)
    if groups and len(found) < CANDIDATES:
        found |= sharing(Offer.target_groups, targetgroup__in=groups)
    return found


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
    """Four queries."""
    if not ids:
        return []
    columns = ("pk", "name", "sort_name", "age_from", "age_to")
    found = {row[0]: Traits(*row) for row in Offer.objects.filter(pk__in=ids).order_by().values_list(*columns)}
    for pk, topic, path in Offer.topics.through.objects.filter(offer__in=ids).values_list("offer", "topic", "topic__path"):
        found[pk].topics[topic] = _root(path)
    for pk, group in Offer.target_groups.through.objects.filter(offer__in=ids).values_list("offer", "targetgroup"):
        found[pk].groups.add(group)
    places = Location.objects.public().filter(offers__in=ids, lat__isnull=False).order_by()
    for pk, lat, lon in places.values_list("offers", "lat", "lon"):
        if pk in found:
            found[pk].points.append((lat, lon))
    return list(found.values())


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
