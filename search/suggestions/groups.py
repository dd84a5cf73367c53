"""Suggestions in groups: words to search for, topics, areas, and what is called like it, each kind of thing by itself.

Things are read from the database through `public()`, like hits: what was hidden a moment ago isn't proposed, even before the index knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.addresses import fixed_address
from directory.freshness import BERLIN

from ..analysis import fold, query_words, words
from ..engines import get_engine
from ..engines.base import Name, SearchQuery, Suggested
from ..enums import Section
from ..query import LONGEST_TEXT, clean
from ..registry import document_type
from ..starts import marked_parts, word_starts
from .terms import Term, known_terms, postcodes

MOST = 9
"""Suggestions altogether: as many as fit above the keyboard of a phone when it scrolls a little."""
EACH = 3
"""Of one group."""
WANTED = {
    "": 6,
    Section.OFFERS.value: 10,
    Section.INSTITUTIONS.value: 6,
    Section.MEETINGS.value: 4,
    Section.COOPERATIONS.value: 3,
    Section.PAGES.value: 3,
}
"""Words and things that the engine is asked for: more offers than are shown, since many share a name."""
NEAR_WANTED = {
    Section.OFFERS.value: 12,
    Section.INSTITUTIONS.value: 12,
    Section.MEETINGS.value: 6,
    Section.COOPERATIONS.value: 6,
    Section.PAGES.value: 6,
}
WIDE_WINDOW = 60
"""Offers that are looked at when one name fills the window."""
TRIED = 3
"""Words, terms and areas each, of which it is asked whether anything is there."""
FEW = 3
"""With fewer suggestions mistakes in typing are forgiven."""
MOST_WORDS = 8
SHORTEST_POSTCODE, LONGEST_POSTCODE = 3, 5


@dataclass(frozen=True)
class Suggestion:
    """`parts`: the text, of which every second piece is what was typed. `query`: words for the search field, else `url` is where it leads."""

    parts: list[str]
    url: str
    icon: str
    kind: str = ""
    note: str = ""
    lang: str = ""
    query: str = ""

    @property
    def text(self):
        return "".join(self.parts)

    def as_json(self):
        """All fields, as plain values."""
        return self.__dict__


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    items: list[Suggestion] = field(default_factory=list)


@dataclass(frozen=True)
class _Asked:
    typed: list[str]
    at: datetime

    @property
    def folded(self):
        return [fold(word) for word in self.typed]

    @property
    def today(self):
        return self.at.astimezone(BERLIN).date()

    @property
    def language(self):
        return get_language() or "de"


def suggestions(text: str, at: datetime) -> list[Group]:
    """For what stands in the search field, whatever that is. Raises `SearchUnavailable`."""
    asked = _Asked([word for word in words(clean(text[: LONGEST_TEXT * 2])[:LONGEST_TEXT]) if fold(word)][:MOST_WORDS], at)
    if not asked.typed:
        return []
    found = _suggested(asked, WANTED)
    leading_on = _leading_on(asked, found)
    things = _things(asked, found)
    if sum(len(group.items) for group in [*leading_on, *things]) < FEW:
        things = _things(asked, found, near=_suggested(asked, NEAR_WANTED, near=True))
    return _fitting([*leading_on, *things])


def _suggested(asked, wanted, *, near=False) -> Suggested:
    return get_engine().suggest(asked.typed, wanted, today=asked.today, language=asked.language, near=near)


def _fitting(groups):
    """At most `MOST`, shared fairly: each group gives its last ones away."""
    kept = {group.name: 0 for group in groups}
    for _round in range(EACH):
        for group in groups:
            if sum(kept.values()) < MOST and kept[group.name] < min(EACH, len(group.items)):
                kept[group.name] += 1
    return [replace(group, items=group.items[: kept[group.name]]) for group in groups if kept[group.name]]


# --- Words, topics, kinds, areas ------------------------------------------------------------------------------------------


def _leading_on(asked, found) -> list[Group]:
    """Words to search for and filters, as far as they lead to something: one question to the engine."""
    groups = [("terms", _("Topics"), list(_terms(asked))), ("areas", _("Areas"), list(_areas(asked)))]
    filled = _filled(asked, [candidate for _name, _label, candidates in groups for candidate in candidates])
    return [
        Group("words", _("Search for"), list(_words(asked, found))[:EACH]),
        *(Group(name, label, [made for query, made in candidates if filled[query]][:EACH]) for name, label, candidates in groups),
    ]


def _filled(asked, candidates) -> dict[SearchQuery, bool]:
    """Whether the queries find anything. What was asked of a term alone a moment ago isn't asked again."""
    known = known_terms().filled
    filled = {query: known[query] for query, _suggestion in candidates if query in known}
    unknown = [query for query, _suggestion in candidates if query not in known]
    for query, is_filled in zip(unknown, get_engine().fills(unknown) if unknown else (), strict=True):
        filled[query] = is_filled
        if not query.words:
            known[query] = is_filled
    return filled


def _literal_first(asked, things, text):
    """Who types an umlaut means it: “flö” is rather Flöte than Floß. Who types none may have no key for it."""
    typed = asked.typed[-1].casefold()
    return list(things) if typed.isascii() else sorted(things, key=lambda thing: typed not in text(thing).casefold())


