"""Drafts on the public pages, for the admin. A draft's relations are no querysets, so what the pages prefetch is laid out here by hand."""

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from .models import Actor, ActorKind
from .views.actors import actor_page, for_page
from .views.offers import offer_page
from .views.places import full_locations

UNSAVED = 0
"""Key of something that is only in a form: relations may be asked for, and nothing belongs to it."""


def preview_actor(request, actor):
    _complete_actor(actor)
    prefetch_related_objects([actor], full_locations())
    return actor_page(request, actor)


def preview_location(request, location):
    """The page of its institution with this location as the draft has it."""
    if location.pk is None:
        location.pk = UNSAVED
    actor = for_page(Actor.objects.filter(pk=location.actor_id)).first() or Actor(name=_("Institution"), pk=UNSAVED)
    _complete_actor(actor)
    others = [] if actor.pk == UNSAVED else [other for other in actor.locations.all() if other.pk != location.pk]
    shown = sorted([location, *others], key=lambda each: (not each.is_main, each.name, each.pk))
    actor._prefetched_objects_cache = {**getattr(actor, "_prefetched_objects_cache", {}), "locations": shown}
    return actor_page(request, actor)


def preview_offer(request, offer):
    if offer.pk is None:
        offer.pk = UNSAVED
    offer.slug = offer.slug or "vorschau"
    if offer.actor_id is None:
        offer.actor = Actor(name=_("Institution"), pk=UNSAVED)
    _complete_actor(offer.actor)
    return offer_page(request, offer)


def _complete_actor(actor):
    """What a page needs and a draft may lack."""
    if actor.pk is None:
        actor.pk = UNSAVED
    actor.slug = actor.slug or "vorschau"
    if actor.kind is None:
        actor.kind = ActorKind(slug="ohne-art", name=_("Kind of institution is missing"), name_plural=_("Kind of institution is missing"))
