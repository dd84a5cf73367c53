"""Bodies of search requests, and what is read from their answers. A page is one request with two searches: its hits, and beside them what is counted."""

from ...clauses import Everything, free, matching
from ...conditions import counted_apart
from ...enums import Sort
from ...facets import FIELDS
from ...ranking import filters_of, past
from ..base import SearchUnavailable
from .translating import as_filter, as_query

WHOLE = {"allow_partial_search_results": False}
"""Rather no answer than one without the part of a node that just died; the next attempt asks its copy."""
MOST_VALUES, ALL_VALUES, USUAL_VALUES = {"operator": 50}, 65_000, 2000
"""Values of a facet that are counted: of operators, of which there are thousands, the most frequent ones."""


def page(query, text) -> dict:
    """Hits of one page."""
    return {
        "query": _query(as_query(text if text is not None else free(Everything())), query, filters_of(query)),
        "from": query.offset,
        "size": query.limit,
        "sort": _sort(query, text),
        "track_total_hits": False,
    }


def preference(query) -> dict:
    """Copies of an index count words a little differently: the same search always asks the same one, or hits would jump between pages."""
    words = "-".join(query.words).replace(",", "-").encode("ascii", "ignore").decode()
    return {"preference": f"words-{words}"[:100]} if words else {}


def counted(query, text) -> dict:
    """The number of hits, and facets, each under all filters but its own. Nothing is scored, so that parts of the query are remembered there."""
    common, apart = _common(query), counted_apart(query)
    filtered = {field for field, _values in query.filters}
    together = [field for field in FIELDS if field not in apart]
    groups = [
        ("", [field for field in together if field not in filtered]),
        *((field, [field]) for field in together if field in filtered),
    ]
    aggregations = {}
    for without, fields in groups:
        terms = {field: {"terms": {"field": f"by_{field}", "size": MOST_VALUES.get(field, USUAL_VALUES)}} for field in fields}
        aggregations[f"with {without}"] = {"filter": _all_of(filters_of(query, without=without), common), "aggs": terms}
    for field, values in apart.items():
        conditions = {value: as_filter(condition) for value, condition in values.items()}
        inner = {"values": {"filters": {"filters": conditions}}}
        aggregations[f"apart {field}"] = {"filter": _all_of(filters_of(query, without=field), common), "aggs": inner}
    aggregations["all"] = {"filter": _all_of(filters_of(query), common)}
    return {"query": _met(query, text, common), "size": 0, "track_total_hits": False, "aggs": aggregations}


def read_counts(answer) -> tuple[int, dict[str, dict[str, int]]]:
    """(number of hits, {field: {value: number}}); of facets counted apart only values that something has."""
    counts: dict[str, dict[str, int]] = {}
    found = dict(answer["aggregations"])
    total = found.pop("all")["doc_count"]
    for name, buckets_of in found.items():
        kind, _space, field = name.partition(" ")
        if kind == "apart":
            buckets = buckets_of["values"]["buckets"]
            counts[field] = {value: bucket["doc_count"] for value, bucket in buckets.items() if bucket["doc_count"]}
        else:
            for inner, terms in buckets_of.items():
                if inner != "doc_count":
                    counts[inner] = {bucket["key"]: bucket["doc_count"] for bucket in terms["buckets"]}
    return total, counts


def values(query, text, field) -> dict:
    return {
        "query": _met(query, text, filters_of(query, without=field)),
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "values": {"terms": {"field": f"by_{field}", "size": ALL_VALUES}},
            "all": {"filter": _all_of(filters_of(query), [])},
        },
    }


def total(query, text) -> dict:
    return {"query": met_by(query, text), "size": 0, "track_total_hits": True}


def met_by(query, text) -> dict:
    """All hits, without scores."""
    return _met(query, text, filters_of(query))


def checked(answer) -> dict:
    """One of several answers."""
    if "error" in answer:
        raise SearchUnavailable(f"Elasticsearch refuses a search: {answer['error'].get('reason', answer['error'])}")
    return answer


def _met(query, text, conditions):
    return {"bool": {"filter": [_query(as_filter(matching(text) if text is not None else Everything()), query, conditions)]}}


def _query(found, query, conditions):
    return {
        "bool": {
            "must": [found],
            "filter": [as_filter(condition) for condition in conditions],
            "must_not": [as_filter(past(query.today))],
        }
    }


def _common(query):
    """Filters that hold for the hits and all facets alike."""
    fields = [*(field for field, _values in query.filters), *counted_apart(query)]
    others = [filters_of(query, without=field) for field in fields]
    return [condition for condition in filters_of(query) if all(condition in other for other in others)]


def _all_of(conditions, common):
    rest = [as_filter(condition) for condition in conditions if condition not in common]
    return {"bool": {"filter": rest}} if rest else {"match_all": {}}


def _sort(query, text):
    """The last columns only make the order of what is equal certain."""
    equal = [{"object_id": "asc"}, {"doc_type": "asc"}]
    if query.sort == Sort.DISTANCE and query.near:
        here = {"lat": query.near.lat, "lon": query.near.lon}
        return [{"_geo_distance": {"points": here, "order": "asc", "unit": "km", "mode": "min"}}, {"nowhere_name": "asc"}, *equal]
    if query.sort == Sort.RELEVANCE and text is not None:
        return [{"_score": "desc"}, *equal]
    column = {Sort.CHECKED: "checked_on", Sort.CHANGED: "changed_at"}.get(query.sort)
    return [{column: {"order": "desc", "missing": "_last"}}, {"sort_name": "asc"}, *equal] if column else [{"sort_name": "asc"}, *equal]
