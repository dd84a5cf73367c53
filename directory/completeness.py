"""How complete an institution's entry is, and what would help most next. The one place that says what counts.

Counts what people look for and what whoever keeps the entry can fill in without the office. Reads what stands in the rows: a change that waits
for a review doesn't count yet.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Actor, Location
from .models.locations import OpeningSpan


@dataclass(frozen=True)
class Point:
    """`weight`: percent that it adds. `section`: where it is filled in (“basics”, “contact”, “places”, “accessibility”)."""

    name: str
    weight: int
    section: str
    text: Promise


POINTS = (
    Point("summary", 15, "basics", _("Say in one sentence what you do")),
    Point("reachable", 15, "contact", _("Give a phone number or an e-mail address")),
    Point("topics", 15, "basics", _("Choose topics, so that people find you")),
    Point("address", 15, "places", _("Give the address")),
    Point("hours", 10, "places", _("Say when you are open")),
    Point("target_groups", 10, "basics", _("Say whom you are there for")),
    Point("accessibility", 10, "accessibility", _("Step-free access and toilet: yes or no?")),
    Point("description", 5, "basics", _("Describe your institution")),
    Point("website", 5, "contact", _("Add your website")),
)
"""In the order of what helps most. The weights are 100 together."""


@dataclass(frozen=True)
class Completeness:
    """`percent`: 0 to 100. `missing`: points, what helps most first."""

    percent: int
    missing: tuple[Point, ...]


def completeness_of(actors) -> dict[int, Completeness]:
    """{key of the institution: `Completeness`}. Four queries for any number of institutions, which come with all their columns."""
    keys = [actor.pk for actor in actors]
    with_topics = set(Actor.topics.through.objects.filter(actor__in=keys).values_list("actor_id", flat=True))
    with_groups = set(Actor.target_groups.through.objects.filter(actor__in=keys).values_list("actor_id", flat=True))
    places = list(Location.objects.filter(actor__in=keys, archived_at=None))
    with_hours = set(OpeningSpan.objects.filter(location__actor__in=keys).values_list("location_id", flat=True))
    has_address = {place.actor_id for place in places if place.street and place.postcode and place.municipality}
    has_hours = {place.actor_id for place in places if place.pk in with_hours or place.by_appointment or place.hours_note}
    vague = {place.actor_id for place in places if place.step_free is None or place.accessible_toilet is None}
    says_accessibility = {place.actor_id for place in places} - vague
    return {
        actor.pk: _of(
            summary=bool(actor.summary),
            reachable=bool(actor.phone or actor.email),
            topics=actor.pk in with_topics,
            address=actor.pk in has_address,
            hours=actor.pk in has_hours,
            target_groups=actor.pk in with_groups,
            accessibility=actor.pk in says_accessibility,
            description=bool(actor.description),
            website=bool(actor.website),
        )
        for actor in actors
    }


def _of(**is_there):
    missing = tuple(point for point in POINTS if not is_there[point.name])
    return Completeness(100 - sum(point.weight for point in missing), missing)
