"""One page of results, ready for its template: rows with marks, tabs, filters with counts, ways on."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from directory import wording
from directory.models import Topic
from directory.rows import Row

from .engines import get_engine
from .engines.base import Hit
from .enums import Matched, Section, Sort
from .facets import FACETS, SECTION, Facet, Term
from .highlight import Highlighter
from .query import MOST_PAGES, PAGE_SIZE, Asked
from .registry import document_type

OPEN = 5
"""Values of a filter that stand there at once."""
TOPICS_SHOWN = 6


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

    @property
    def first(self):
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self):
        return min(self.page * PAGE_SIZE, self.total)

    @property
    def clear_url(self):
        """The same words without filters."""
        return self.asked.url(**dict.fromkeys([*(facet.param for facet in FACETS), "alter_von", "alter_bis"]))

    @property
    def clear_url_if_filtered(self):
        return self.clear_url if self.filters else ""

    @property
    def hidden_for_filters(self):
        shown = {*(facet.param for facet in FACETS), "alter_von", "alter_bis"}
        return [(name, value) for name, value in self.asked.pairs if name not in shown]

    @property
    def hidden_for_sorting(self):
        return [(name, value) for name, value in self.asked.pairs if name != "sortierung"]

    @property
    def hidden_for_words(self):
        """What a new word keeps: the kind of result. Filters that fitted the old words would hide what the new ones find."""
        return [(name, value) for name, value in self.asked.pairs if name == "typ"]


def find(asked: Asked, at: datetime) -> ResultPage:
    """Raises `SearchUnavailable`. `at` is now, for what rows say about time."""
    result = get_engine().search(asked.query)
    pages = min(max(1, -(-result.total // PAGE_SIZE)), MOST_PAGES)
    page, notices = asked.page, list(asked.notices)
    if page > pages:
        notices.append(_("There are fewer pages. You see the last one."))
        page = pages
        result = get_engine().search(replace(asked.query, offset=(page - 1) * PAGE_SIZE))
    return ResultPage(
        asked=asked,
        total=result.total,
        rows=_rows(result.hits, asked.query.words, at),
        page=page,
        pages=pages,
        tabs=_tabs(asked, result),
        facets=[*(_facet(facet, asked, result) for facet in FACETS), _age(asked)],
        filters=_filters(asked),
        sorting=_sorting(asked),
        notices=notices,
        some_words=result.matched == Matched.ANY and result.total > 0,
    )


# --- Rows ---------------------------------------------------------------------------------------------------------------


def _rows(hits: tuple[Hit, ...], words, at):
    """In the order of the hits; what stopped being public a moment ago is left out."""
    ids = defaultdict(list)
    for hit in hits:
        ids[hit.doc_type].append(hit.object_id)
    found = {
        (name, pk): thing for name, pks in ids.items() if (builder := document_type(name)) for pk, thing in builder.found(pks, at).items()
    }
    highlighter = Highlighter(words)
    keys = [(hit.doc_type, hit.object_id) for hit in hits]
    return [_marked(found[key], highlighter) for key in keys if key in found]


def _marked(found, highlighter):
    """Title and snippet with marks, each read in its own language."""
    reader = get_language() or "de"
    row = found.row
    text, language = highlighter.snippet([(row.text, row.text_lang or reader), (found.body, found.body_lang or reader)])
    return replace(
        row, title=highlighter.marked(row.title, row.lang or reader), text=text, text_lang="" if language == reader else language
    )


# --- Tabs, filters, order --------------------------------------------------------------------------------------------------


def _tabs(asked, result):
    counts = result.counts[SECTION.field]
    tabs = [{"name": _("All"), "url": asked.url(typ=None), "count": sum(counts.values()), "current": not asked.section}]
    for section in Section:
        if counts.get(section.value) or asked.section == section.value:
            tab = {"name": section.label, "url": asked.url(typ=section.value), "count": counts.get(section.value, 0)}
            tabs.append({**tab, "current": asked.section == section.value})
    return tabs


def _facet(facet: Facet, asked, result):
    counts, chosen = result.counts.get(facet.field, {}), asked.chosen(facet)
    terms = _in_order(facet, asked.terms[facet.field], counts, chosen)
    options = [
        {
            "value": term.value,
            "label": term.label,
            "count": counts.get(term.value, 0),
            "checked": term.value in chosen,
            "lang": term.lang,
            "below": bool(term.parent),
        }
        for term in terms
    ]
    if len(options) == 1 and not chosen and options[0]["count"] == result.total:
        options = []  # nothing to choose
    return {"name": facet.param, "label": facet.label, "options": options, "open": max(OPEN, _length_of_chosen(terms, chosen))}


def _in_order(facet, terms: list[Term], counts, chosen):
    """What has hits or is chosen; of trees the top, and below what is chosen one level more. Branches with something chosen come first."""
    parents = {term.value: term.parent for term in terms}
    opened = set()
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
        for term in sorted(siblings, key=lambda term: term.value not in opened):
            yield term
            if term.value in opened:
                yield from branch(term.value)

    return list(branch(""))


def _length_of_chosen(terms, chosen):
    """So many stand there at once that chosen branches are shown whole, within reason."""
    last = max((place for place, term in enumerate(terms, 1) if term.value in chosen or term.parent in chosen), default=0)
    return min(last, 15)


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
        terms = {term.value: term for term in asked.terms[facet.field]}
        for value in asked.chosen(facet):
            filters.append({"text": terms[value].label, "lang": terms[value].lang, "url": asked.url(without=[(facet.param, value)])})
    if asked.query.age_from is not None or asked.query.age_to is not None:
        text = wording.ages(asked.query.age_from, asked.query.age_to) or _("Age")
        filters.append({"text": text, "url": asked.url(alter_von=None, alter_bis=None)})
    return filters


def _sorting(asked):
    ways = [way for way in Sort if asked.query.words or way != Sort.RELEVANCE]
    return [{"value": way.value, "name": way.label, "current": way == asked.query.sort} for way in ways]


# --- Nothing found ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WaysOn:
    """What helps when nothing was found: `steps` for `next_steps.html`, `topics` for `kind_links.html`."""

    steps: list[dict]
    topics: list[dict]


def ways_on(asked: Asked) -> WaysOn:
    """Raises `SearchUnavailable`."""
    steps = []
    if asked.is_filtered or asked.section:
        only_words = replace(asked.query, filters=(), age_from=None, age_to=None, offset=0, limit=1)
        if total := get_engine().search(only_words).total:
            cleared = dict.fromkeys([*(facet.param for facet in FACETS), "alter_von", "alter_bis", "typ"])
            text = _("Search for “%(words)s” without filters") % {"words": asked.text} if asked.text else _("Search without filters")
            steps.append({"icon": "x", "text": text, "url": asked.url(**cleared), "note": _hits(total)})
    steps.append({"icon": "building-2", "text": _("Look through all institutions"), "url": reverse("directory:actors")})
    steps.append({"icon": "list", "text": _("Look through all offers"), "url": reverse("directory:offers")})
    return WaysOn(steps, _topics(asked))


def _topics(asked):
    """The topics with most entries, for a start from another side."""
    everything = replace(asked.query, words=(), filters=(), age_from=None, age_to=None, sort=Sort.NAME, offset=0, limit=1)
    counts = get_engine().search(everything).counts["topic"]
    topics = sorted((topic for topic in Topic.objects.filter(depth=1) if counts.get(topic.slug)), key=lambda topic: -counts[topic.slug])
    return [
        {
            "url": f"?thema={topic.slug}",
            "icon": topic.icon or "shapes",
            "name": topic.local_name,
            "kind": f"thema-{topic.slug}" if topic.hue is not None else "",
            "count": counts[topic.slug],
        }
        for topic in topics[:TOPICS_SHOWN]
    ]


def _hits(total):
    return ngettext("%(count)d result", "%(count)d results", total) % {"count": total}


def heading(page: ResultPage) -> str:
    """“142 Treffer für „flöte“”."""
    number = number_format(page.total, force_grouping=True)
    if not page.asked.text:
        return ngettext("%(number)s entry", "%(number)s entries", page.total) % {"number": number}
    return ngettext("%(number)s result for “%(words)s”", "%(number)s results for “%(words)s”", page.total) % {
        "number": number,
        "words": page.asked.text,
    }
