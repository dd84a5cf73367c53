from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..freshness import BERLIN
from ..models import Actor, Offer, Topic
from ..rows import actor_row, offer_row
from ..topics import entries_by_topic

ROWS_SHOWN = 8
ICON = "shapes"


def topic_index(request):
    """Topics that have something, two levels deep."""
    today = timezone.now().astimezone(BERLIN).date()
    topics = list(Topic.objects.filter(depth__lte=2))
    counts = [entries_by_topic(depth, today) for depth in (1, 2)]
    shown = []
    for topic in topics:
        if topic.depth == 1:
            children = [child for child in topics if child.depth == 2 and child.path.startswith(topic.path) and counts[1].get(child.path)]
            if counts[0].get(topic.path):
                shown.append(
                    {
                        "topic": topic,
                        "icon": topic.icon or ICON,
                        "kind": topic.colour_key,
                        "count": counts[0][topic.path],
                        "children": children,
                    }
                )
    return render(request, "directory/topic_index.html", {"topics": shown})


def topic_detail(request, slug):
    topic = get_object_or_404(Topic, slug=slug)
    at = timezone.now()
    today = at.astimezone(BERLIN).date()
    below = Topic.objects.below([topic]).order_by().values("pk")
    offers = Offer.objects.public().current(today).filter(pk__in=Offer.topics.through.objects.filter(topic__in=below).values("offer"))
    actors = Actor.objects.public().filter(pk__in=Actor.topics.through.objects.filter(topic__in=below).values("actor"))
    counts = entries_by_topic(topic.depth + 1, today)
    parents = list(topic.get_ancestors())
    inherited = [topic, *reversed(parents)]
    colour = next((term.colour_key for term in inherited if term.colour_key), "")
    return render(
        request,
        "directory/topic_detail.html",
        {
            "topic": topic,
            "icon": next((term.icon for term in inherited if term.icon), ICON),
            "kind": colour,
            "children": [
                {
                    "url": child.get_absolute_url(),
                    "icon": child.icon or topic.icon or ICON,
                    "kind": child.colour_key or colour,
                    "name": child.local_name,
                    "count": counts[child.path],
                }
                for child in topic.get_children()
                if counts.get(child.path)
            ],
            "offers": [offer_row(offer, at) for offer in offers.for_listing().order_by("sort_name", "pk")[:ROWS_SHOWN]],
            "offer_count": offers.count(),
            "offers_url": f"{reverse('directory:offers')}?thema={topic.slug}",
            "actors": [actor_row(actor, at) for actor in actors.for_listing().order_by("sort_name", "pk")[:ROWS_SHOWN]],
            "actor_count": actors.count(),
            "actors_url": f"{reverse('directory:actors')}?thema={topic.slug}",
            "way_on": [(_("All topics"), reverse("directory:topics"))],
            "breadcrumb": [
                (_("Topics"), reverse("directory:topics")),
                *((parent.local_name, parent.get_absolute_url()) for parent in parents),
            ],
        },
    )
