"""How much there is on each topic: one count for the home page, the list of topics and each topic's page."""

from django.db.models import Count
from django.db.models.functions import Substr

from .models import Actor, Offer, Topic


def entries_by_topic(depth, today):
    """{path of a topic at `depth`: public offers that are not past, and actors, in it or below}. Two queries."""
    total = {}
    for entries, through, name in (
        (Offer.objects.public().current(today), Offer.topics.through, "offer"),
        (Actor.objects.public(), Actor.topics.through, "actor"),
    ):
        links = through.objects.filter(**{f"{name}__in": entries.order_by().values("pk")}, topic__depth__gte=depth)
        by_path = (
            links.annotate(top=Substr("topic__path", 1, depth * Topic.steplen)).values_list("top").annotate(Count(name, distinct=True))
        )
        for path, count in by_path:
            total[path] = total.get(path, 0) + count
    return total