def _query(asked, words: Sequence[str] = (), term: Term | None = None):
    filters = ((term.field, (term.value,)),) if term else ()
    return SearchQuery(today=asked.today, words=tuple(words), language=asked.language, filters=filters)


def _words(asked, found):
    """Whole words in the place of the last one; what stands there already is no suggestion."""
    for word in _literal_first(asked, found.words, str):
        if fold(word) != asked.folded[-1]:
            text = " ".join([*asked.typed[:-1], word])
            yield Suggestion(marked_parts(text, asked.typed), _url(q=text), "search", query=text)


def _terms(asked):
    """Those whose own name is typed come before those with another word for it."""
    found = known_terms().terms.find(asked.folded)
    found.sort(key=lambda pair: (pair[1] is not pair[0].phrases[0], not fold(pair[1].text).startswith(asked.folded[0])))
    for term, phrase in found[:TRIED]:
        note = term.note if fold(phrase.text) in fold(term.label) else f"{term.note} · {phrase.text}"
        yield _query(asked, term=term), _of_term(asked.typed, term, note)


def _areas(asked):
    """The last words may be the beginning of an area; the words before them are looked for there: “flöte pank” → flöte in Pankow."""
    if asked.typed[-1].isdecimal():
        return _areas_of_postcode(asked)
    for place in range(len(asked.typed)):
        typed = asked.folded[place:]
        areas = [area for area, _phrase in known_terms().areas.find(typed)]
        areas.sort(key=lambda area: (fold(area.label) != " ".join(typed), not fold(area.label).startswith(typed[0])))
        if areas:
            return _candidates(asked, areas[:TRIED], place)
    return []


def _areas_of_postcode(asked):
    digits = asked.typed[-1]
    areas = postcodes(digits, TRIED) if SHORTEST_POSTCODE <= len(digits) <= LONGEST_POSTCODE else []
    return _candidates(asked, areas, len(asked.typed) - 1)


def _candidates(asked, areas, place):
    """The words before `place` looked for in each of the areas."""
    before = query_words(" ".join(asked.typed[:place])) if place else ()  # without “in”
    return [(_query(asked, before, area), _in_area(area, before, asked.typed[place:])) for area in areas]


def _in_area(area: Term, before, typed):
    if not before:
        return _of_term(typed, area, area.note)
    text = _("%(words)s in %(area)s") % {"words": " ".join(before), "area": area.label}
    start = text.rindex(area.label)
    parts = marked_parts(area.label, typed)
    return Suggestion([text[:start] + parts[0], *parts[1:]], _url(q=" ".join(before), gebiet=area.value), area.icon, area.kind, area.note)


def _of_term(typed, term: Term, note):
    return Suggestion(marked_parts(term.label, typed), _url(**{term.param: term.value}), term.icon, term.kind, note)


# --- Things ----------------------------------------------------------------------------------------------------------------------


def _things(asked, found: Suggested, *, near: Suggested | None = None):
    """A group for each section; things of `near` come after those that begin as typed."""
    groups = []
    for section in Section:
        hits = found.hits.get(section.value, ())
        names = _literal_first(asked, _names(hits, asked.at), lambda name: name.title)
        if near:
            known = {(hit.doc_type, hit.object_id) for hit in hits}
            further = [hit for hit in near.hits.get(section.value, ()) if (hit.doc_type, hit.object_id) not in known]
            names += [name for name in _names(further, asked.at) if _keeps_first_letters(asked.folded, name.title)]
        items = _items(asked, section, names)
        if section == Section.OFFERS and len(items) < EACH and len(hits) == WANTED[section.value]:
            wide = _suggested(asked, {section.value: WIDE_WINDOW})
            items = _items(asked, section, _names(wide.hits[section.value], asked.at))
        groups.append(Group(section.value, str(section.label), items))
    return groups


def _items(asked, section, names: list[Name]):
    if section != Section.OFFERS:
        return [_of_name(asked, name) for name in names[:EACH]]
    by_title: dict[str, list[Name]] = {}
    for name in names:
        by_title.setdefault(name.title.casefold(), []).append(name)
    return [_of_name(asked, same[0]) if len(same) == 1 else _of_many(asked, section, same[0]) for same in list(by_title.values())[:EACH]]


def _names(hits, at) -> list[Name]:
    """In the order of the hits."""
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.doc_type, []).append(hit.object_id)
    known = {(name, pk): thing for name, pks in ids.items() if (kind := document_type(name)) for pk, thing in kind.names(pks, at).items()}
    return [known[key] for hit in hits if (key := (hit.doc_type, hit.object_id)) in known]


def _keeps_first_letters(typed, title):
    """People rarely mistake the first letter, so a name without it is none that they mean."""
    letters = {start[:1] for word in words(title) for start in word_starts(word)}
    return all(word[:1] in letters for word in typed)


def _of_name(asked, name: Name):
    return Suggestion(marked_parts(name.title, asked.typed), name.url, name.icon, name.kind, name.note, name.lang)


def _of_many(asked, section, first: Name):
    """Several offers of one name are one suggestion."""
    return Suggestion(
        parts=marked_parts(first.title, asked.typed),
        url=_url(q=first.title, typ=section.value),
        icon=first.icon,
        kind=first.kind,
        note=_("several offers"),
        lang=first.lang,
    )


def _url(**params):
    return f"{fixed_address('search:search')}?{urlencode(params)}"
