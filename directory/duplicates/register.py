"""The register against itself: pairs that may be the same, for the office to decide."""

from django.db import transaction
from django.db.models import QuerySet

from ..enums import FoundBy, PairState
from ..models import Actor, ActorIdentifier, DuplicatePair, Location
from .comparing import Counts
from .linking import candidates, with_rivals
from .traits import Row, traits_of

ACTOR = ("pk", "name", "other_names", "kind", "kind__name", "phone", "email", "website")
PLACE = ("street", "postcode", "lat", "lon", "municipality")


def load_rows(actors: QuerySet) -> tuple[list[int], list[Row]]:
    """(ids, rows to compare), in the order of the ids; each with its main location. Three queries."""
    places: dict = {}
    for actor_id, *place in (
        Location.objects.filter(actor__in=actors.order_by(), archived_at=None).order_by("is_main", "-pk").values_list("actor", *PLACE)
    ):
        places[actor_id] = place
    keys: dict = {}
    for actor_id, source, key in ActorIdentifier.objects.filter(actor__in=actors.order_by()).values_list("actor", "source", "key"):
        keys.setdefault(actor_id, set()).add((source, key))
    ids, rows = [], []
    for pk, name, other_names, kind, form, phone, email, website in actors.order_by("pk").values_list(*ACTOR):
        street, postcode, lat, lon, city = places.get(pk, ("", "", None, None, ""))
        ids.append(pk)
        rows.append(
            Row(
                name,
                str(kind or ""),
                street,
                postcode,
                lat,
                lon,
                str(phone or ""),
                email,
                website,
                other_names,
                frozenset(keys.get(pk, ())),
                city,
                form or "",
            )
        )
    return ids, rows


def find_pairs(*, at) -> tuple[int, int]:
    """Look through all that isn't archived, and keep what may be the same as open pairs: (found, of these new). What is decided stays decided.

    Open pairs that this search found earlier and that don't look alike any more go.
    """
    actors = Actor.objects.filter(archived_at=None)
    ids, rows = load_rows(actors)
    houses = {frozenset(pair) for pair in actors.exclude(operator=None).values_list("pk", "operator")}  # an operator isn't its house
    everybody = [traits_of(row) for row in rows]
    found = candidates(everybody, None, Counts(everybody))
    found = {(one, other): comparison for (one, other), comparison in found.items() if {ids[one], ids[other]} not in houses}
    rivalled = with_rivals(found, inside=True)
    pairs = {
        (ids[one], ids[other]): (comparison.score, comparison.told((one, other) in rivalled)) for (one, other), comparison in found.items()
    }
    with transaction.atomic():
        known = {(pair.first_id, pair.second_id): pair for pair in DuplicatePair.objects.all()}
        gone = [
            pair.pk
            for key, pair in known.items()
            if key not in pairs and pair.state == PairState.OPEN and pair.found_by == FoundBy.KEYS and pair.score is not None
        ]
        DuplicatePair.objects.filter(pk__in=gone, state=PairState.OPEN).delete()
        new = [
            DuplicatePair(first_id=first, second_id=second, found_by=FoundBy.KEYS, found_at=at, score=score, reasons=reasons)
            for (first, second), (score, reasons) in pairs.items()
            if (first, second) not in known
        ]
        DuplicatePair.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return len(pairs), len(new)
