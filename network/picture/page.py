"""Everything that `/netzwerk/` shows, put together from public facts with a fixed number of queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from directory import tables as downloads
from directory.listing import clean, read_page
from directory.models import ActorKind
from directory.numbers import counted_in

from .. import figures as key_figures
from ..graph import Network, State, current
from . import noticed, tables, universe, ways
from .drawing import Drawing, draw
from .question import Question, read_question, years_of

MOST_LONE = 10
"""Institutions without a cooperation that the picture shows, as examples."""
LARGEST_WITH_LONE = 150
MOST_BARS = 12


@dataclass
class NetworkPage:
    """`lone`: institutions without any cooperation, as examples of `lone_total`; `bars`: (area, cooperations)."""

    question: Question
    network: Network
    drawing: Drawing
    figures: list[dict]
    nodes: list
    """(node of the drawing, its kind)"""
    kinds: list[ActorKind]
    lone: list
    lone_total: int
    noticed: list
    bars: list[dict]
    sort: str
    table: str
    rows: list
    total: int
    page: int
    pages: int
    way: ways.Way | None
    focus: Any = None
    notices: list[str] = field(default_factory=list)

    @property
    def bars_max(self):
        return max((bar["value"] for bar in self.bars), default=1)

    @property
    def measured(self):
        return self.table == "einrichtungen" and bool(self.rows) and self.rows[0][0].between is not None

    @property
    def first_names(self):
        """Of the best connected three, for who can't see the picture."""
        best = sorted(self.drawing.nodes, key=lambda node: (-node.degree, node.pk))[:3]
        return [node.name for node in best]

    @property
    def heads(self):
        """Of the table of institutions; those with an address sort it."""
        columns = [
            ("name", _("Institution"), False),
            ("gebiet", _("Area"), False),
            ("kooperationen", _("Cooperations"), True),
            ("partner", _("Partners"), True),
            ("", _("connected with"), False),
            *([("bruecke", _("Bridge"), True)] if self.measured else []),
            ("", _("Picture"), False),
        ]
        return [
            {
                "name": name,
                "numeric": numeric,
                "url": self._url(sortierung=None if sort == tables.SORTS[0] else sort) if sort else "",
                "current": sort == self.sort,
                "order": "descending" if numeric else "ascending",
            }
            for sort, name, numeric in columns
        ]

    @property
    def tabs(self):
        return [
            {
                "name": name,
                "url": f"{self._url(tabelle=value or None)}#tabelle",
                "count": count,
                "current": self.table == (value or "einrichtungen"),
            }
            for value, name, count in (
                ("", _("Institutions"), len(self.network.places)),
                ("kooperationen", _("Cooperations"), len(self.network.ties)),
            )
        ]

    @property
    def file_kinds(self):
        return list(downloads.TYPES)

    @property
    def file_query(self):
        return f"?{self.question.address}" if self.question.query else ""

    @property
    def picture_query(self):
        return self._url() if self.question.query or self.focus else ""

    @property
    def names(self):
        """That a browser proposes in the form for ways."""
        return sorted(node.name for node in self.drawing.nodes)

    def _url(self, **changes):
        return self.question.url(**({"um": self.focus.slug} if self.focus else {}), **changes)


