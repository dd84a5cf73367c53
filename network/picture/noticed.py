"""What stands out in the picture, in sentences: gaps, institutions that hang on a single one, what is new."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.filter_groups import AreaGroup
from directory.models import Actor
from directory.numbers import counted_in

from ..graph import State, Wanted

LEAST_OF_AREA = 3
"""Institutions that an area must have before a gap in it means something."""
LEAST_HANGING = 2


@dataclass(frozen=True)
class Noticed:
    """`tone`: warn or ok."""

    tone: str
    title: str
    text: str


def what_stands_out(state: State, wanted: Wanted, actors, areas, today) -> list[Noticed]:
    """`actors`: the public institutions it is about; `areas`: {slug: area} to compare. One query for each depth of the areas."""
    network = state.network(wanted, today)
    hanging = state.kept(("hanging", wanted, today), lambda: _hanging_on_one(network))
    return [one for one in (_gap(state, wanted, actors, areas, today), _hanging(network, *hanging), _new(network, today)) if one]


def by_area(state: State, wanted: Wanted, areas, today):
    """[(area, running cooperations with a partner there)], most first, of `areas` that have any institution of the network or none."""
    counted, _connected = _counted(state, wanted, areas, today)
    return sorted(((area, counted[slug]) for slug, area in areas.items()), key=lambda pair: (-pair[1], pair[0].name))


def _counted(state, wanted, areas, today):
    """{slug: running cooperations with a partner there}, {slug: institutions there that have one}"""
    network, paths = state.network(wanted, today), tuple((slug, area.path) for slug, area in areas.items())
    return state.kept(("areas", wanted, today, paths), lambda: _count(network, paths))


def _count(network, paths):
    where = {place.pk: {slug for slug, path in paths if any(one.startswith(path) for one in place.areas)} for place in network.places}
    counted: Counter = Counter()
    for tie in network.running:
        here: set[str] = set()
        counted.update(here.union(*(where.get(part.actor, ()) for part in tie.parts)))
    connected = Counter(slug for number, place in enumerate(network.places) if network.degrees[number] for slug in where[place.pk])
    return counted, connected


def _gap(state, wanted, actors, areas, today):
    """The area where most institutions work with nobody."""
    if not areas:
        return None
    totals = counted_in(actors, ("areas", *sorted(areas)), lambda: AreaGroup(Actor).counts(actors, areas))
    _cooperations, there = _counted(state, wanted, areas, today)
    found = []
    for slug, area in areas.items():
        total = totals.get(slug, 0)
        connected = there[slug]
        if total >= LEAST_OF_AREA and connected < total:
            found.append((connected / total, -total, area.name, total - connected, total))
    if not found or (len(found) < 2 and found[0][0] > 0.5):
        return None
    _share, _total, name, alone, total = min(found)
    text = ngettext(
        "%(alone)d of %(total)d institutions there has no running cooperation.",
        "%(alone)d of %(total)d institutions there have no running cooperation.",
        alone,
    )
    return Noticed("warn", _("%(area)s has gaps") % {"area": name}, text % {"alone": alone, "total": total})


def _hanging_on_one(network):
    """(how many, number of the institution on which they hang): where most others have nobody else."""
    near = network.neighbours
    hanging = Counter(others[0] for number, others in enumerate(near) if len(others) == 1 and network.degrees[number])
    # two that only have each other hang on nobody
    best = max(((count, -number) for number, count in hanging.items() if len(near[number]) > count), default=(0, 0))
    return best[0], -best[1]


def _hanging(network, count, number):
    """The institution on which most others hang alone."""
    if count < LEAST_HANGING:
        return None
    name = network.places[number].name
    title = ngettext(
        "%(count)d institution is connected by %(name)s alone", "%(count)d institutions are connected by %(name)s alone", count
    )
    return Noticed("warn", title % {"count": count, "name": name}, _("Without it they would lose their only connection."))


def _new(network, today):
    count = sum(tie.starts_on is not None and tie.starts_on.year == today.year for tie in network.running)
    if not count:
        return None
    title = ngettext("%(count)d new cooperation in %(year)d", "%(count)d new cooperations in %(year)d", count)
    return Noticed("ok", title % {"count": count, "year": today.year}, _("They began this year and are confirmed by both sides."))
