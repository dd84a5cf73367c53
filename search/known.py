"""What queries may name: areas, postcodes, target groups, kinds of institution, and what the office recommends for which. Each process keeps it under a token that every change renews."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from directory.models import ActorKind, Area, Postcode, TargetGroup, Topic

from .analysis import fold, query_words, stems, words
from .asking import ASKING
from .engines.base import document_key
from .kept import Kept, watch
from .models import Recommendation
from .registry import document_types

VERSION = "understanding"
PREFIXES = ("landkreis", "kreis", "stadt", "bezirk", "region", "gemeinde")
"""People leave them out."""


@dataclass(frozen=True)
class KnownArea:
    slug: str
    name: str
    path: str
    depth: int
    is_top: bool
    """With areas below and none above: all that is here lies in it."""


@dataclass(frozen=True)
class KnownGroup:
    slug: str
    name: str
    age_from: int | None
    age_to: int | None
    words: tuple[str, ...] = ()
    """Its name and synonyms that are one word."""


@dataclass(frozen=True)
class KnownRecommendation:
    key: str
    """Of a document."""
    starts_on: date | None
    ends_on: date | None


@dataclass
class Known:
    areas: dict[tuple[str, ...], list[KnownArea]] = field(default_factory=lambda: defaultdict(list))
    """Folded words of a name → areas, the deepest first."""
    postcodes: dict[str, list[KnownArea]] = field(default_factory=dict)
    """Code → its areas; none for a code whose area isn't known."""
    groups: list[KnownGroup] = field(default_factory=list)
    people: dict[tuple[str, ...], list[KnownGroup]] = field(default_factory=lambda: defaultdict(list))
    """Words of a name or synonym, as `people_key` gives them → target groups."""
    kinds: dict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    """Folded words of a name or synonym → names of kinds."""
    kind_slugs: dict[str, str] = field(default_factory=dict)
    """Name → slug."""
    recommendations: dict[frozenset[str], list[KnownRecommendation]] = field(default_factory=lambda: defaultdict(list))
    """Words of a search, as `meant_by` gives them → what the office recommends for it."""
    topics: set[tuple[str, ...]] = field(default_factory=set)
    """Folded words of their names, without those that say nothing."""
    longest: int = 1


def current() -> Known:
    """One query; some more after a change."""
    return _kept.current()


def key_of(text) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text))


def _read():
    known = Known()
    by_pk = {}
    rows = list(Area.objects.order_by("-depth", "path").values_list("pk", "slug", "name", "path", "depth", "numchild"))
    for pk, slug, name, path, depth, children in rows:
        area = by_pk[pk] = KnownArea(slug, name, path, depth, depth == 1 and children > 0)
        for key in _area_keys(name):
            known.areas[key].append(area)
    for code, pk in Postcode.objects.order_by("code", "pk").values_list("code", "area"):
        areas = known.postcodes.setdefault(code, [])
        if pk in by_pk and by_pk[pk] not in areas:
            areas.append(by_pk[pk])
    _read_groups(known)
    for slug, name, plural, synonyms in ActorKind.objects.values_list("slug", "name", "name_plural", "synonyms"):
        known.kind_slugs[name] = slug
        for text in (name, plural, *synonyms):
            known.kinds[key_of(text)].append(name)
    known.topics = {tuple(map(fold, query_words(name))) for name in Topic.objects.values_list("name", flat=True)}
    for recommendation in Recommendation.objects.select_related("page__content_type"):
        for line in recommendation.words.splitlines():
            if (meant := meant_by(line)) and (key := _document_key(recommendation)):
                known.recommendations[meant].append(KnownRecommendation(key, recommendation.starts_on, recommendation.ends_on))
    known.longest = max(map(len, [*known.areas, *known.people, *known.kinds]), default=1)
    return known


def _read_groups(known):
    """Whole names and synonyms first; parts of a name (“Babys und Kleinkinder”) as far as nothing else is called so."""
    parts = []
    for slug, name, synonyms, age_from, age_to in TargetGroup.objects.values_list("slug", "name", "synonyms", "age_from", "age_to"):
        group = KnownGroup(slug, name, age_from, age_to, tuple(word for word in (name, *synonyms) if words(word) == [word]))
        known.groups.append(group)
        parts += [(key, group) for part in name.split(" und ") if (key := people_key(words(part)))]
        for text in (name, *synonyms):
            if key := people_key(words(text)):
                known.people[key].append(group)
    whole = set(known.people)
    for key, group in parts:
        if key not in whole:
            known.people[key].append(group)


def people_key(typed) -> tuple[str, ...]:
    """The same for Senioren, Seniors and Seniorin."""
    return tuple(stems(word)[0] if stems(word) else fold(word) for word in typed)


def _area_keys(name):
    key = key_of(name.partition(",")[0])
    yield key
    if len(key) > 1 and key[0] in PREFIXES:
        yield key[1:]


def meant_by(text) -> frozenset[str]:
    """The same for other forms of the words, in any order, in a question."""
    found = [word for word in words(text) if fold(word) not in ASKING] or words(text)
    return frozenset(stem for word in found for stem in stems(word))


def _document_key(recommendation):
    """ "" for a page of a kind that isn't searched."""
    if recommendation.actor_id or recommendation.offer_id:
        name = "actor" if recommendation.actor_id else "offer"
        return document_key(name, recommendation.actor_id or recommendation.offer_id)
    model = recommendation.page.content_type.model_class()
    name = next((kind.name for kind in document_types() if kind.model is model), "")
    return document_key(name, recommendation.page_id) if name else ""


def watch_changes():
    watch(VERSION, Area, Postcode, TargetGroup, ActorKind, Topic, Recommendation)


_kept = Kept(VERSION, _read)
