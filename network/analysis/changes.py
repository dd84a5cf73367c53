"""What changed between two days: cooperations that came and went, institutions that came in and fell out."""

import datetime as dt
from dataclasses import dataclass

from ..graph import Facts
from ..graph.building import build_on
from ..graph.measures import parts
from ..models import Cooperation


@dataclass(frozen=True)
class Changes:
    """`numbers`: [(what, then, now)]; `begun` and `ended`: [(title, key, names of the partners)]; `came` and `left`: [(name, key)] of institutions."""

    numbers: list
    begun: list
    ended: list
    came: list
    left: list


def changes(facts: Facts, first: dt.date, last: dt.date) -> Changes:
    """As the register tells it today: what has been hidden since then is missing on both days. One query."""
    before, after = build_on(facts, first), build_on(facts, last)
    then, now = {tie.pk: tie for tie in before.ties}, {tie.pk: tie for tie in after.ties}
    were, are = set(before.numbers), set(after.numbers)
    names = dict(Cooperation.objects.public().filter(pk__in=then.keys() ^ now.keys()).values_list("pk", "name"))

    def told(ties, keys):
        found = [(names[key], key, ", ".join(facts.places[part.actor].name for part in ties[key].parts)) for key in keys if key in names]
        return sorted(found, key=lambda one: one[:2])

    def institutions(keys):
        return sorted((facts.places[key].name, key) for key in keys)

    return Changes(
        numbers=[
            ("cooperations", len(then), len(now)),
            ("institutions", len(were), len(are)),
            ("connections", len(before.edges), len(after.edges)),
            ("parts", len(parts(before)), len(parts(after))),
        ],
        begun=told(now, now.keys() - then.keys()),
        ended=told(then, then.keys() - now.keys()),
        came=institutions(are - were),
        left=institutions(were - are),
    )
