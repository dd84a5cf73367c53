"""From clauses (`search.clauses`) to queries of Elasticsearch. Words are analysed there, as the index is."""

from ...analysis import storable
from ...clauses import (
    All,
    AnyOf,
    Around,
    Best,
    Everything,
    InOrder,
    Inside,
    Mixed,
    NameBegins,
    NameIs,
    Nothing,
    Numbers,
    Some,
    Times,
    Word,
    Worth,
)
from ...fields import NAME_ENDS, field_of, from_the_start

LOUDER = 2.2
"""Lucene's BM25 leaves out the factor k1 + 1."""


def as_query(clause, boost=1.0) -> dict:
    """`boost` multiplies the score."""
    return _TRANSLATIONS[type(clause)](clause, boost)


def as_filter(clause) -> dict:
    """For where no score is asked: constants that filter anyway are left out."""
    return as_query(clause.clause if isinstance(clause, Worth) else clause)


def _word(clause, boost):
    return {"match": {clause.field: {"query": storable(clause.word), "operator": "and", "boost": boost * LOUDER}}}


def _in_order(clause, boost):
    return {"match_phrase": {clause.field: {"query": storable(" ".join(clause.words)), "boost": boost * LOUDER}}}


def _name_is(clause, boost):
    return {"match_phrase": {"whole_name": {"query": storable(" ".join((*from_the_start(clause.words), NAME_ENDS))), "boost": boost}}}


def _name_begins(clause, boost):
    return {"match_phrase_prefix": {"whole_name": {"query": storable(" ".join(from_the_start(clause.words))), "boost": boost}}}


def _any_of(clause, boost):
    return {"terms": {field_of(clause.field): [storable(word) for word in clause.words], "boost": boost}}


def _numbers(clause, boost):
    ends = {name: value for name, value in (("gte", clause.low), ("lte", clause.high)) if value is not None}
    return {"range": {clause.field: {**ends, "boost": boost}}}


def _around(clause, boost):
    return {"geo_distance": {"points": {"lat": clause.lat, "lon": clause.lon}, "distance": f"{clause.km}km", "boost": boost}}


def _inside(clause, boost):
    corners = {"top": clause.north, "left": clause.west, "bottom": clause.south, "right": clause.east}
    return {"geo_bounding_box": {"points": corners, "boost": boost}}


def _all(clause, boost):
    return {"bool": {"must": [as_query(one, boost) for one in clause.clauses]}}


def _some(clause, boost):
    return {"bool": {"should": [as_query(one, boost) for one in clause.clauses], "minimum_should_match": clause.least}}


def _best(clause, boost):
    return {"dis_max": {"queries": [as_query(one, boost) for one in clause.clauses], "tie_breaker": clause.tie}}


def _worth(clause, boost):
    """No score may be below zero here: what would lose points leaves them to all others instead, which is the same order."""
    found = as_query(clause.clause)
    if clause.points < 0:
        found = {"bool": {"must_not": [found]}}
    return {"constant_score": {"filter": found, "boost": abs(clause.points) * boost}}


def _times(clause, boost):
    return as_query(clause.clause, boost * clause.factor)


def _mixed(clause, boost):
    """What has no weight is asked for as a filter, which is remembered there."""
    found: dict[str, list] = {"must": [], "filter": [], "should": [as_query(one, boost) for one in clause.should]}
    for one in clause.must:
        if isinstance(one, Worth) and not one.points:
            found["filter"].append(as_filter(one))
        else:
            found["must"].append(as_query(one, boost))
    found["must_not"] = [as_filter(one) for one in clause.without]
    return {"bool": {name: clauses for name, clauses in found.items() if clauses}}


_TRANSLATIONS = {
    Word: _word,
    InOrder: _in_order,
    NameIs: _name_is,
    NameBegins: _name_begins,
    AnyOf: _any_of,
    Numbers: _numbers,
    Around: _around,
    Inside: _inside,
    Everything: lambda clause, boost: {"match_all": {"boost": boost}},
    Nothing: lambda clause, boost: {"match_none": {}},
    All: _all,
    Some: _some,
    Best: _best,
    Worth: _worth,
    Times: _times,
    Mixed: _mixed,
}
