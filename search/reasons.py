"""Why a hit stands where it stands: each part of the query is asked once more, for the hits of one page only."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from . import ranking
from .clauses import AnyOf, Best, Clause, Everything, NameBegins, NameIs, Worth
from .engines.base import Reason
from .enums import Where
from .readings import readings
from .wanted import Has, Suits

Scores = Callable[[Sequence[Clause]], Sequence[Mapping[str, float]]]
"""For each clause {key: score} of those hits that it holds for."""


def explain(query, keys: Iterable[str], scores: Scores) -> dict[str, list[Reason]]:
    """{key: reasons}, the weightiest first. `scores` is asked once."""
    whole = readings(query)[0].text or Everything()
    ways = list(_ways(query))
    against = [(made.group.typed, made.against) for made in ranking.group_clauses(query) if made.against]
    around = list(_around(query))
    matches = [(group.typed, Best(weighed, ranking.BEST_FIELD_AND)) for group, weighed in _weighed(query)]
    phrases = [(" ".join(phrase), ranking.phrase(phrase)) for phrase in query.phrases]
    picked = [Worth(AnyOf("key", (key,)), ranking.PICKED + len(query.picked) - place) for place, key in enumerate(query.picked)]
    found = iter(
        scores(
            [
                Worth(whole, 1.0),
                *(Worth(clause, 1.0) for _place, _loose, _reason, clause in ways),
                *(Worth(clause.clause, 1.0) for _typed, clause in against),
                *(clause for _typed, clause in matches),
                *(Worth(clause, 1.0) for _reason, clause in around),
                *(clause for _typed, clause in phrases),
                *picked,
            ]
        )
    )
    meets_all = next(found)
    best: dict[tuple[int, str], Reason] = {}
    for place, loose, reason, _clause in ways:
        for key in next(found):
            if loose and key in meets_all:
                continue
            if (place, key) not in best or best[place, key].points < reason.points:
                best[place, key] = reason
    reasons: dict[str, list[Reason]] = {key: [] for key in keys}
    for (_place, key), reason in best.items():
        reasons[key].append(reason)
    for typed, clause in against:
        for key in next(found):
            reasons[key].append(Reason(typed, Where.FOR_OTHERS, clause.points))
    for typed, _clause in matches:
        for key, score in next(found).items():
            reasons[key].append(Reason(typed, Where.MATCH, score))
    for reason, _clause in around:
        for key in next(found):
            reasons[key].append(reason)
    for typed, _clause in phrases:
        for key, score in next(found).items():
            reasons[key].append(Reason(typed, Where.PHRASE, score))
    for _clause in picked:
        for key, score in next(found).items():
            reasons[key].append(Reason("", Where.PICKED, score))
    return {key: sorted(found, key=lambda reason: -abs(reason.points)) for key, found in reasons.items()}


def _groups(query):
    return ranking.points_of(ranking.groups_of(query)) if query.words else []


def _ways(query):
    """(number of the group, whether only what doesn't meet all may meet it so, what it gives, clause) of all ways to meet a group."""
    for place, (group, points) in enumerate(_groups(query)):
        for number, way in enumerate((*group.ways, *group.loose)):
            for where, share, clause in ranking.shares(way):
                if share > 0:
                    yield place, number >= len(group.ways), Reason(group.typed, where, points * share, _other_words(group, way)), clause


def _other_words(group, way):
    if isinstance(way, Has | Suits) or " ".join(way.words) == group.typed:
        return ()
    return way.words


def _weighed(query):
    for group, _points in _groups(query):
        if weighed := [clause for way in ranking.weighed_ways(group) for clause in ranking.weighed(way, ranking.factor_of(group))]:
            yield group, weighed


def _around(query):
    if name := ranking.name_of(query):
        yield Reason("", Where.NAME_BEGINS, ranking.name_begins(name)), NameBegins(name)
        yield Reason("", Where.EXACT_NAME, ranking.EXACT_NAME), NameIs(name)
    if query.stale_before:
        yield Reason("", Where.STALE, ranking.STALE), ranking.stale(query)
