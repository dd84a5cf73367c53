"""What helps where a search finds nothing or little: what could be dropped, what may be meant, what is near, what is related.

Every way says how much it finds, and none is shown that finds nothing: all are counted in one question to the engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory import wording
from directory.geo import distance_km
from directory.rows import Row

from .analysis import WORD
from .conditions import RADII
from .engines import get_engine
from .engines.base import SearchQuery
from .enums import Section, Sort
from .facets import FACETS, SECTION
from .language.compounds import parts
from .language.spelling import corrections
from .query import FILTER_PARAMS, PLACE_PARAMS, Asked, read
from .registry import document_type
from .results import ResultPage
from .vocabularies import vocabularies

FEW = 5
"""With fewer results related ones are shown below."""
MOST_STEPS, MOST_MEANT, MOST_WIDER, MOST_NEIGHBOURS = 6, 3, 2, 3
MOST_WORDS = 5
"""Words that are tried to be left out, each by itself."""
TOPICS_SHOWN = 6
BOX_PARAM = "ausschnitt"
REGISTER_PARAMS = ("q", "art", "thema", "gruppe", "gebiet")
"""What the plain register understands too."""


@dataclass(frozen=True)
class Help:
    """For `search/nothing.html`. Steps have the shape that `next_steps.html` takes, `topics` that of `kind_links.html`."""

    searched: str
    """“Dudelsack · Angebote · kostenlos · Pankow”"""
    meant: list[dict]
    steps: list[dict]
    neighbours: list[dict]
    register: list[dict]
    topics: list[dict]


@dataclass(frozen=True)
class Related:
    """`url` leads to all of the topic."""

    topic: str
    url: str
    rows: list[Row]


@dataclass(frozen=True)
class _Way:
    query: SearchQuery
    icon: str
    text: str
    url: str


def nothing_found(page: ResultPage) -> Help:
    """Raises `SearchUnavailable`."""
    asked = page.asked
    groups = {"meant": list(_meant(asked)), "steps": [*_wider(asked), *_fewer_words(asked)]}
    totals = iter(get_engine().counts([way.query for ways in groups.values() for way in ways]))
    counted = {name: [(way, total) for way in ways if (total := next(totals))] for name, ways in groups.items()}
    return Help(
        searched=_searched(page),
        meant=[_step(way, total) for way, total in counted["meant"][:MOST_MEANT]],
        steps=[_step(way, total) for way, total in counted["steps"][:MOST_STEPS]],
        neighbours=_neighbours(asked),
        register=register_links(asked),
        topics=_topics(asked),
    )


def _step(way, total):
    return {"icon": way.icon, "text": way.text, "url": way.url, "note": _hits(total)}


def _hits(total):
    return ngettext("%(count)d result", "%(count)d results", total) % {"count": total}


def _searched(page):
    """All of what was looked for."""
    section = [str(Section(page.asked.section).label)] if page.asked.section else []
    return " · ".join([*filter(None, [page.asked.text]), *section, *(chosen["text"] for chosen in page.filters)])


def _labels(asked, facet):
    chosen = asked.chosen(facet)
    return wording.join([f"„{term.label}“" for term in asked.terms[facet.field] if term.value in chosen])


# --- Fewer conditions ---------------------------------------------------------------------------------------------------------


def _wider(asked) -> Iterator[_Way]:
    """Each filter left out by itself, the place widened, and at last all of them left out."""
    query = asked.query
    for facet in FACETS:
        if asked.chosen(facet):
            wider = replace(query, filters=tuple(pair for pair in query.filters if pair[0] != facet.field))
            yield _Way(wider, "x", _("Without the filter %(filter)s") % {"filter": _labels(asked, facet)}, asked.url(**{facet.param: None}))
    if query.age_from is not None or query.age_to is not None:
        yield _Way(replace(query, age_from=None, age_to=None), "x", _("For every age"), asked.url(alter_von=None, alter_bis=None))
    if query.near:
        yield from _farther(asked)
    if query.box:
        yield _Way(replace(query, box=None), "map-pin", _("Beyond the part of the map"), asked.url(**{BOX_PARAM: None}))
    if asked.section:
        wider = replace(query, filters=tuple(pair for pair in query.filters if pair[0] != SECTION.field))
        text = _("Not only in “%(section)s”") % {"section": Section(asked.section).label}
        yield _Way(wider, "search", text, asked.url(typ=None))
    if asked.is_filtered:
        text = _("Search for “%(words)s” without filters") % {"words": asked.text} if asked.text else _("Search without filters")
        cleared = replace(query, filters=(), age_from=None, age_to=None, near=None, box=None, sort=Sort.RELEVANCE)
        yield _Way(cleared, "x", text, asked.url(typ=None, **dict.fromkeys([*FILTER_PARAMS, *PLACE_PARAMS, BOX_PARAM])))


def _farther(asked):
    near = asked.query.near
    for km in [km for km in RADII if near.km and km > near.km][:MOST_WIDER]:
        text = _("Within %(km)s km") % {"km": f"{km:g}"}
        yield _Way(replace(asked.query, near=replace(near, km=float(km))), "map-pin", text, asked.url(km=f"{km:g}"))
    everywhere = replace(asked.query, near=None, sort=Sort.RELEVANCE)
    yield _Way(everywhere, "map-pin", _("Everywhere"), asked.url(km=None, **dict.fromkeys(PLACE_PARAMS)))


def _fewer_words(asked):
    """Each word left out by itself, and the parts of a compound."""
    found = list(WORD.finditer(asked.text))
    if 1 < len(found) <= MOST_WORDS:
        for word in found:
            rest = " ".join(f"{asked.text[: word.start()]} {asked.text[word.end() :]}".split())
            yield from _other_words(asked, rest, "search")
    for word in found[:MOST_WORDS]:
        for part in parts(word[0]):
            yield from _other_words(asked, f"{asked.text[: word.start()]}{part.capitalize()}{asked.text[word.end() :]}", "search")


def _meant(asked):
    known = get_engine().vocabulary().words() if asked.text else ()
    for word in list(WORD.finditer(asked.text))[:MOST_WORDS]:
        for meant in corrections(word[0], known)[:2]:
            spelled = meant.capitalize() if word[0].istitle() else meant
            yield from _other_words(asked, f"{asked.text[: word.start()]}{spelled}{asked.text[word.end() :]}", "search")


def _other_words(asked, text, icon):
    """The same search for other words."""
    if WORD.search(text) and text != asked.text:
        query = read(QueryDict(urlencode({"q": text})), language=asked.query.language, today=asked.query.today, at=asked.query.at).query
        kept = {name: getattr(asked.query, name) for name in ("filters", "age_from", "age_to", "near", "box")}
        yield _Way(replace(query, **kept, limit=1), icon, _("Search for “%(words)s”") % {"words": text}, asked.url(q=text, woertlich=None))


# --- Near by --------------------------------------------------------------------------------------------------------------------


def _neighbours(asked):
    """The same search in areas beside the chosen one, the nearest first. One question for all of them."""
    chosen = dict(asked.query.filters).get("area", ())
    areas = {area.slug: area for area in vocabularies().areas}
    if len(chosen) != 1 or chosen[0] not in areas:
        return []
    here = areas[chosen[0]]
    beside = [area for area in areas.values() if area.depth == here.depth and area.path[: -area.steplen] == here.path[: -here.steplen]]
    totals = get_engine().values(asked.query, "area")
    found = sorted((area for area in beside if totals.get(area.slug) and area is not here), key=lambda area: _distance(here, area))
    return [
        {"icon": "map-pin", "text": area.name, "url": asked.url(gebiet=area.slug), "note": _hits(totals[area.slug])}
        for area in found[:MOST_NEIGHBOURS]
    ]


def _distance(one, other):
    known = None not in (one.lat, one.lon, other.lat, other.lon)
    return (not known, distance_km(one.lat, one.lon, other.lat, other.lon) if known else 0, other.name)


# --- From another side ------------------------------------------------------------------------------------------------------------


def register_links(asked: Asked):
    """The plain register with the same words and filters; it works without an index too."""
    kept = urlencode([(name, value) for name, value in asked.pairs if name in REGISTER_PARAMS])
    query = f"?{kept}" if kept else ""
    if asked.text:
        texts = [_("Institutions with “%(words)s” in their name"), _("Offers with “%(words)s” in their name")]
        texts = [text % {"words": asked.text} for text in texts]
    else:
        texts = [_("Look through all institutions"), _("Look through all offers")]
    addresses = [reverse("directory:actors"), reverse("directory:offers")]
    return [
        {"icon": icon, "text": text, "url": f"{address}{query}"}
        for icon, text, address in zip(("building-2", "list"), texts, addresses, strict=True)
    ]


def _topics(asked):
    """The topics with most entries."""
    everything = SearchQuery(today=asked.query.today, language=asked.query.language, sort=Sort.NAME)
    counts = get_engine().values(everything, "topic")
    topics = sorted(
        (topic for topic in vocabularies().topics if topic.depth == 1 and counts.get(topic.slug)), key=lambda t: -counts[t.slug]
    )
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


# --- Few results ----------------------------------------------------------------------------------------------------------------------


def related(page: ResultPage, at: datetime) -> Related | None:
    """What shares a topic with the few results, else what shares the topic above it; None where there is nothing else."""
    asked = page.asked
    if not asked.query.words or not 0 < page.total < FEW:
        return None
    engine = get_engine()
    shown = {(hit.doc_type, hit.object_id) for hit in page.hits}
    counts = engine.values(asked.query, "topic")
    topics = [topic for topic in vocabularies().topics if counts.get(topic.slug)]
    for topic in sorted(topics, key=lambda topic: (-counts[topic.slug], -topic.depth, topic.path))[:2]:
        filters = (*(pair for pair in asked.query.filters if pair[0] != "topic"), ("topic", (topic.slug,)))
        query = SearchQuery(
            today=asked.query.today,
            language=asked.query.language,
            filters=filters,
            near=asked.query.near,
            sort=Sort.DISTANCE if asked.query.near else Sort.CHECKED,
            limit=FEW + len(shown),
        )
        hits = [hit for hit in engine.hits(query) if (hit.doc_type, hit.object_id) not in shown][:FEW]
        if rows := _rows(hits, at):
            return Related(topic.local_name, asked.url(q=None, woertlich=None, sortierung=None, thema=topic.slug), rows)
    return None


def _rows(hits, at):
    ids: dict[str, list[int]] = {}
    for hit in hits:
        ids.setdefault(hit.doc_type, []).append(hit.object_id)
    found = {
        (name, pk): thing.row for name, pks in ids.items() if (kind := document_type(name)) for pk, thing in kind.found(pks, at).items()
    }
    return [found[key] for hit in hits if (key := (hit.doc_type, hit.object_id)) in found]
