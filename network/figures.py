"""Key figures of the network, for pages, reports and other rooms.

    from network import figures

    figures.latest()                      → {name: Figure} of the whole, as the last snapshot has it
    figures.latest(area=pankow)           → the same of an area (`directory.models.Area`)
    figures.on(dt.date(2026, 12, 31))     → of a day, from the last snapshot not after it; {} where there is none
    figures.series("cooperations", area=pankow, since=…, until=…)  → [(day, value), …], the earliest first
    figures.NAMES                         → {name: Meaning}: what there is, with unit and explanation

A `Figure` has `name`, `label`, `value` (a number, or None where it can't be said), `unit` ("" for a number of things, "%", "per institution"), `meaning`, `day` and
`area` (None for everything). The worker takes a snapshot every day (`take_snapshot`); a read is one query. Only what is public counts.
"""

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from directory.models import ActorKind, Area

from .everyone import Everyone, above, read_everyone
from .graph import Facts, Network, State, read_facts
from .graph.building import build_on
from .models import NetworkFigures
from .picture import universe

PAIR = ("kita", "musikschule")
"""Short names of the two kinds whose meeting this portal is about."""


class Meaning(NamedTuple):
    label: str | Promise
    unit: str
    meaning: str | Promise


@dataclass(frozen=True)
class Figure:
    name: str
    value: float | None
    day: dt.date
    area: Area | None = None

    @property
    def label(self):
        return str(NAMES[self.name].label)

    @property
    def unit(self):
        return NAMES[self.name].unit

    @property
    def meaning(self):
        return str(NAMES[self.name].meaning)


NAMES = {
    "institutions": Meaning(_("Institutions"), "", _("Public institutions of the register, whether they cooperate or not.")),
    "connected": Meaning(_("Institutions with a cooperation"), "", _("Those with at least one running cooperation.")),
    "connected_share": Meaning(_("Share with a cooperation"), "%", _("Of all public institutions, those with at least one running cooperation.")),
    "cooperations": Meaning(_("Running cooperations"), "", _("Confirmed by at least two partners, public, and running on that day.")),
    "strong": Meaning(_("Running partnerships with an agreement"), "", _("Education partnerships and framework agreements among them.")),
    "partners": Meaning(_("Partners"), "per institution", _("With how many others an institution with a cooperation works, on average.")),
    "new": Meaning(_("New this year"), "", _("Running cooperations that began in the year of that day.")),
    "kitas_with_music_school": Meaning(_("Kitas with music school"), "%", _("Of all public Kitas, those with a running cooperation with a music school.")),
}  # fmt: skip


def latest(area: Area | None = None) -> dict[str, Figure]:
    return _figures(NetworkFigures.objects.filter(area=area).first(), area)


def on(day: dt.date, area: Area | None = None) -> dict[str, Figure]:
    return _figures(NetworkFigures.objects.filter(area=area, day__lte=day).first(), area)


def series(
    name: str, *, area: Area | None = None, since: dt.date | None = None, until: dt.date | None = None
) -> list[tuple[dt.date, float | None]]:
    """Raises KeyError for a name that isn't in `NAMES`."""
    NAMES[name]
    rows = NetworkFigures.objects.filter(area=area).order_by("day")
    rows = rows.filter(day__gte=since) if since else rows
    rows = rows.filter(day__lte=until) if until else rows
    return [(day, values.get(name)) for day, values in rows.values_list("day", "values")]


def _figures(row, area):
    return {name: Figure(name, row.values.get(name), row.day, area) for name in NAMES} if row else {}


def take_snapshot(day: dt.date, *, facts: Facts | None = None, everyone: Everyone | None = None) -> int:
    """Write the figures of `day`, of everything and of each area in which an institution is; the same day again writes them anew. Returns how many rows."""
    facts, everyone = facts or read_facts(), everyone or read_everyone()
    computed = compute(build_on(facts, day), everyone, day)
    keys = {path: area.pk for path, area in everyone.areas.items()}
    rows = [NetworkFigures(day=day, area_id=keys.get(path), values=values) for path, values in computed.items()]
    with transaction.atomic():
        NetworkFigures.objects.filter(day=day).delete()
        NetworkFigures.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def compute(network: Network, everyone: Everyone, day: dt.date) -> dict[str, dict[str, float | None]]:
    """{path of an area, "" for everything: {name: value}}. A cooperation counts in each area where one of its partners is (or that it names)."""
    where = {pk: {"", *above(institution.areas)} for pk, institution in everyone.institutions.items()}
    counted: dict[str, Counter] = defaultdict(Counter)
    kinds = dict(ActorKind.objects.filter(slug__in=PAIR).values_list("slug", "pk"))
    paired = _paired(network, kinds)
    for pk, institution in everyone.institutions.items():
        number = network.numbers.get(pk)
        for path in where[pk]:
            here = counted[path]
            here["institutions"] += 1
            if number is not None:
                here["connected"] += 1
                here["neighbours"] += len(network.neighbours[number])
            if kinds.get(PAIR[0]) in institution.kinds:
                here["kitas"] += 1
                here["paired"] += pk in paired
    for tie in network.ties:
        paths = {path for part in tie.parts for path in where.get(part.actor, ())}
        paths = {"", *above(tie.areas)} if tie.areas else paths
        for path in paths:
            counted[path]["cooperations"] += 1
            counted[path]["strong"] += tie.form in ("bildungspartnerschaft", "rahmenvereinbarung")
            counted[path]["new"] += tie.starts_on is not None and tie.starts_on.year == day.year
    known = {"", *everyone.areas}
    return {path: _values(counts) for path, counts in counted.items() if path in known} or {"": _values(Counter())}


def _values(counts):
    return {
        "institutions": counts["institutions"],
        "connected": counts["connected"],
        "connected_share": _percent(counts["connected"], counts["institutions"]),
        "cooperations": counts["cooperations"],
        "strong": counts["strong"],
        "partners": round(counts["neighbours"] / counts["connected"], 2) if counts["connected"] else None,
        "new": counts["new"],
        "kitas_with_music_school": _percent(counts["paired"], counts["kitas"]),
    }


def _percent(part, whole):
    return round(100 * part / whole, 1) if whole else None


def _paired(network, kinds):
    """Keys of the Kitas that work with a music school."""
    if len(kinds) < len(PAIR):
        return set()
    first, second = (kinds[slug] for slug in PAIR)
    found = set()
    for edge in network.edges:
        if network.is_open(edge):
            continue
        for one, other in ((edge.a, edge.b), (edge.b, edge.a)):
            if first in network.places[one].kinds and second in network.places[other].kinds:
                found.add(network.places[one].pk)
    return found


def share_now(state: State, network: Network, key, kinds: dict[int, ActorKind], area: Area | None, today: dt.date) -> Figure | None:
    """The share of Kitas with a music school for the network that `state` keeps under `key`, which no filter but the area has narrowed. None where there is no Kita. At most two queries."""
    by_slug = {kind.slug: pk for pk, kind in kinds.items() if kind.slug in PAIR}
    if len(by_slug) < len(PAIR):
        return None
    total = universe.institutions(area, kinds[by_slug[PAIR[0]]]).count()
    paired = state.kept(("paired", *key, *sorted(by_slug.items())), lambda: _paired(network, by_slug))
    here = sum(place.pk in paired and universe.is_part(place, area) for place in network.places)
    return Figure("kitas_with_music_school", _percent(here, total), today, area) if total else None
