"""Search in the office's lists and choosers: each typed word must stand in one of the columns."""

from django.db.models import Q

from ..models import Area, Location
from ..models.entries import folded

AREAS_PER_WORD = 30


def containing_words(query, columns, elsewhere=None):
    """Condition for rows in which every word of `query` stands in one of `columns`, or holds by `elsewhere(word)`, a condition.

    Columns called `…sort_name` are compared with the folded word.
    """
    condition = Q()
    for word in query.split()[:8]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__contains": folded(word)}) if column.endswith("sort_name") else Q(**{f"{column}__icontains": word})
        condition &= anywhere | elsewhere(word) if elsewhere else anywhere
    return condition


def has_place(word):
    """Condition for institutions with a location in a street, postcode, town or area (or below one) that `word` stands in."""
    below = Q()
    for path in Area.objects.filter(name__icontains=word).order_by("path").values_list("path", flat=True)[:AREAS_PER_WORD]:
        below |= Q(area__path__startswith=path)
    places = Q(street__icontains=word) | Q(postcode=word) | Q(municipality__icontains=word) | below
    return Q(pk__in=Location.objects.filter(places, archived_at=None).order_by().values("actor"))
