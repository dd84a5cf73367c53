"""One page of the list of cooperations, from its address. What isn't understood is left out with a notice."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.listing import LONGEST_TEXT, MOST_VALUES, ActiveFilter, Option, clean, read_page

from ..listed import ListedCooperation, listed_cooperations
from . import board as boards
from . import words
from .board import Board
from .groups import Group, groups
from .terms import Node

PAGE_SIZE = 20
MOST_KEPT = 40
"""Answers of one state of the board: lists without words are asked for again and again."""


class Sort(TextChoices):
    """The value stands in `?sortierung=`."""

    RELEVANCE = "treffer", gettext_lazy("Best matches")
    NAME = "name", gettext_lazy("Title")
    BEGIN = "beginn", gettext_lazy("Latest begin")
    CHECKED = "geprueft", gettext_lazy("Recently checked")
    CHANGED = "geaendert", gettext_lazy("Recently changed")


ORDERS = {Sort.NAME: "order", Sort.BEGIN: "by_begin", Sort.CHECKED: "by_check", Sort.CHANGED: "by_publication"}
"""Of a board."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for, understood."""

    text: str
    chosen: dict[str, list[str]]
    sort: Sort
    notices: list[str]
    query: list[tuple[str, str]]
    """As parameters, without the page."""

    def url(self, *, without=None, **changes):
        kept = [pair for pair in self.query if pair != without and pair[0] not in changes]
        rest = urlencode(kept + [(name, value) for name, value in changes.items() if value])
        return f"?{rest}" if rest else "?"


@dataclass(frozen=True)
class CooperationListing:
    """`facets` and `filters` have the shapes that the components take."""

    items: list[ListedCooperation]
    areas: dict[int, list[Node]]
    """Key of a cooperation → where it is."""
    total: int
    page: int
    pages: int
    asked: Asked
    facets: list[dict]
    filters: list[ActiveFilter]
    is_searched: bool = True
    """False while the search is down, and words were looked up in titles alone."""
    unshown: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self):
        return self.asked.text

    @property
    def notices(self):
        return self.asked.notices

    @property
    def query(self):
        return self.asked.query

    @property
    def address(self):
        return urlencode(self.query + [("seite", self.page)] * (self.page > 1))

    @property
    def query_without_text(self):
        return [(param, value) for param, value in self.query if param != "q"]

    @property
    def hidden_for_sorting(self):
        return [(param, value) for param, value in self.query if param != "sortierung"]

    @property
    def filters_only(self):
        """For feeds and tables of the same choice."""
        return urlencode(self.query)

    @property
    def has_choices(self):
        return any(facet["options"] for facet in self.facets)

    @property
    def numbers(self):
        first = (self.page - 1) * PAGE_SIZE + 1
        return first, first + len(self.items) - 1

    @property
    def sorting(self):
        ways = [way for way in Sort if way != Sort.RELEVANCE or self.text]
        return [{"value": way.value, "name": way.label, "current": way == self.asked.sort} for way in ways]


