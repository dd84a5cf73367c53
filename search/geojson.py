"""All results of a search as one small GeoJSON for the map. What a popup says is asked for when it opens (`search.views.things`)."""

import json
from collections import defaultdict
from json.encoder import encode_basestring  # type: ignore[attr-defined]  # what json.dumps uses, without its detours: thousands of names

from directory.models import ActorKind

from .engines import get_engine
from .engines.base import SearchQuery
from .registry import document_types

MOST = 5000
"""Hits with a place that are given one by one; of more only how many are where."""


def places(query: SearchQuery) -> str:
    """A FeatureCollection; raises `SearchUnavailable`.

    A thing is a Point, or a MultiPoint with several places, with `id` (“actor:12”), `name`, `kind` and, where the name isn't in the reader's language, `lang`.
    More than `MOST`: Points with `count` and `box` [west, south, east, north]. Members of the whole: `total` (hits with a place), `kinds` {slug: {name, icon}}.
    Names and kinds come from the database, so that what was hidden a moment ago is missing here.
    """
    builders = {builder.name: builder for builder in document_types() if builder.has_places}
    found = get_engine().points(query, list(builders), most=MOST)
    if found.cells:
        return _collection([_cell(cell) for cell in found.cells], found.total, {})
    by_type = defaultdict(list)
    for spot in found.spots:
        by_type[spot.doc_type].append(spot)
    features, used = [], set()
    for name, spots in by_type.items():
        labels = builders[name].labels([spot.object_id for spot in spots])
        for spot in spots:
            if label := labels.get(spot.object_id):
                features.append(_feature(spot, label))
                used.add(label.kind)
    kinds = {kind.slug: {"name": kind.local_name, "icon": kind.icon} for kind in ActorKind.objects.filter(slug__in=used)} if used else {}
    return _collection(features, len(features), kinds)


def _collection(features, total, kinds):
    return f'{{"type":"FeatureCollection","total":{total},"kinds":{_json(kinds)},"features":[{",".join(features)}]}}'


def _feature(spot, label):
    if len(spot.places) == 1:
        ((lat, lon),) = spot.places
        geometry = f'{{"type":"Point","coordinates":[{lon:.5f},{lat:.5f}]}}'
    else:
        points = ",".join(f"[{lon:.5f},{lat:.5f}]" for lat, lon in spot.places)
        geometry = f'{{"type":"MultiPoint","coordinates":[{points}]}}'
    lang = f',"lang":"{label.lang}"' if label.lang else ""
    return (
        f'{{"type":"Feature","id":"{spot.doc_type}:{spot.object_id}","geometry":{geometry},'
        f'"properties":{{"name":{encode_basestring(label.name)},"kind":"{label.kind}"{lang}}}}}'
    )


def _cell(cell):
    box = [round(edge, 5) for edge in (cell.box.west, cell.box.south, cell.box.east, cell.box.north)]
    geometry = {"type": "Point", "coordinates": [round(cell.lon, 5), round(cell.lat, 5)]}
    return _json({"type": "Feature", "geometry": geometry, "properties": {"count": cell.count, "box": box}})


def _json(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
