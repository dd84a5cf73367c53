"""All public institutions with their kinds and areas, also those that work with nobody; and the areas they lie in."""

from collections import defaultdict
from typing import NamedTuple

from directory.models import Actor, Area, Location


class Institution(NamedTuple):
    """`kinds`: keys, the main one first; `areas`: paths of public locations, the main one first."""

    pk: int
    name: str
    kinds: tuple[int, ...]
    areas: tuple[str, ...]


class AreaName(NamedTuple):
    pk: int
    name: str
    slug: str
    depth: int


class Everyone(NamedTuple):
    """`areas`: {path: AreaName} of all areas in which somebody is, with those above."""

    institutions: dict[int, Institution]
    areas: dict[str, AreaName]


def read_everyone() -> Everyone:
    """Four queries."""
    further = defaultdict(tuple)
    public = Actor.objects.public().order_by()
    for actor, kind in Actor.further_kinds.through.objects.filter(actor__in=public.values("pk")).values_list("actor_id", "actorkind_id"):
        further[actor] += (kind,)
    areas = defaultdict(tuple)
    for actor, path in Location.objects.public().exclude(area=None).order_by("-is_main", "pk").values_list("actor_id", "area__path"):
        if path not in areas[actor]:
            areas[actor] += (path,)
    institutions = {
        pk: Institution(pk, name, (kind, *further.get(pk, ())), areas.get(pk, ()))
        for pk, name, kind in public.order_by("sort_name", "pk").values_list("pk", "name", "kind_id")
    }
    used = {path[:end] for paths in areas.values() for path in paths for end in range(Area.steplen, len(path) + 1, Area.steplen)}
    rows = Area.objects.order_by("path").values_list("path", "pk", "name", "slug", "depth")
    return Everyone(institutions, {path: AreaName(*values) for path, *values in rows if path in used})


def above(paths) -> set[str]:
    """`paths` of areas with all areas that hold them."""
    return {path[:end] for path in paths for end in range(Area.steplen, len(path) + 1, Area.steplen)}


def level_to_compare(areas: dict[str, AreaName]) -> int:
    """The depth of the widest level that has more than one area: districts of a Land, quarters of a town."""
    depths = [area.depth for area in areas.values()]
    return min((depth for depth in set(depths) if depths.count(depth) > 1), default=max(depths, default=1))