def read_listing(params) -> CooperationListing:
    """`params`: a QueryDict."""
    board = boards.current()
    known_groups = groups(board)
    asked, known = _read(params, known_groups)
    keys, is_searched = words.found(asked.text) if asked.text else (None, True)
    if keys is not None and is_searched and len(keys) >= words.MOST_FOUND:
        asked.notices.append(_("So many cooperations have these words that only the best ones are shown. Add a word or a filter."))
    ordered, facets = _narrowed(board, known_groups, known, asked, keys)
    pages = max(1, -(-len(ordered) // PAGE_SIZE))
    page = read_page(params, pages, asked.notices)
    shown = [int(pk) for pk in board.keys[ordered[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]]
    params_shown = {group.param for group in known_groups if group.shown}
    return CooperationListing(
        items=in_order(board, shown),
        areas=board.areas_of(shown),
        total=len(ordered),
        page=page,
        pages=pages,
        asked=asked,
        facets=facets,
        filters=_filters(asked, known_groups, known),
        is_searched=is_searched,
        unshown=[(param, value) for param, value in asked.query if param not in params_shown],
    )


def keys_of(board: Board, params, most, sort=None) -> tuple[list[int], Asked]:
    """The keys of the first `most` cooperations of a list, in its order or in that of `sort`, for feeds and tables."""
    known_groups = groups(board)
    asked, known = _read(params, known_groups)
    keys, _searched = words.found(asked.text) if asked.text else (None, True)
    mask, slots = _start(board, keys)
    for group in known_groups:
        if asked.chosen[group.param]:
            mask = mask & group.mask([known[group.param][value] for value in asked.chosen[group.param]])
    return [int(pk) for pk in board.keys[_ordered(board, mask, sort or asked.sort, slots)[:most]]], asked


def in_order(board: Board, keys) -> list[ListedCooperation]:
    """Those of `keys` that are public, ready for rows. Two queries."""
    return listed_cooperations(keys, board.vocabularies.kinds_by_key)


def _read(params, known_groups) -> tuple[Asked, dict[str, dict]]:
    notices: list[str] = []
    text = clean(params.get("q", ""))
    if len(text) > LONGEST_TEXT:
        notices.append(_("Your search text was very long. Only its first %(count)d letters were used.") % {"count": LONGEST_TEXT})
    text = text[:LONGEST_TEXT].strip()
    known, chosen = {}, {}
    for group in known_groups:
        values = list(dict.fromkeys(value for value in map(clean, params.getlist(group.param)) if value))
        if len(values) > MOST_VALUES:
            notices.append(_("That were very many filters at once. Only the first %(count)d of a kind were used.") % {"count": MOST_VALUES})
        values = [value[:150] for value in values[:MOST_VALUES]]
        known[group.param] = group.known(values)
        chosen[group.param] = [value for value in values if value in known[group.param]]
        for value in values:
            if value not in known[group.param]:
                shown = value if len(value) <= 40 else f"{value[:40]}…"
                notices.append(_("The filter “%(value)s” is not known here and was left out.") % {"value": shown})
    sort, said = _read_sort(params, text, notices)
    query = [("q", text)] * bool(text) + [(group.param, value) for group in known_groups for value in chosen[group.param]]
    query += [("sortierung", sort.value)] * said
    return Asked(text, chosen, sort, notices, query), known


def _read_sort(params, text, notices):
    """(order, whether the address says so)"""
    usual = Sort.RELEVANCE if text else Sort.NAME
    value = clean(params.get("sortierung", ""))
    if not value:
        return usual, False
    if value not in Sort.values or (value == Sort.RELEVANCE and not text):
        notices.append(_("There is no such order here. You see the usual one."))
        return usual, False
    return Sort(value), value != usual


def _start(board, keys):
    """(mask, slots in the order of the words or None) before any filter."""
    if keys is None:
        return board.public, None
    slots = board.slots_of(keys)
    return board.mask(slots), slots


def _narrowed(board, known_groups: list[Group], known, asked, keys):
    """(slots in order, facets). Kept on the board for lists without words."""
    key = (tuple(pair for pair in asked.query if pair[0] != "sortierung"), asked.sort)
    kept = board.numbers.get(key) if keys is None else None
    if kept is None:
        kept = _count(board, known_groups, known, asked, keys)
        if keys is None:
            if len(board.numbers) >= MOST_KEPT:
                board.numbers.clear()
            board.numbers[key] = kept
    ordered, counts = kept
    facets = [_facet(group, counts[group.param], known[group.param], asked.chosen[group.param]) for group in known_groups if group.shown]
    return ordered, facets


def _count(board, known_groups, known, asked, keys):
    start, slots = _start(board, keys)
    masks = {
        group.param: group.mask([known[group.param][value] for value in asked.chosen[group.param]])
        for group in known_groups
        if asked.chosen[group.param]
    }

    def narrowed(without=None):
        mask = start
        for param, chosen in masks.items():
            if param != without:
                mask = mask & chosen
        return mask

    whole = narrowed()
    counts = {
        group.param: group.counts(narrowed(group.param) if group.param in masks else whole, known[group.param])
        for group in known_groups
        if group.shown
    }
    return _ordered(board, whole, asked.sort, slots), counts


def _ordered(board, mask, sort, slots) -> np.ndarray:
    if sort == Sort.RELEVANCE:
        return slots[mask[slots]]
    order = getattr(board, ORDERS[sort])
    return order[mask[order]]


def _facet(group, counts, known, chosen):
    options = [
        Option(value, group.text(thing), counts.get(value, 0), value in chosen)
        for value, thing in known.items()
        if counts.get(value) or value in chosen
    ]
    if group.by_count:
        options.sort(key=lambda option: -(option.count or 0))
    return {"name": group.param, "label": group.label, "options": options}


def _filters(asked, known_groups, known):
    """Each with the address of the list without it."""
    found = [ActiveFilter(asked.text, asked.url(q=None))] if asked.text else []
    for group in known_groups:
        found += [
            ActiveFilter(group.text(known[group.param][value]), asked.url(without=(group.param, value)))
            for value in asked.chosen[group.param]
        ]
    return found
