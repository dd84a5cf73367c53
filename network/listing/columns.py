"""What the list filters, counts and sorts by, read from the database: plain values of public cooperations, all of them or some."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from directory.models import Area, Location

from ..enums import CooperationForm, CooperationStatus
from ..models import Cooperation, CooperationPartner
from ..querysets import ENOUGH

FORMS = {value: code for code, value in enumerate(CooperationForm.values)}
STATUSES = {value: code for code, value in enumerate(CooperationStatus.values)}


@dataclass(frozen=True)
class Rows:
    """`facts`: (key, sort name, form, status, begin as ordinal or 0, checked and published in seconds or 0, good practice). `links`: relation → [(key, term's key)]."""

    facts: list[tuple]
    links: Mapping[str, list[tuple[int, int]]]


def read(ids: Iterable[int] | None = None) -> Rows:
    """Of all that are public, or of those among `ids`. Seven queries."""
    chosen = Cooperation.objects.public().order_by()
    if ids is not None:
        chosen = chosen.filter(pk__in=ids)
    facts = [
        (pk, name, FORMS[form], STATUSES[status], starts.toordinal() if starts else 0, _seconds(checked), _seconds(published), bool(good))
        for pk, name, form, status, starts, checked, published, good in chosen.values_list(
            "pk", "sort_name", "form", "status", "starts_on", "confirmed_at", "last_published_at", "good_practice_at"
        )
    ]
    partners = CooperationPartner.objects.of_public().order_by()
    if ids is not None:
        partners = partners.filter(cooperation__in=ids)
    with_kinds = list(partners.values_list("cooperation_id", "actor_id", "actor__kind_id"))
    areas, places = area_links(ids, links_of_actors=[(pk, actor) for pk, actor, _kind in with_kinds])
    links = {
        "actor": [(pk, actor) for pk, actor, _kind in with_kinds],
        "kind": [(pk, kind) for pk, _actor, kind in with_kinds],
        "topic": _links("topics", "topic_id", ids),
        "transition": _links("transitions", "transition_id", ids),
        "area": areas,
        "place": places,
    }
    return Rows(facts, links)


def _seconds(moment):
    return int(moment.timestamp()) if moment else 0


def area_links(ids, *, links_of_actors):
    """([(cooperation, area)], [(cooperation, location)]): its own areas; where it names none, those in which its partners have their main places."""
    own = _links("areas", "area_id", ids)
    said = {pk for pk, _area in own}
    silent = [(pk, actor) for pk, actor in links_of_actors if pk not in said]
    places = Location.objects.public().exclude(area=None).order_by("actor_id", "-is_main", "pk")
    if ids is not None:
        places = places.filter(actor__in={actor for _pk, actor in silent})
    else:
        places = places.filter(actor__in=CooperationPartner.objects.of_public().values("actor"))
    where: dict[int, tuple[int, int]] = {}
    for actor, area, place in places.values_list("actor_id", "area_id", "pk"):
        where.setdefault(actor, (area, place))  # the main one comes first
    found = [(pk, *where[actor]) for pk, actor in silent if actor in where]
    return own + [(pk, area) for pk, area, _place in found], [(pk, place) for pk, _area, place in found]


def areas_of(ids) -> dict[int, list[Area]]:
    """{cooperation: its areas}, as the list counts them; for a page of rows. Three queries."""
    partners = CooperationPartner.objects.named().filter(cooperation__in=ids).order_by("pk").values_list("cooperation_id", "actor_id")
    pairs, _places = area_links(ids, links_of_actors=list(partners))
    areas = Area.objects.filter(pk__in={area for _pk, area in pairs}).defer("outline").in_bulk()
    found = defaultdict(list)
    for pk, area in dict.fromkeys(pairs):
        found[pk].append(areas[area])
    return found


def _links(relation, column, ids):
    through = getattr(Cooperation, relation).through.objects.order_by()
    if ids is None:
        through = through.filter(cooperation__live=True, cooperation__archived_at=None, cooperation__confirmed_count__gte=ENOUGH)
    else:
        through = through.filter(cooperation__in=ids)
    return list(through.values_list("cooperation_id", column))
