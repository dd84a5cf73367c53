"""All public institutions that a question is about, also those that work with nobody."""

from django.db.models import Exists, OuterRef

from directory.filter_groups import AreaGroup, KindGroup
from directory.models import Actor

from ..models import CooperationPartner


def institutions(area=None, kind=None):
    """Public institutions in `area` (an Area) of `kind` (an ActorKind)."""
    actors = Actor.objects.public()
    actors = AreaGroup(Actor).narrow(actors, [area]) if area else actors
    return KindGroup().narrow(actors, [kind]) if kind else actors


def is_part(place, area=None, kind=None):
    """As `institutions` filters, for a place of the network."""
    return (not kind or kind.pk in place.kinds) and (not area or any(path.startswith(area.path) for path in place.areas))


def without_any(actors):
    """Those of `actors` that stand in no public cooperation at all, running or not."""
    return actors.exclude(Exists(CooperationPartner.objects.of_public().filter(actor=OuterRef("pk"))))
