"""What names begin with, as somebody types: one request for words and names, one or two more where mistakes are forgiven."""

import itertools
import re
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from ...analysis import fold, stems, storable
from ...ranking import past
from ...registry import document_type
from ...starts import CONTEXT, FIRST, LONGEST, SHORTEST_NAME, WINDOW, mistakes_in, spelled_prefix, spelled_word
from ..base import Hit, Suggested
from .translating import as_filter

TERMS_AT_ONCE, TERMS_READ = 10_000, 40_000
"""Beginnings with the first letter of a word, among which the near ones are looked for."""
MOST_NEAR = 32


@dataclass(frozen=True)
class Asked:
    words: tuple[str, ...]
    wanted: dict[str, int]
    today: date
    language: str
    near: bool


def suggest(ask_many, terms, asked: Asked) -> Suggested:
    """`ask_many` answers several searches at once."""
    codes = list(dict.fromkeys((asked.language, "de"))) if asked.wanted.get("") else []
    sections = {section: limit for section, limit in asked.wanted.items() if section and limit}
    if sum(len(fold(word)) for word in asked.words) < SHORTEST_NAME:
        sections = {}
    bodies = [_spelled(asked, code) for code in codes]
    if sections:
        names = _names(asked, [_begins(terms, fold(word), near=asked.near) for word in asked.words])
        bodies += [_hits(names, section, limit) for section, limit in sections.items()]
    answers = iter(ask_many(bodies))
    words: dict[str, str] = {}
    for answer in itertools.islice(answers, len(codes)):
        for bucket in answer["aggregations"]["words"]["buckets"]:
            word = spelled_word(bucket["key"])
            if len(words) < asked.wanted[""]:
                words.setdefault(" ".join(stems(word)), word)
    hits = {section: _read(answer) for section, answer in zip(sections, answers, strict=True)}
    return Suggested(tuple(words.values()), hits)


def _spelled(asked, code):
    """Most frequent words that the last one begins, where the others begin words of the same name; only of what isn't past."""
    prefix = storable(spelled_prefix(code, asked.words[-1]))
    others = [_prefix(fold(word)) for word in asked.words[:-1]]
    return {
        "query": {"bool": {"filter": [{"prefix": {"spelled": prefix}}, *others], "must_not": [as_filter(past(asked.today))]}},
        "size": 0,
        "track_total_hits": False,
        "aggs": {"words": {"terms": {"field": "spelled", "include": f"{_literal(prefix)}.*", "size": asked.wanted[""] * WINDOW}}},
    }


def _literal(text):
    """For Lucene's regular expressions."""
    return re.sub(r'([.?+*|{}\[\]()"\\#@&<>~^$-])', r"\\\1", text)


def _names(asked, begins):
    """Every word begins in the name, or some do and the others say what or where it is."""
    must = [begins[0]]
    if len(asked.words) > 1:
        must = [_any([begin, *_context(word)]) for begin, word in zip(begins, asked.words, strict=True)]
        must.append(_any(begins))
    first = {"constant_score": {"filter": _prefix(FIRST + fold(asked.words[0])), "boost": 1.0}}
    every = {"constant_score": {"filter": {"match_all": {}}, "boost": 1.0}}
    return {"must": [every], "should": [first], "filter": must, "must_not": [as_filter(past(asked.today))]}


def _begins(terms, start, *, near):
    """Words that begin with `start`; `near`: or with something hardly different."""
    begins = [_prefix(start)]
    if near and (mistakes := mistakes_in(start[:LONGEST])):
        begins += [_prefix(one) for one in _near(terms, start[:LONGEST], mistakes)]
    return _any(begins)


def _near(terms, start, mistakes):
    """Beginnings in the index that differ from `start` by so many mistakes, the first letter apart: it is always right."""
    lengths = range(len(start) - mistakes, len(start) + mistakes + 1)
    known = {term[:length] for term in terms.beginning_with("starts", start[0], TERMS_AT_ONCE, TERMS_READ) for length in lengths}
    close = extract(start, sorted(known), scorer=OSA.distance, score_cutoff=mistakes, limit=MOST_NEAR)
    return [term for term, _distance, _place in close]


def _prefix(start):
    return {"prefix": {"starts": storable(start[:LONGEST])}}


def _context(word):
    return [{"match": {field: {"query": storable(word), "operator": "and"}}} for field in CONTEXT]


def _any(queries):
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries}}


def _hits(names, section, limit):
    """Names that begin with the first word come first, among them the short ones."""
    here = {"term": {"by_section": section}}
    found = {"bool": names | {"filter": [*names["filter"], here]}}
    return {
        "query": {"function_score": {"query": found, "field_value_factor": {"field": "brevity", "modifier": "log2p", "missing": 0}}},
        "size": limit,
        "sort": [{"_score": "desc"}, {"doc_type": "asc"}, {"object_id": "asc"}],
        "track_total_hits": False,
    }


def _read(answer):
    hits = answer["hits"]["hits"]
    return tuple(
        Hit(hit["_source"]["doc_type"], hit["_source"]["object_id"], round(hit["_score"], 4))
        for hit in hits
        if document_type(hit["_source"]["doc_type"])
    )
