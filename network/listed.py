"""Cooperations by their keys as rows need them (`network.rows`): plain values in the place of instances, which take ten times as long to make.

What nobody may see is missing. Two queries.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from directory.models import ActorKind
from directory.prepared import Prepared

from .models import Cooperation, CooperationPartner

MOST = 20
"""Ids of one query: a page of the list."""

COOPERATION = (
    "pk", "uuid", "name", "slug", "summary", "form", "status", "starts_on", "ends_on", "confirmed_at", "good_practice_at", "first_published_at",
    "last_published_at", "created_at", "updated_at",
)  # fmt: skip


class ListedCooperation(SimpleNamespace):
    get_absolute_url = Cooperation.get_absolute_url


_cooperations = Prepared(lambda ids: Cooperation.objects.public().filter(pk__in=ids).order_by().values_list(*COOPERATION), most=MOST)
_partners = Prepared(
    lambda ids: (
        CooperationPartner.objects.named()
        .filter(cooperation__in=ids)
        .order_by("pk")
        .values_list("cooperation_id", "actor__name", "actor__kind_id")
    ),
    most=MOST,
)


def listed_cooperations(keys: Sequence[int], kinds: Mapping[int, ActorKind]) -> list[ListedCooperation]:
    """In the order of `keys`; `kinds` has all of them by key."""
    if not keys:
        return []
    found = {row[0]: row for row in _cooperations.rows(keys)}
    partners = defaultdict(list)
    for pk, name, kind in _partners.rows(keys):
        known = kinds.get(kind) or ActorKind.objects.get(pk=kind)  # one that is newer than `kinds`
        partners[pk].append(SimpleNamespace(actor=SimpleNamespace(name=name, kind=known)))
    return [ListedCooperation(**dict(zip(COOPERATION, found[pk], strict=True)), named_partners=partners[pk]) for pk in keys if pk in found]
