"""Why a hit stands where it stands: each part of the query is asked once more, for the hits of one page only."""

from tantivy import FieldType, Occur, Query

from ...enums import Where
from ...wanted import Has, Role, Suits, Words
from ..base import Reason
from . import ranking
from .schema import FAR_PAST, NAME_ENDS, NAME_STARTS, folded_words


def explain(schema, searcher, query, keys):
    """{key: reasons}. Some small queries for each group."""
    here = Query.const_score_query(Query.term_set_query(schema, "key", list(keys)), 0.0)

    def scores(clause):
        """{key: score} of the hits that `clause` holds for."""
        found = searcher.search(Query.boolean_query([(Occur.Must, here), (Occur.Must, clause)]), max(1, len(keys)))
        return {searcher.doc(address).get_first("key"): score for score, address in found.hits}

    reasons = {key: [] for key in keys}
    groups = ranking.groups_of(query)
    for group, points in ranking.points_of(groups) if query.words else []:
        for key, reason in _best_ways(schema, group, points, scores).items():
            reasons[key].append(reason)
        for key, score in _match(schema, group, scores).items():
            reasons[key].append(Reason(group.typed, Where.MATCH, score))
    for where, clause, points in _around(schema, query):
        for key in scores(clause):
            reasons[key].append(Reason("", where, points))
    for phrase in query.phrases:
        for key, score in scores(ranking.phrase(schema, phrase)).items():
            reasons[key].append(Reason(" ".join(phrase), Where.PHRASE, score))
    for place, key in enumerate(query.picked):
        if key in reasons:
            reasons[key].append(Reason("", Where.PICKED, ranking.PICKED + len(query.picked) - place))
    return {key: sorted(found, key=lambda reason: -abs(reason.points)) for key, found in reasons.items()}


def _best_ways(schema, group, points, scores):
    """{key: the reason that gave the group its points}"""
    best = {}
    for way in group.ways:
        for where, share, clause in ranking.shares(schema, way):
            if share <= 0:
                continue
            for key in scores(Query.const_score_query(clause, 1.0)):
                if key not in best or best[key].points < points * share:
                    best[key] = Reason(group.typed, where, points * share, _other_words(group, way))
    return best


def _other_words(group, way):
    if isinstance(way, Has | Suits) or " ".join(way.words) == group.typed:
        return ()
    return way.words


def _match(schema, group, scores):
    ways = [way for way in group.ways[: ranking.WEIGHED_WAYS] if isinstance(way, Words)]
    factor = ranking.MATCH * (ranking.PLACE_MATCH if group.role == Role.PLACE else 1.0)
    weighed = [clause for way in ways for clause in ranking.weighed(schema, way, factor)]
    return scores(Query.disjunction_max_query(weighed, ranking.BEST_FIELD_AND)) if weighed else {}


def _around(schema, query):
    name = [folded for word in query.words for folded in folded_words(word)]
    if name:
        begins = [NAME_STARTS, *name]
        yield Where.NAME_BEGINS, Query.phrase_query(schema, "whole_name", begins), ranking.NAME_BEGINS
        yield Where.EXACT_NAME, Query.phrase_query(schema, "whole_name", [*begins, NAME_ENDS]), ranking.EXACT_NAME
    if query.stale_before:
        stale = Query.range_query(schema, "due_on", FieldType.Integer, FAR_PAST + 1, query.stale_before.toordinal())
        yield Where.STALE, stale, ranking.STALE
