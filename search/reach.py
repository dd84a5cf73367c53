"""Which changes of the register, of meetings and of cooperations reach which documents; registered once, when the app is ready."""

from django.db.models import Q
from django.db.models.signals import pre_save
from taggit.models import Tag

from directory.models import (
    Actor,
    ActorKind,
    ActorTag,
    ActorText,
    Area,
    Location,
    Offer,
    OfferSession,
    OfferTag,
    OfferText,
    OpeningException,
    OpeningSpan,
    TargetGroup,
    Topic,
)
from events.models import AgendaItem, Meeting, Series, Venue
from network.models import Alliance, AllianceMember, Cooperation, CooperationPartner, Transition

from .documents import ActorDocuments, AllianceDocuments, CooperationDocuments, MeetingDocuments, OfferDocuments
from .marking import mark, watch, watch_links
from .registry import register_document, register_spread


def register():
    register_document(Actor, ActorDocuments())
    register_document(Offer, OfferDocuments())
    register_document(Meeting, MeetingDocuments())
    register_document(Cooperation, CooperationDocuments())
    register_document(Alliance, AllianceDocuments())
    for model, name, field in (
        (ActorText, "actor", "actor_id"),
        (ActorTag, "actor", "content_object_id"),
        (OfferText, "offer", "offer_id"),
        (OfferTag, "offer", "content_object_id"),
        (OfferSession, "offer", "offer_id"),
        (AgendaItem, "meeting", "meeting_id"),
        (CooperationPartner, "cooperation", "cooperation_id"),
        (AllianceMember, "alliance", "alliance_id"),
        (OpeningSpan, "directory.location", "location_id"),
        (OpeningException, "directory.location", "location_id"),
    ):
        watch(model, lambda ids, name=name: [(name, ids)], id_field=field)
    for model, name, relations in (
        (Actor, "actor", ("topics", "target_groups", "further_kinds")),
        (Offer, "offer", ("topics", "target_groups", "locations")),
        (Meeting, "meeting", ("topics", "target_groups")),
        (Cooperation, "cooperation", ("topics", "target_groups", "transitions", "areas")),
        (Alliance, "alliance", ("topics", "areas")),
    ):
        for relation in relations:
            watch_links(getattr(model, relation).through, model, name)
    register_spread(Actor, around_actors)
    register_spread(Location, around_locations)
    register_spread(ActorKind, around_kinds)
    register_spread(Topic, lambda ids: _carriers(Topic, "topics", ids))
    register_spread(TargetGroup, lambda ids: _carriers(TargetGroup, "target_groups", ids))
    register_spread(Tag, around_tags)
    register_spread(Area, around_areas)
    register_spread(Series, lambda ids: [("meeting", _pks(Meeting, series__in=ids))])
    register_spread(Transition, lambda ids: [("cooperation", _pks(Cooperation, transitions__in=ids))])
    register_spread(Venue, lambda ids: [("meeting", _pks(Meeting, venue__in=ids))])
    pre_save.connect(_leave_actor, sender=Location, dispatch_uid="search.leave_actor")


def around_actors(ids):
    """Its offers carry its name and kind; what it operates, and the offers there, its name; so do its meetings."""
    yield "actor", _pks(Actor, operator__in=ids)
    yield "offer", _pks(Offer, Q(actor__in=ids) | Q(actor__operator__in=ids))
    yield "meeting", _pks(Meeting, organiser__in=ids)
    yield "cooperation", _pks(Cooperation, partners__actor__in=ids)
    yield "alliance", _pks(Alliance, members__actor__in=ids)


def around_locations(ids):
    yield "actor", _pks(Actor, locations__in=ids)
    yield "offer", _pks(Offer, locations__in=ids)
    yield "cooperation", _pks(Cooperation, partners__actor__locations__in=ids)


def around_kinds(ids):
    yield "actor", _pks(Actor, Q(kind__in=ids) | Q(further_kinds__in=ids))
    yield "offer", _pks(Offer, Q(actor__kind__in=ids) | Q(actor__further_kinds__in=ids))
    yield "cooperation", _pks(Cooperation, partners__actor__kind__in=ids)


def around_tags(ids):
    yield "actor", _pks(Actor, tagged_items__tag__in=ids)
    yield "offer", _pks(Offer, tagged_items__tag__in=ids)


def around_areas(ids):
    here = Location.objects.filter(_below(Area, ids, "area__path")).values("pk")
    yield from around_locations(here)
    yield "meeting", _pks(Meeting, _below(Area, ids, "venue__area__path"))
    yield "cooperation", _pks(Cooperation, _below(Area, ids, "areas__path"))
    yield "alliance", _pks(Alliance, _below(Area, ids, "areas__path"))


def _carriers(model, relation, ids):
    """What carries one of the terms or anything below: documents hold the names of all above."""
    below = _below(model, ids, f"{relation}__path")
    yield "actor", _pks(Actor, below)
    yield "offer", _pks(Offer, below)
    yield "meeting", _pks(Meeting, below)
    if relation == "topics":
        yield "alliance", _pks(Alliance, below)
    yield "cooperation", _pks(Cooperation, below)


def _below(model, ids, lookup):
    condition = Q(pk__in=[])
    last = None
    for path in model.objects.filter(pk__in=ids).order_by("path").values_list("path", flat=True):
        if last is None or not path.startswith(last):
            condition |= Q(**{f"{lookup}__startswith": path})
            last = path
    return condition


def _pks(model, *conditions, **lookups):
    return model.objects.filter(*conditions, **lookups).order_by().values_list("pk", flat=True).distinct()


def _leave_actor(sender, instance, **kwargs):
    """A location that moves to another actor is missing at the one it leaves."""
    if instance.pk:
        before = Location.objects.filter(pk=instance.pk).exclude(actor=instance.actor_id).values_list("actor_id", flat=True)
        mark("actor", before)
