"""What stands out in the picture, in sentences: gaps, institutions that hang on a single one, what is new."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.filter_groups import AreaGroup
from directory.models import Actor

from ..graph import Network

LEAST_OF_AREA = 3
"""Institutions that an area must have before a gap in it means something."""
LEAST_HANGING = 2


@dataclass(frozen=True)
class Noticed:
    """`tone`: warn or ok."""

    tone: str
    title: str
    text: str


def what_stands_out(network: Network, actors, areas, today) -> list[Noticed]:
    """`actors`: the public institutions it is about; `areas`: {slug: area} to compare. One query for each depth of the areas."""
    return [one for one in (_gap(network, actors, areas), _hanging(network), _new(network, today)) if one]


def by_area(network: Network, areas):
    """[(area, running cooperations with a partner there)], most first, of `areas` that have any institution of the network or none."""
    paths = {place.pk: place.areas for place in network.places}
    counted: Counter = Counter()
    for tie in network.running:
        here = {
            slug for part in tie.parts for path in paths.get(part.actor, ()) for slug, area in areas.items() if path.startswith(area.path)
        }
        counted.update(here)
    return sorted(((area, counted[slug]) for slug, area in areas.items()), key=lambda pair: (-pair[1], pair[0].name))


def _gap(network, actors, areas):
    """The area where most institutions work with nobody."""
    if not areas:
        return None
    totals = AreaGroup(Actor).counts(actors, areas)
    there = [place for number, place in enumerate(network.places) if network.degrees[number]]
    found = []
    for slug, area in areas.items():
        total = totals.get(slug, 0)
        connected = sum(any(path.startswith(area.path) for path in place.areas) for place in there)
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


def _hanging(network):
    """The institution on which most others hang alone."""
    near = network.neighbours
    hanging = Counter(others[0] for number, others in enumerate(near) if len(others) == 1 and network.degrees[number])
    # two that only have each other hang on nobody
    best = max(((count, -number) for number, count in hanging.items() if len(near[number]) > count), default=(0, 0))
    count, number = best[0], -best[1]
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
