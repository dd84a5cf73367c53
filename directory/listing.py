"""The plain register: lists with filters and counts straight from the database. They work while the search does not.

A list is a queryset and the groups of filters it knows. Parameters carry the names of the whole portal (`art`, `thema`, `gebiet`, …, each may
be repeated). What isn't understood is left out with a notice, never an error: addresses get old, are cut by mail programs, and are tried out.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from .filter_groups import Group
from .models import Actor, ActorText, OfferText
from .models.entries import folded
from .numbers import counted_in

PAGE_SIZE = 20
LONGEST_TEXT = 100
MOST_VALUES = 20
DIGRAPHS = [("ae", "a"), ("oe", "o"), ("ue", "u")]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int | None = None
    checked: bool = False
    lang: str = ""


@dataclass(frozen=True)
class ActiveFilter:
    text: str
    url: str


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready for its template. `facets` and `filters` have the shapes that the components take."""

    items: list
    total: int
    page: int
    pages: int
    text: str
    facets: list[dict]
    filters: list[ActiveFilter]
    notices: list[str] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    """What was understood, as parameters without the page."""
    unshown: list[tuple[str, str]] = field(default_factory=list)
    """Those of `query` that no facet holds: a form of the facets carries them along."""

    @property
    def address(self):
        """The query string of exactly this page, normalised; "" for the first page of the whole list."""
        return urlencode(self.query + [("seite", self.page)] * (self.page > 1))

    @property
    def query_without_text(self):
        return [(param, value) for param, value in self.query if param != "q"]

    @property
    def has_choices(self):
        return any(facet["options"] for facet in self.facets)

    @property
    def numbers(self):
        """(first, last) of the rows on this page, counted from 1."""
        first = (self.page - 1) * PAGE_SIZE + 1
        return first, first + len(self.items) - 1


@dataclass(frozen=True)
class Narrowed:
    """What a list's address asks for: the things that fit, and the filters round them."""

    entries: QuerySet
    total: int | None
    """None where nobody asked for it."""
    facets: list[dict]
    filters: list[ActiveFilter]
    query: list[tuple[str, str]]
    unshown: list[tuple[str, str]]


def narrow(
    found: QuerySet, groups: list[Group], params, notices: list[str], kept: list[tuple[str, str]] | None = None, *, lasting=False
) -> Narrowed:
    """`found` under the filters in `params`, a QueryDict. `kept`: parameters that stand in front of the query and stay when a filter goes.

    `lasting`: `found` doesn't depend on the moment; then all are counted, too, and numbers are kept until something changes.
    """
    kept = kept or []
    known = {group.param: group.known(_values(params, group, notices)) for group in groups}
    chosen = {group.param: _read_values(params, group, known[group.param], notices) for group in groups}

    def narrowed(without=None):
        entries = found
        for group in groups:
            if chosen[group.param] and group is not without:
                entries = group.narrow(entries, [known[group.param][value] for value in chosen[group.param]])
        return entries

    query = kept + [(group.param, value) for group in groups for value in chosen[group.param]]
    shown = {group.param for group in groups if group.shown}

    def count():
        counts = {group.param: group.counts(narrowed(without=group), known[group.param]) for group in groups if group.shown}
        return (narrowed().count() if lasting else None), counts

    total, counts = counted_in(found, (tuple(query), tuple(sorted(shown))), count) if lasting else count()
    return Narrowed(
        entries=narrowed(),
        total=total,
        facets=[_facet(group, counts[group.param], known[group.param], chosen[group.param]) for group in groups if group.shown],
        filters=_active(groups, known, query),
        query=query,
        unshown=[(param, value) for param, value in query if param not in shown],
    )


def read_listing(queryset: QuerySet, groups: list[Group], params) -> Listing:
    """One page of `queryset` (public things, ready for rows) under `params`, a QueryDict."""
    notices: list[str] = []
    text = _read_text(params, notices)
    found = narrow(_with_text(queryset, text), groups, params, notices, [("q", text)] * bool(text), lasting=True)
    total = found.total or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = read_page(params, pages, notices)
    items = list(found.entries.order_by("sort_name", "pk")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]) if total else []
    return Listing(
        items=items,
        total=total,
        page=page,
        pages=pages,
        text=text,
        facets=found.facets,
        filters=[*_text_filter(text, found.query), *found.filters],
        notices=notices,
        query=found.query,
        unshown=found.unshown,
    )


def clean(value):
    """Without what no database column holds (NUL) and nobody types (control characters)."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())


def _read_text(params, notices):
    text = clean(params.get("q", ""))
    if len(text) > LONGEST_TEXT:
        notices.append(_("Your search text was very long. Only its first %(count)d letters were used.") % {"count": LONGEST_TEXT})
    return text[:LONGEST_TEXT].strip()


def _values(params, group, notices):
    values = list(dict.fromkeys(value for value in map(clean, params.getlist(group.param)) if value))
    if len(values) > MOST_VALUES:
        notices.append(_("That were very many filters at once. Only the first %(count)d of a kind were used.") % {"count": MOST_VALUES})
    return [value[:150] for value in values[:MOST_VALUES]]


def _read_values(params, group, known, notices):
    chosen = []
    for value in _values(params, group, []):
        if value in known:
            chosen.append(value)
        else:
            shown = value if len(value) <= 40 else f"{value[:40]}…"
            notices.append(_("The filter “%(value)s” is not known here and was left out.") % {"value": shown})
    return chosen


def read_page(params, pages, notices):
    value = clean(params.get("seite", ""))
    if not value:
        return 1
    if not (value.isascii() and value.isdecimal()) or int(value[:9]) < 1:
        notices.append(_("This is no page number. You see the first page."))
        return 1
    number = int(value[:9])
    if number > pages:
        notices.append(_("The list has fewer pages. You see the last one."))
    return min(number, pages)


def _with_text(queryset, text):
    """Every word must stand in the name, in another name of it or in its name in another language. ae, oe, ue find umlauts too."""
    texts = ActorText if queryset.model is Actor else OfferText
    for word in text.split():
        plain = folded(word)
        spelled = plain
        for digraph, letter in DIGRAPHS:
            spelled = spelled.replace(digraph, letter)
        translated = texts.objects.filter(**{queryset.model._meta.model_name: OuterRef("pk")}, name__icontains=word)
        condition = Q(sort_name__contains=plain) | Q(sort_name__contains=spelled) | Exists(translated)
        if queryset.model is Actor:
            condition |= Q(other_names__icontains=word)
        queryset = queryset.filter(condition)
    return queryset


def _facet(group, counts, known, chosen):
    options = [
        Option(value, group.text(thing), counts.get(value, 0), value in chosen)
        for value, thing in known.items()
        if counts.get(value) or value in chosen
    ]
    return {"name": group.param, "label": group.label, "options": options}


def _active(groups, known, query):
    """Each filter with the address of the list without it."""
    found = []
    for group in groups:
        found += [
            ActiveFilter(group.text(known[group.param][value]), _without(query, group.param, value))
            for param, value in query
            if param == group.param
        ]
    return found


def _text_filter(text, query):
    return [ActiveFilter(text, _without(query, "q", text))] if text else []


def _without(query, *gone):
    rest = urlencode([pair for pair in query if pair != gone])
    return f"?{rest}" if rest else "?"
