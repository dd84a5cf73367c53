"""Reading the rows of many things at once."""

from collections import defaultdict

from django.db.models import Q

FEW = 50
DENSE = 3
"""A range of ids is read where at least one of so many is wanted."""


def among(field, ids) -> Q:
    """A condition that holds for `ids` and, where those lie close together, for others between them.

    `field` is a column (“actor_id”). Reading by a range takes a quarter of the time of naming a thousand; whoever reads drops the others.
    """
    if len(ids) > FEW:
        first, last = min(ids), max(ids)
        if last - first < DENSE * len(ids):
            return Q(**{f"{field}__gte": first, f"{field}__lte": last})
    return Q(**{f"{field}__in": ids})


def grouped(pairs):
    """{key: [values]}; missing keys have none."""
    groups = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def joined(parts):
    return " ".join([part for part in parts if part])
