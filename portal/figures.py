"""Numbers of the register for the home page. Computed, never typed in; kept until anything changes, because every visitor asks for them."""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Count, Q

from directory.freshness import BERLIN, add_months
from directory.models import Actor, ActorKind, Offer, Topic
from directory.topics import entries_by_topic

from .caching import changes

CACHE_SECONDS = 60
CONFIRMED_MONTHS = 12


@dataclass(frozen=True)
class RegisterFigures:
    actors: int
    offers: int
    """Public ones that are not past."""
    confirmed_share: float | None
    """Of the actors, how many were checked within twelve months, 0 to 1; None without actors."""
    by_topic: dict[str, int]
    """Path of a top-level topic → offers and institutions in it or below."""
    by_kind: dict[int, int]
    """Id of an `ActorKind` → actors of this main kind."""


def register_figures(at: dt.datetime) -> RegisterFigures:
    """Five queries, or none while nothing changes, for a minute at most."""
    key = f"portal.register_figures.{changes.current_but_seats()}"
    figures = caches["numbers"].get(key)
    if figures is None:
        figures = compute_figures(at)
        caches["numbers"].set(key, figures, CACHE_SECONDS)
    return figures


def compute_figures(at: dt.datetime) -> RegisterFigures:
    today = at.astimezone(BERLIN).date()
    since = dt.datetime.combine(add_months(today, -CONFIRMED_MONTHS), dt.time(), BERLIN)
    counts = Actor.objects.public().order_by().aggregate(all=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_at__gte=since)))
    offers = Offer.objects.public().current(today).order_by()
    return RegisterFigures(
        actors=counts["all"],
        offers=offers.count(),
        confirmed_share=counts["confirmed"] / counts["all"] if counts["all"] else None,
        by_topic=entries_by_topic(1, today),
        by_kind=dict(Actor.objects.public().order_by().values_list("kind").annotate(Count("pk"))),
    )


def topic_links(figures: RegisterFigures, most=8):
    """Top-level topics that have something, as `components/kind_links.html` takes them, in the vocabulary's order."""
    topics = [topic for topic in Topic.objects.filter(depth=1) if figures.by_topic.get(topic.path)]
    return [
        {
            "url": topic.get_absolute_url(),
            "icon": topic.icon or "shapes",
            "kind": topic.colour_key,
            "name": topic.local_name,
            "count": figures.by_topic[topic.path],
        }
        for topic in topics[:most]
    ], len(topics)


def kind_links(figures: RegisterFigures, actors_url, most=4):
    """The kinds with the most institutions."""
    kinds = [kind for kind in ActorKind.objects.all() if figures.by_kind.get(kind.pk)]
    largest = sorted(kinds, key=lambda kind: -figures.by_kind[kind.pk])[:most]
    return [
        {
            "url": f"{actors_url}?art={kind.slug}",
            "icon": kind.icon,
            "kind": kind.slug,
            "name": kind.local_name_plural,
            "count": figures.by_kind[kind.pk],
        }
        for kind in largest
    ], len(kinds)
