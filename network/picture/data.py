"""The large picture as JSON: columns of numbers, keys as differences, so that 5,000 institutions with 20,000 connections stay below 300 KB on the way.

    {"kinds": [[slug, name, icon], …], "forms": [[value, name, strong], …], "years": [first, last],
     "nodes": {"id": differences, "name": […], "kind": numbers in kinds, "x": […], "y": […]},
     "edges": {"a": differences of numbers in nodes, "b": […], "from": years, 0 where unknown, "to": years, 0 for still running, "form": numbers in forms,
               "now": 1 runs today, 2 is planned, 0 neither; "past": 0 where nobody knows when it ended}}

An edge is one cooperation of two institutions; two that do three things together have three.
"""

import json

from django.utils.text import capfirst

from directory.models import ActorKind

from ..enums import CooperationForm, CooperationStatus
from ..graph import Facts, Wanted, current
from ..graph.building import STRONG, build_all
from ..graph.wanted import is_planned, runs_on
from . import layouts
from .question import years_of


def picture_data(wanted: Wanted, today, language) -> bytes:
    """Of all years; `wanted.year` doesn't matter. Three queries, or four."""
    wanted, state = Wanted(wanted.area, wanted.kind, wanted.topic, wanted.form), current()
    kinds, made = list(ActorKind.objects.all()), layouts.made_at()
    drawn = [[kind.slug, kind.local_name, kind.icon] for kind in kinds]
    key = ("data", wanted, today, language, tuple((kind.pk, *one) for kind, one in zip(kinds, drawn, strict=True)), made)
    return state.kept(key, lambda: _made(state, wanted, today, kinds, drawn))


def _made(state, wanted, today, kinds, drawn):
    facts = state.facts
    network = build_all(Facts(tuple(tie for tie in facts.ties if wanted.fits(tie, facts.places)), facts.places))
    kind_numbers = {kind.pk: number for number, kind in enumerate(kinds)}
    forms = {form.value: number for number, form in enumerate(CooperationForm)}
    places = layouts.places_of(network)
    years = years_of(facts, today)
    rows, found, before = [_row(tie, today, forms) for tie in network.ties], [], 0
    for edge in network.edges:
        for number in edge.ties:
            found.append((edge.a - before, edge.b, *rows[number]))
            before = edge.a
    columns = ("a", "b", "from", "to", "form", "now", "past")
    edges = dict(zip(columns, map(list, zip(*found, strict=True)), strict=True)) if found else {name: [] for name in columns}
    keys = [place.pk for place in network.places]
    data = {
        "kinds": drawn,
        "forms": [[form.value, capfirst(str(form.label)), int(form in STRONG)] for form in CooperationForm],
        "years": [years[-1], years[0]],
        "nodes": {
            "id": [key - last for key, last in zip(keys, [0, *keys], strict=False)],
            "name": [place.name for place in network.places],
            "kind": [kind_numbers.get(place.kinds[0], 0) for place in network.places],
            "x": [places[key][0] for key in keys],
            "y": [places[key][1] for key in keys],
        },
        "edges": edges,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _row(tie, today, forms):
    now = 1 if runs_on(tie, today) else 2 if is_planned(tie, today) else 0
    nobody_knows = tie.status == CooperationStatus.PLANNED or (tie.status == CooperationStatus.ENDED and tie.ends_on is None)
    return tie.starts_on.year if tie.starts_on else 0, tie.ends_on.year if tie.ends_on else 0, forms[tie.form], now, int(not nobody_knows)
