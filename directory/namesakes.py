"""Who might be the same: institutions whose names share words, for those who are about to enter one more."""

from django.db.models import Q

from .models import Actor
from .models.entries import folded

SHORTEST = 3
MOST_WORDS = 6
EVERYWHERE = {
    "der",
    "die",
    "das",
    "und",
    "fur",
    "von",
    "zum",
    "zur",
    "den",
    "dem",
    "bei",
    "mit",
    "kita",
    "schule",
    "verein",
    "haus",
    "grundschule",
}
"""Words that say nothing about who it is, folded; when there is no other they count."""


def namesakes(name, *, website="", limit=5):
    """Institutions that are not archived, drafts too, with a name alike or the same website; the most alike first. One query.

    For the public take `.is_public` of them only.
    """
    words = [word for word in folded(name).replace("-", " ").replace(".", " ").split() if len(word) >= SHORTEST][:MOST_WORDS]
    telling = [word for word in words if word not in EVERYWHERE] or words
    host = website.partition("://")[2].partition("/")[0].removeprefix("www.").lower()
    condition = Q(pk__in=[])
    for word in telling:
        condition |= Q(sort_name__contains=word)
    if host:
        condition |= Q(website__icontains=f"//{host}") | Q(website__icontains=f"//www.{host}")
    found = Actor.objects.filter(condition, archived_at=None).select_related("kind").order_by("-live", "sort_name", "pk")[: 40 * limit]

    def likeness(actor):
        return sum(word in actor.sort_name for word in telling) + 2 * (bool(host) and host in actor.website.lower())

    enough = max(1, (len(telling) + 1) // 2)
    return sorted((actor for actor in found if likeness(actor) >= enough), key=lambda actor: -likeness(actor))[:limit]
