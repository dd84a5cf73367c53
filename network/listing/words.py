"""Cooperations by words: the search finds them while it is there, else the database by titles and names."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q

from directory.listing import DIGRAPHS
from directory.models.entries import folded

from ..models import Cooperation, CooperationPartner

_find: Callable[[str], list[int] | None] | None = None
MOST_FOUND = 5000
"""A search gives no more than the best so many."""


def find_with(find: Callable[[str], list[int] | None]):
    """`find(text)` gives keys of cooperations, the best first, at most `MOST_FOUND`; None while it can't. Called by the app that has a search."""
    global _find
    _find = find


def found(text) -> tuple[list[int], bool]:
    """(keys, whether the search found them, the best first)."""
    keys = _find(text) if _find else None
    return (keys, True) if keys is not None else (_in_database(text), False)


def _in_database(text):
    """Every word must stand in the title or in the name of a partner. ae, oe, ue find umlauts too."""
    cooperations = Cooperation.objects.public().order_by("sort_name", "pk")
    for word in text.split():
        plain = spelled = folded(word)
        for digraph, letter in DIGRAPHS:
            spelled = spelled.replace(digraph, letter)
        partners = CooperationPartner.objects.named().filter(
            Q(actor__sort_name__contains=plain) | Q(actor__sort_name__contains=spelled), cooperation=OuterRef("pk")
        )
        cooperations = cooperations.filter(Q(sort_name__contains=plain) | Q(sort_name__contains=spelled) | Exists(partners))
    return list(cooperations.values_list("pk", flat=True))
