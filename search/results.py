"""One page of results, ready for its template: rows with marks, tabs, filters with counts, ways on."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import wording
from directory.addresses import entry_address
from directory.rows import Row

from .chips import Understanding, understanding
from .conditions import RADII
from .engines import get_engine
from .engines.base import Found, Hit, document_key
from .enums import Matched, Section, Sort, View
from .facets import FACETS, SECTION, Facet, Term
from .highlight import Highlighter
from .query import FILTER_PARAMS, MOST_PAGES, PAGE_SIZE, PLACE_PARAMS, Asked
from .registry import document_type
from .wanted import words_of
from .where import ANY, LEAST_KM, MOST_KM, radii

OPEN = 5
"""Values of a filter that stand there at once."""
MOST_ROWS = 5000
"""In a table for spreadsheets."""
MOST_OPTIONS = 30
"""… and behind “more”; a page of its own has all."""
MOST_NAMED = 500
"""Beyond, only the widest level of a tree is offered."""
BOX_FROM = 12
"""A filter with more values has a box to look for one."""
LONGEST_ID = 18
"""Digits of a key that any database can look up."""


@dataclass(frozen=True)
class ResultPage:
    """Shapes are those that the components take (`templates/components/`)."""

    asked: Asked
    total: int
    rows: list[Row]
    page: int
    pages: int
    tabs: list[dict]
    facets: list[dict]
    filters: list[dict]
    sorting: list[dict]
    notices: list[str] = field(default_factory=list)
    some_words: bool = False
    """Nothing has all words; these have some."""
    whole: int | None = None
    """So many have all that was asked and come first; None where all have it, or none."""
    understood: Understanding | None = None
    hits: tuple[Hit, ...] = ()
    """Those of `rows`, in their order."""

    @property
    def partly(self):
        """Said where only the first results have all that was asked."""
        if not self.whole:
            return ""
        text = ngettext(
            "One entry has all that you asked for. The others have a part of it.",
            "%(count)d entries have all that you asked for and come first. The others have a part of it.",
            self.whole,
        )
        return text % {"count": self.whole}

    @property
    def first(self):
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self):
        return min(self.page * PAGE_SIZE, self.total)

    @property
    def clear_url(self):
        """The same words without filters."""
        return self.asked.url(**dict.fromkeys([*FILTER_PARAMS, *PLACE_PARAMS, "ausschnitt"]))

    @property
    def clear_url_if_filtered(self):
        return self.clear_url if self.filters else ""

    @property
    def feed_query(self):
        return self.asked.url(sortierung=None, ansicht=None, format="atom")

    @property
    def csv_query(self):
        return self.asked.url(ansicht=None, format="csv")

    @property
    def most_rows(self):
        return MOST_ROWS

    @property
    def place_ways(self):
        """To what may be meant by a place that is not one."""
        names = [place.name for place in self.asked.where.choices] or self.asked.where.suggestions
        return [{"text": name, "url": self.asked.url(ort=name)} for name in names]

    @property
    def hidden_for_filters(self):
        return [(name, value) for name, value in self.asked.pairs if name not in FILTER_PARAMS]

    @property
    def hidden_for_sorting(self):
        return [(name, value) for name, value in self.asked.pairs if name != "sortierung"]

    @property
    def hidden_for_words(self):
        """What a new word keeps: the kind of result, the view, how far, and the visitor's own place. Other filters would hide what the new words find."""
        kept = ("typ", "ansicht", *(("km", "lat", "lon") if self.asked.where.near else ()))
        return [(name, value) for name, value in self.asked.pairs if name in kept]

    @property
    def views(self):
        """What `components/view_switch.html` takes."""
        return [
            {"name": _("List"), "url": self.asked.url(ansicht=None), "icon": "layout-list", "current": not self.asked.on_map},
            {"name": View.MAP.label, "url": self.asked.url(ansicht=View.MAP.value), "icon": "map", "current": self.asked.on_map},
        ]

    @property
    def areas(self):
        """The results by area: what the map shows, for those who don't see it."""
        options = next((facet["options"] for facet in self.facets if facet["name"] == "gebiet"), [])
        return [
            {"name": option["label"], "url": self.asked.url(gebiet=option["value"], ausschnitt=None), **option}
            for option in options
            if option["count"]
        ]

    @property
    def map_query(self):
        """Parameters with which the map asks for its places: those of the search, but not its order or view."""
        return urlencode([(name, value) for name, value in self.asked.pairs if name not in ("ansicht", "sortierung")])

    @property
    def everywhere_url(self):
        """The same search without the part of the map."""
        return self.asked.url(ausschnitt=None)