def read_page_of_network(params, today: dt.date) -> NetworkPage:
    """`params`: a QueryDict."""
    state = current()
    question = read_question(params, years_in(state, today))
    network = whole = state.network(question.wanted, today)
    focus = _read_focus(params, network, question.notices)
    if focus is not None:
        near = [focus, *whole.neighbours[focus]]
        network = state.kept(("surroundings", question.wanted, today, whole.places[focus].pk), lambda: whole.cut_to(near))
    way = ways.read_way(params, whole)
    key = (question.wanted, today, whole.places[focus].pk if focus is not None else 0)
    marked = frozenset(way.keys if way else [whole.places[focus].pk] if focus is not None else [])
    steps = tuple(way.keys) if way else ()
    drawing = state.kept(("drawing", *key, steps), lambda: draw(network, marked=marked, way=steps))
    kinds = {kind.pk: kind for kind in ActorKind.objects.all()}
    actors = universe.institutions(question.area, question.kind)
    actor_count = counted_in(actors, ("network",), lambda: actors.order_by().count())
    there = sum(universe.is_part(place, question.area, question.kind) and whole.degrees[n] > 0 for n, place in enumerate(whole.places))
    lone = _lone(actors, whole, focus, way)
    table, sort = clean(params.get("tabelle", "")), tables.read_sort(params)
    table = table if table in ("einrichtungen", "kooperationen") else "einrichtungen"
    total = len(network.places) if table == "einrichtungen" else len(network.ties)
    pages = max(1, -(-total // tables.PAGE_SIZE))
    page = read_page(params, pages, question.notices)
    areas = _areas(question)
    return NetworkPage(
        question=question,
        network=network,
        drawing=drawing,
        figures=_figures(state, network, whole, actor_count, there, question, kinds, today),
        nodes=[(node, kinds[node.kind]) for node in drawing.nodes],
        kinds=_legend(drawing, lone, kinds),
        lone=lone,
        lone_total=max(actor_count - there, 0),
        noticed=noticed.what_stands_out(state, question.wanted, actors, areas, today) if question.wanted.year is None else [],
        bars=[{"label": area.name, "value": count} for area, count in noticed.by_area(state, question.wanted, areas, today)][:MOST_BARS],
        sort=sort,
        table=table,
        rows=[
            (row, kinds.get(row.kind)) if table == "einrichtungen" else (row, None)
            for row in _rows(state, network, table, sort, page, kinds, key)
        ],
        total=total,
        page=page,
        pages=pages,
        way=way,
        focus=whole.places[focus] if focus is not None else None,
        notices=question.notices,
    )


def years_in(state: State, today: dt.date) -> list[int]:
    return state.kept(("years", today), lambda: years_of(state.facts, today))


def _read_focus(params, network, notices):
    """The number of the institution whose surroundings are asked for."""
    value = clean(params.get("um", ""))[:150]
    if not value:
        return None
    number = next((number for number, place in enumerate(network.places) if place.slug == value), None)
    if number is None:
        notices.append(_("This institution has no cooperation in this picture. You see all."))
    return number


def _areas(question):
    """The areas to compare: the widest ones, or what lies in the chosen one."""
    if question.area is None:
        return question.areas
    below = question.area.get_children().defer("outline")
    return {area.slug: area for area in below} or {question.area.slug: question.area}


def _lone(actors, network, focus, way):
    """Examples, where there is room for them."""
    if focus is not None or way or len(network.places) > LARGEST_WITH_LONE:
        return []
    lone = universe.without_any(actors).select_related("kind").only("name", "slug", "kind__slug", "kind__icon", "kind__name", "kind__names")
    return list(lone.order_by("kind__sort_order", "sort_name", "pk")[:MOST_LONE])


def _figures(state, network, whole, actor_count, there, question, kinds, today):
    of_all = _("of %(count)s") % {"count": actor_count}
    found = [
        {"value": len(network.places), "label": _("Institutions in the picture"), "note": of_all},
        {"value": len(network.running), "label": _("running cooperations")},
    ]
    narrowed = question.kind or question.topic or question.wanted.form
    share = None if narrowed else key_figures.share_now(state, whole, (question.wanted, today), kinds, question.area, today)
    if share:
        found.append({"value": f"{round(share.value)} %", "label": share.label})
    found.append({"value": max(actor_count - there, 0), "label": _("without a running cooperation")})
    return found


def _legend(drawing, lone, kinds):
    shown = {node.kind for node in drawing.nodes} | {actor.kind_id for actor in lone}
    return [kind for key, kind in kinds.items() if key in shown]


def _rows(state, network, table, sort, page, kinds, key):
    first = (page - 1) * tables.PAGE_SIZE
    if table == "einrichtungen":
        return tables.rows(
            network,
            tables.sorted_numbers(state, network, key, sort)[first : first + tables.PAGE_SIZE],
            kinds,
            tables.central_of(state, network, key),
        )
    order = sorted(range(len(network.ties)), key=lambda number: -network.ties[number].pk)
    return tables.cooperation_rows(network, order[first : first + tables.PAGE_SIZE])
