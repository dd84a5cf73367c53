"""Who fits a wish: institutions of the wanted kinds nearby that have no such cooperation yet, and wishes of the other direction."""

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Value, When

from directory.models import Actor, Area, Location

from ..models import CooperationPartner, CooperationWish

SUGGESTED = 6
WISHES_SUGGESTED = 5


def fitting_institutions(wish, most=SUGGESTED) -> list[Actor]:
    """Public institutions of the wanted kinds in the wish's areas (else in its own), those without any cooperation of the kind first. Five queries at most.

    “Such a cooperation”: one in which an institution of the wish's own kind takes part.
    """
    kinds = [kind.pk for kind in wish.kinds.all()]
    areas = list(wish.areas.all()) or _own_areas(wish.actor)
    if not kinds or not areas:
        return []
    here = Location.objects.filter(live=True, archived_at=None, actor=OuterRef("pk"), area__in=_below(areas))
    such = CooperationPartner.objects.of_public().filter(actor=OuterRef("pk"), cooperation__in=_cooperations_with_kind(wish.actor.kind_id))
    together = CooperationPartner.objects.filter(actor=OuterRef("pk"), cooperation__partners__actor=wish.actor)
    fitting = Actor.objects.public().filter(Exists(here), ~Exists(such), ~Exists(together), kind__in=kinds).exclude(pk=wish.actor_id)
    topics = [topic.pk for topic in wish.topics.all()]
    shared = Count("topics", filter=Q(topics__in=topics), distinct=True) if topics else Value(0, IntegerField())
    return list(fitting.annotate(shared=shared).order_by("-shared", "sort_name", "pk").for_listing()[:most])


def fitting_wishes(wish, today, most=WISHES_SUGGESTED) -> list[CooperationWish]:
    """Open wishes of the other direction of other institutions that want this one's kind, and come from a kind it wants; shared fields and areas first. Five queries at most."""
    kinds = [kind.pk for kind in wish.kinds.all()]
    others = CooperationWish.objects.public().open(today).exclude(direction=wish.direction).exclude(actor=wish.actor_id)
    wanted = CooperationWish.kinds.through.objects.filter(cooperationwish=OuterRef("pk"))
    others = others.filter(Exists(wanted.filter(actorkind=wish.actor.kind_id)) | ~Exists(wanted))
    if kinds:
        others = others.filter(actor__kind__in=kinds)
    topics, areas = [topic.pk for topic in wish.topics.all()], _below(list(wish.areas.all()) or _own_areas(wish.actor))
    same_topic = Exists(CooperationWish.topics.through.objects.filter(cooperationwish=OuterRef("pk"), topic__in=topics))
    same_area = Exists(CooperationWish.areas.through.objects.filter(cooperationwish=OuterRef("pk"), area__in=areas))
    near = Exists(Location.objects.filter(actor=OuterRef("actor"), live=True, archived_at=None, area__in=areas))
    points = Case(When(same_topic, then=Value(2)), default=Value(0)) + Case(When(same_area | near, then=Value(1)), default=Value(0))
    return list(others.annotate(points=points).order_by("-points", "sort_name", "pk").for_listing()[:most])


def _cooperations_with_kind(kind):
    return CooperationPartner.objects.of_public().filter(actor__kind=kind).values("cooperation")


def _own_areas(actor):
    """Of its places; for “nearby”, the level above a district's part."""
    areas = Area.objects.filter(locations__actor=actor, locations__live=True, locations__archived_at=None).defer("outline").distinct()
    found = list(areas)
    parents = {area.path[: -Area.steplen] for area in found if area.depth > 1}
    return list(Area.objects.filter(path__in=parents, depth__gt=1).defer("outline")) or found


def _below(areas):
    condition = Q(pk__in=[])
    for area in areas:
        condition |= Q(path__startswith=area.path)
    return Area.objects.filter(condition).order_by().values("pk")