def find(asked: Asked, at: datetime) -> ResultPage:
    """Raises `SearchUnavailable`. `at` is now, for what rows say about time."""
    result = get_engine().search(asked.query)
    pages = min(max(1, -(-result.total // PAGE_SIZE)), MOST_PAGES)
    page, notices = asked.page, list(asked.notices)
    if page > pages:
        notices.append(_("There are fewer pages. You see the last one."))
        page = pages
        result = get_engine().search(replace(asked.query, offset=(page - 1) * PAGE_SIZE))
    rows = _rows(result.hits, asked, at)
    return ResultPage(
        asked=asked,
        total=result.total,
        rows=[row for hit, row in rows],
        hits=tuple(hit for hit, row in rows),
        page=page,
        pages=pages,
        tabs=_tabs(asked, result),
        facets=_facets(asked, result),
        filters=_filters(asked),
        sorting=_sorting(asked),
        notices=notices,
        some_words=result.matched == Matched.ANY and result.total > 0,
        whole=result.whole if result.matched == Matched.MOST else None,
        understood=understanding(asked),
    )


# --- Rows ---------------------------------------------------------------------------------------------------------------


def _rows(hits: tuple[Hit, ...], asked, at):
    """[(hit, row)] in the order of the hits; what stopped being public a moment ago is left out."""
    found, query = things(hits, at), asked.query
    meant = dict.fromkeys([*(word for phrase in query.phrases for word in phrase), *words_of(query.groups)])
    highlighter = Highlighter(tuple(meant) or query.words)
    reader = get_language() or "de"
    rows = [(hit, _marked(found[key], highlighter, hit, reader)) for hit in hits if (key := (hit.doc_type, hit.object_id)) in found]
    return [(hit, _recommended(row) if document_key(hit.doc_type, hit.object_id) in query.picked else row) for hit, row in rows]


def _recommended(row):
    """Said openly: the office has put it there."""
    return replace(row, chips=[{"text": _("Recommended by the office"), "tone": "brand", "icon": "star"}, *row.chips])


def things(hits, at) -> dict[tuple[str, int], Found]:
    """(document type, id) → what can be shown of it; without what stopped being public a moment ago."""
    ids = defaultdict(list)
    for hit in hits:
        ids[hit.doc_type].append(hit.object_id)
    return {
        (name, pk): thing for name, pks in ids.items() if (builder := document_type(name)) for pk, thing in builder.found(pks, at).items()
    }


def _marked(found, highlighter, hit, reader):
    """Title and snippet with marks, each read in its own language."""
    row = found.row
    text, language = highlighter.snippet(_texts(found, reader))
    return replace(
        row,
        title=highlighter.marked(row.title, row.lang or reader),
        text=text,
        text_lang="" if language == reader else language,
        side=wording.distance(hit.distance_km) or row.side,
        key=document_key(hit.doc_type, hit.object_id),
    )


def _texts(found, reader):
    """The body is only made readable where the text before it has no mark."""
    yield found.row.text, found.row.text_lang or reader
    yield found.body, found.body_lang or reader


def rows_of(keys, at):
    """Rows of things by their keys (“actor:12”), in this order; those that nobody may see are missing."""
    pairs = [key.partition(":") for key in keys]
    hits = [Hit(name, int(pk), 0.0) for name, _colon, pk in pairs if document_type(name) and pk.isdecimal() and len(pk) < LONGEST_ID]
    found, highlighter, reader = things(hits, at), Highlighter(()), get_language() or "de"
    return [_marked(found[key], highlighter, hit, reader) for hit in hits if (key := (hit.doc_type, hit.object_id)) in found]


# --- Tabs, filters, order --------------------------------------------------------------------------------------------------


def _tabs(asked, result):
    counts = result.counts[SECTION.field]
    tabs = [{"name": _("All"), "url": asked.url(typ=None), "count": sum(counts.values()), "current": not asked.section}]
    for section in Section:
        if counts.get(section.value) or asked.section == section.value:
            tab = {"name": section.label, "url": asked.url(typ=section.value), "count": counts.get(section.value, 0)}
            tabs.append({**tab, "current": asked.section == section.value})
    return tabs


def _facets(asked, result):
    facets = {facet.param: _facet(facet, asked, result) for facet in FACETS}
    place = list(facets).index("gebiet") + 1
    shown = list(facets.values())
    return [*shown[:place], *([_distance(asked, result)] if asked.where.near else []), _age(asked), *shown[place:]]


def _facet(facet: Facet, asked, result):
    if facet.is_minor and facet.field not in result.counts:
        return {"name": facet.param, "label": facet.label, "options": [], "is_minor": True, "folded": True, "later": _opening(facet, asked)}
    counts, chosen = result.counts.get(facet.field, {}), asked.chosen(facet)
    terms = _in_order(facet, known_terms(facet, asked, counts), counts, chosen)
    number, terms = len(terms), [term for place, term in enumerate(terms) if place < MOST_OPTIONS or term.value in chosen]
    top = terms[0].parent if terms else ""
    options = [
        {
            "value": term.value,
            "label": term.label,
            "count": counts.get(term.value, 0),
            "checked": term.value in chosen,
            "lang": term.lang,
            "below": term.parent != top,
        }
        for term in terms
    ]
    if len(options) == 1 and not chosen and options[0]["count"] == result.total and facet.field not in asked.query.opened:
        options = []  # nothing to choose
    all_url = f"{entry_address('search:filter', facet.param)}{asked.url()}" if number > MOST_OPTIONS else ""
    return {
        "name": facet.param,
        "label": facet.label,
        "options": options,
        "open": max(OPEN, _length_of_chosen(terms, chosen)),
        "folded": facet.is_minor and not chosen and facet.field not in asked.query.opened,
        "opened": facet.field in asked.query.opened,
        "is_minor": facet.is_minor,
        "box": number > BOX_FROM,
        "all_url": all_url,
    }


def _opening(facet, asked):
    """The address of the same results with the numbers of this facet."""
    query = asked.url().removeprefix("?")
    return "?" + "&".join([*([query] if query else []), urlencode([("auf", facet.param)])])


def known_terms(facet, asked, counts):
    """What can be chosen; of thousands only what the hits have."""
    if facet.named and 0 < len(counts) <= MOST_NAMED:
        return facet.named([*asked.chosen(facet), *counts])
    return asked.terms[facet.field]


def _in_order(facet, terms: list[Term], counts, chosen):
    """What has hits or is chosen; of trees the top, and below what is chosen one level more. Branches with something chosen come first."""
    parents = {term.value: term.parent for term in terms} if chosen else {}
    opened: set[str] = set()
    for value in chosen:
        while value and value not in opened:
            opened.add(value)
            value = parents.get(value, "")
    below = defaultdict(list)
    for term in terms:
        if counts.get(term.value) or term.value in opened:
            below[term.parent].append(term)

    def branch(parent):
        siblings = below[parent]
        if facet.by_count:
            siblings = sorted(siblings, key=lambda term: -counts.get(term.value, 0))
        for term in sorted(siblings, key=lambda term: term.value not in opened) if opened else siblings:
            yield term
            if term.value in opened:
                yield from branch(term.value)

    top = ""
    while len(below[top]) == 1 and below[top][0].value not in chosen and below[below[top][0].value]:
        top = below[top][0].value  # all hits lie in one state: its districts are the choice
    return list(branch(top))


def _length_of_chosen(terms, chosen):
    """So many stand there at once that chosen branches are shown whole, within reason."""
    last = max((place for place, term in enumerate(terms, 1) if term.value in chosen or term.parent in chosen), default=0)
    return min(last, 15)


def _distance(asked, result):
    near, counts = asked.where.near, result.counts.get("distance", {})
    options = [
        {
            "value": f"{km:g}",
            "label": _("up to %(distance)s") % {"distance": _kilometres(km)},
            "count": counts.get(f"{km:g}", 0) if km in RADII else result.total,
            "checked": km == near.km,
        }
        for km in radii(near.km)
    ]
    options.append({"value": ANY, "label": _("any distance"), "checked": near.km is None})
    number = {"name": "km", "label": _("another distance in km"), "least": LEAST_KM, "most": MOST_KM}
    return {"name": "km", "label": _("Distance"), "kind": "radio", "options": options, "open": len(options), "number": number}


def _kilometres(km):
    return f"{number_format(km, decimal_pos=0 if km == int(km) else 1)}\u00a0km"


def _age(asked):
    ages = (("alter_von", _("from"), asked.query.age_from), ("alter_bis", _("to"), asked.query.age_to))
    return {
        "name": "alter",
        "label": _("Age"),
        "kind": "range",
        "options": [{"name": name, "label": label, "value": value, "max": 120} for name, label, value in ages],
    }


def _filters(asked):
    """Each with the address without it."""
    filters = []
    for facet in FACETS:
        if not (chosen := asked.chosen(facet)):
            continue
        terms = {term.value: term for term in asked.terms[facet.field]}
        for value in chosen:
            filters.append({"text": terms[value].label, "lang": terms[value].lang, "url": asked.url(without=[(facet.param, value)])})
    if asked.query.age_from is not None or asked.query.age_to is not None:
        text = wording.ages(asked.query.age_from, asked.query.age_to) or _("Age")
        filters.append({"text": text, "url": asked.url(alter_von=None, alter_bis=None)})
    if asked.where.near:
        filters.append({"text": _place_text(asked.where), "url": asked.url(km=None, **dict.fromkeys(PLACE_PARAMS))})
    if asked.query.box is not None:
        filters.append({"text": _("Only this part of the map"), "url": asked.url(ausschnitt=None)})
    return filters


def _place_text(where):
    if where.near.km is None:
        return _("Distance from %(place)s") % {"place": where.label}
    distance = _kilometres(where.near.km)
    if where.own:
        return _("up to %(distance)s from my location") % {"distance": distance}
    return _("up to %(distance)s round %(place)s") % {"distance": distance, "place": where.label}


def _sorting(asked):
    missing = [*([] if asked.query.words else [Sort.RELEVANCE]), *([] if asked.where.near else [Sort.DISTANCE])]
    ways = [way for way in Sort if way not in missing]
    return [{"value": way.value, "name": way.label, "current": way == asked.query.sort} for way in ways]


def heading(page: ResultPage) -> str:
    """“142 Treffer für „flöte“”."""
    number = number_format(page.total, force_grouping=True)
    if not page.asked.text:
        return ngettext("%(number)s entry", "%(number)s entries", page.total) % {"number": number}
    return ngettext("%(number)s result for “%(words)s”", "%(number)s results for “%(words)s”", page.total) % {
        "number": number,
        "words": page.asked.text,
    }
