"""What names begin with, as somebody types. Beginnings are found by tantivy's automaton for similar words with no mistake allowed: it goes
straight to the words that begin so, and takes half the time of a set of those words.
"""

from collections import Counter

from tantivy import Occur, Query

from ...analysis import fold, stems
from ...enums import Section
from ...facets import FIELDS
from ...fields import TEXTS
from ...ranking import past
from ...registry import document_types
from ...starts import CONTEXT, FIRST, LONGEST, SHORTEST_NAME, WINDOW, mistakes_in, spelled_prefix, spelled_word
from ..base import Hit, SearchQuery
from .schema import INITIALS, mark
from .translating import as_query

WINDOW_OF_ALL = 100
"""So many of the best are looked at to see of which sections they are, before a section is asked by itself."""
SAME_NAME = 2
"""Of offers with the same name so many are enough to say that there are several."""


def hits(searcher, schema, words, wanted, today, near):
    """{section: things whose names begin with the words}."""
    if sum(len(fold(word)) for word in words) < SHORTEST_NAME:
        return {}
    wanted = {section: limit for section, limit in wanted.items() if section and limit and searcher.doc_freq("by_section", section)}
    names = _names(schema, words, near)
    best = {}
    if len(words) == 1 and not near:
        # Whose first word begins so comes first, and mostly these are enough.
        first = [(Occur.Must, Query.const_score_query(_begins(schema, FIRST + fold(words[0])), 2.0))]
        best = {section: _of_section(searcher, schema, first, section, limit, today) for section, limit in wanted.items()}
    else:
        # Mostly few or none: then one search is enough for all sections.
        every, is_all = _best(searcher, schema, names, WINDOW_OF_ALL, today)
        best = {section: _varied(every[section], limit, section) for section, limit in wanted.items()}
        if is_all:
            return best
    return {
        section: things if len(things) == wanted[section] else _of_section(searcher, schema, names, section, wanted[section], today)
        for section, things in best.items()
    }


def _of_section(searcher, schema, names, section, limit, today):
    """Those of a section: what is past is left out afterwards, which takes half the time, unless it leaves too few."""
    here = (Occur.Must, _free(Query.term_query(schema, "by_section", section)))
    window = max(WINDOW_OF_ALL, limit)
    found, is_all = _best(searcher, schema, [*names, here], window, today)
    things = _varied(found[section], limit, section)
    if len(things) < limit and not is_all:
        found, _is_all = _best(searcher, schema, [*names, here, (Occur.MustNot, _past(schema, today))], window, today)
        things = _varied(found[section], limit, section)
    return things


def _best(searcher, schema, clauses, most, today):
    """({section: the best things that aren't past}, whether these are all)"""
    found = searcher.search(Query.boolean_query(clauses), most, count=False, weight_by_field="brevity").hits
    return _of_sections(searcher, found, today), len(found) < most


def _of_sections(searcher, found, today):
    """{section: [(score, type, id, mark of its name)]}, the best first; read from columns alone."""
    addresses = [address for _score, address in found]
    types = {mark(kind.name): kind for kind in document_types()}
    columns = [searcher.fast_field_values(name, addresses) for name in ("type_mark", "object_id", "name_mark", "last_day")]
    by_section: dict[str, list[tuple]] = {kind.section: [] for kind in types.values()}
    for (score, _address), type_mark, pk, name_mark, last_day in zip(found, *columns, strict=True):
        if (kind := types.get(type_mark)) and (last_day is None or last_day >= today.toordinal()):
            by_section[kind.section].append((-score, kind.name, pk, name_mark))
    for things in by_section.values():
        things.sort()
    return by_section


def _varied(things, limit, section):
    most_same = SAME_NAME if section == Section.OFFERS else limit
    seen: Counter[int] = Counter()
    chosen: list[Hit] = []
    for score, doc_type, pk, name in things:
        if len(chosen) == limit:
            break
        seen[name] += 1
        if seen[name] <= most_same:
            chosen.append(Hit(doc_type, pk, round(-score, 4)))
    return tuple(chosen)


def ended(searcher, schema, today):
    """How many things are past."""
    return searcher.search(_past(schema, today), 1).count


def documents_of_term(searcher, query):
    """How many documents have what a query asks for, past and deleted ones among them, where that is one value of a facet and nothing else; else 0."""
    field, values = query.filters[0] if len(query.filters) == 1 else ("", ())
    is_term = field in FIELDS and len(values) == 1 and query == SearchQuery(query.today, language=query.language, filters=query.filters)
    return searcher.doc_freq(f"by_{field}", values[0]) if is_term else 0


def spelled(searcher, schema, words, language, today, limit, gone):
    """Most frequent words that the last one begins, where the others begin words of the same name; only of what isn't past, as some of `gone` documents are."""
    if not limit:
        return ()
    others = [_begins(schema, fold(word)) for word in words[:-1]]
    within = Query.boolean_query([(Occur.Must, other) for other in others]) if others else None
    found: dict[str, str] = {}
    for code in dict.fromkeys((language, "de")):
        tokens = searcher.terms_with_prefix("spelled", spelled_prefix(code, words[-1]), filter_query=within, limit=limit * WINDOW)
        for token, documents in tokens:
            word = spelled_word(token)
            if len(found) == limit or (stem := " ".join(stems(word))) in found:
                continue
            if documents > gone or _is_current(searcher, schema, word, today, gone):
                found[stem] = word
    return tuple(found.values())


def _is_current(searcher, schema, word, today, gone):
    if searcher.doc_freq("starts", fold(word)) > gone:
        return True
    has = Query.term_query(schema, "starts", fold(word))
    return bool(searcher.search(Query.boolean_query([(Occur.Must, has), (Occur.MustNot, _past(schema, today))]), 1).count)


def _past(schema, today):
    return as_query(schema, past(today))


def _names(schema, words, near):
    """Every word begins in the name, or some do and the others say what or where it is."""
    begins = [_begins(schema, fold(word), near=near) for word in words]
    clauses = []
    if len(words) > 1:
        clauses = [(Occur.Must, _free(_any([begin, *_context(schema, word)]))) for begin, word in zip(begins, words, strict=True)]
    return [
        *clauses,
        (Occur.Must, Query.const_score_query(_any(begins), 1.0)),
        (Occur.Should, Query.const_score_query(_begins(schema, FIRST + fold(words[0])), 1.0)),
    ]


def _begins(schema, start, *, near=False):
    """Words that begin with `start`; `near`: or with something hardly different."""
    start = start[:LONGEST]
    if len(start.removeprefix(FIRST)) <= INITIALS:
        return Query.term_query(schema, "initials", start, "basic")
    begins = [Query.fuzzy_term_query(schema, "starts", start, 0, True, True)]  # without a mistake: a look into the dictionary
    if near and (mistakes := mistakes_in(start)):
        begins.append(Query.fuzzy_term_query(schema, "starts", start, mistakes, True, True))
    return _any(begins)


def _context(schema, word):
    tokens = [(field, stem) for field in CONTEXT for stem in stems(word, TEXTS[field])[:1]]
    return [Query.term_query(schema, field, stem) for field, stem in tokens]


def _any(queries):
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _free(query):
    return Query.const_score_query(query, 0.0)
