"""Places of the whole network, computed by the worker when connections have changed, and read by the large picture."""

import hashlib
import time

from ..graph import Facts, Network, read_facts
from ..graph.building import build_all
from ..graph.layout import lay_out
from ..models import NetworkLayout

SCALE = 10_000
VERSION = "1"
"""Of the way how places are found; another one has everything laid out again."""
AT_ONCE = 300
"""Institutions that are laid out while somebody waits, as long as the worker hasn't done so."""


def fingerprint(network: Network) -> str:
    """Of the institutions and connections: the same for the same network, whatever the names."""
    keys = [place.pk for place in network.places]
    edges = [(keys[edge.a], keys[edge.b]) for edge in network.edges]
    return hashlib.sha256(repr((VERSION, keys, edges)).encode()).hexdigest()


def is_due(facts: Facts | None = None) -> bool:
    """Whether connections have changed since the last layout."""
    newest = NetworkLayout.objects.values_list("fingerprint", flat=True).first()
    return newest != fingerprint(build_all(facts or read_facts()))


def made_at():
    """When the last layout was computed; None before the first one."""
    return NetworkLayout.objects.order_by("-made_at").values_list("made_at", flat=True).first()


def refresh(at) -> bool:
    """Lay out the network as it is now; False when that is done already. 5,000 institutions with 20,000 connections take some 15 s of CPU time."""
    network = build_all(read_facts())
    print_now = fingerprint(network)
    if NetworkLayout.objects.filter(fingerprint=print_now).exists() and not is_due():
        return False
    begun = time.perf_counter()
    places = {str(key): place for key, place in computed(network).items()}
    seconds = round(time.perf_counter() - begun, 2)
    NetworkLayout.objects.update_or_create(fingerprint=print_now, defaults={"made_at": at, "seconds": seconds, "places": places})
    NetworkLayout.objects.exclude(fingerprint=print_now).delete()
    return True


def computed(network: Network) -> dict[int, tuple[int, int]]:
    """{key of an institution: (x, y)} from 0 to `SCALE`, y downwards as on a screen."""
    if not network.places:
        return {}
    points = lay_out(len(network.places), [(edge.a, edge.b) for edge in network.edges])
    points = points - points.min(axis=0)
    points = points / max(points.max(), 1e-9) * SCALE
    return {place.pk: (round(float(x)), round(float(y))) for place, (x, y) in zip(network.places, points, strict=True)}


def places_of(network: Network) -> dict[int, tuple[int, int]]:
    """As `computed`, from the last layout. Who came since stands beside its neighbours. One query."""
    newest = NetworkLayout.objects.order_by("-made_at").first()
    if newest is None and len(network.places) <= AT_ONCE:
        return computed(network)
    known = {int(key): (x, y) for key, (x, y) in newest.places.items()} if newest else {}
    found = {}
    for number, place in enumerate(network.places):
        if place.pk in known:
            found[place.pk] = known[place.pk]
            continue
        near = [known[network.places[other].pk] for other in network.neighbours[number] if network.places[other].pk in known]
        x, y = (sum(one[axis] for one in near) / len(near) for axis in (0, 1)) if near else (SCALE / 2, SCALE / 2)
        found[place.pk] = round(x + place.pk * 37 % 300 - 150), round(y + place.pk * 61 % 300 - 150)
    return found
