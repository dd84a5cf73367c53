"""Which offers are like another one: by shared topics, target groups, age and distance.

The database picks candidates by what is cheap to compare there; `likeness()` then ranks them by everything.
"""

from django.db.models import Count, Exists, OuterRef, Q

from .distance import kilometres
from .models import Location, Offer, Topic

CANDIDATES = 60
TOPIC, RELATED_TOPIC, GROUP, AGE, NEAR = 4.0, 1.5, 2.0, 3.0, 2.0
FAR_KM = 15


def similar_offers(offer, today, limit=3):
    """[(offer, kilometres or None), …], the most alike first: public, not past, one of each name (a course runs many times), never `offer` itself.

    Ten queries at most, whatever the register's size. `offer` should come with `topics`, `target_groups` and `locations` prefetched.
    """
    candidates = Offer.objects.filter(pk__in=_candidates(offer, today)).for_listing().prefetch_related("topics", "target_groups")
    ranked = sorted(candidates, key=lambda candidate: (-likeness(offer, candidate), candidate.sort_name, candidate.pk))
    names, found = {offer.name.casefold()}, []
    for candidate in ranked:
        if candidate.name.casefold() not in names and len(found) < limit:
            names.add(candidate.name.casefold())
            found.append((candidate, _distance(offer, candidate)))
    return found


def likeness(offer, other):
    """A number, larger for what is more alike. Further shared topics and groups add less than the first: ten vague words don't beat an exact one."""
    topics, other_topics = set(offer.topics.all()), set(other.topics.all())
    same = topics & other_topics
    roots = {_root(topic) for topic in topics - same} & {_root(topic) for topic in other_topics - same}
    groups = set(offer.target_groups.all()) & set(other.target_groups.all())
    km = _distance(offer, other)
    near = 0 if km is None else max(0.0, 1 - km / FAR_KM)
    return (
        TOPIC * _lessening(len(same))
        + RELATED_TOPIC * _lessening(len(roots))
        + GROUP * _lessening(len(groups))
        + AGE * _overlap(offer, other)
        + NEAR * near
    )


def _candidates(offer, today):
    """Primary keys of at most twice `CANDIDATES` offers that share a topic, a topic of the same family, or a target group."""
    topics, groups = list(offer.topics.all()), list(offer.target_groups.all())
    areas = [location.area_id for location in offer.locations.all() if location.area_id]
    here = Location.objects.filter(offers=OuterRef("pk"), area__in=areas)
    offers = Offer.objects.public().current(today).exclude(pk=offer.pk).annotate(here=Exists(here))
    found = set()
    if topics:
        family = Topic.objects.below([Topic(path=root) for root in {_root(topic) for topic in topics}])
        shared = offers.filter(topics__in=family).annotate(same=Count("topics", filter=Q(topics__in=topics)))
        found |= set(shared.order_by("-same", "-here", "pk").values_list("pk", flat=True)[:CANDIDATES])
    if groups:
        shared = offers.filter(target_groups__in=groups).annotate(same=Count("target_groups"))
        found |= set(shared.order_by("-same", "-here", "pk").values_list("pk", flat=True)[:CANDIDATES])
    return found


def _root(topic):
    return topic.path[: topic.steplen]


def _lessening(count):
    """1, 1.5, 1.75 …"""
    return 2 - 0.5 ** (count - 1) if count else 0


def _overlap(offer, other):
    """Shared years as a part of all years that one of the two names; 0 when one says nothing."""
    if (offer.age_from is None and offer.age_to is None) or (other.age_from is None and other.age_to is None):
        return 0
    low, high = _years(offer)
    other_low, other_high = _years(other)
    shared = min(high, other_high) - max(low, other_low) + 1
    return max(0, shared) / (max(high, other_high) - min(low, other_low) + 1)


def _years(offer):
    return offer.age_from or 0, 99 if offer.age_to is None else offer.age_to


def _distance(offer, other):
    """Between the two nearest of their locations, in kilometres; None when one has no coordinates."""
    points = [(a, b) for a in offer.locations.all() if a.lat is not None for b in other.locations.all() if b.lat is not None]
    return min((kilometres(a.lat, a.lon, b.lat, b.lon) for a, b in points), default=None)
