"""Whose rhythm runs out: public institutions and their current offers. What nobody has ever checked counts from its publication."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from directory.enums import MemberRole
from directory.freshness import BERLIN, LONG_MONTHS, add_months, checked_before
from directory.models import Actor, ActorKind, Membership, Offer

from .enums import Reply
from .models import ConfirmationLine

LOOKED_AT = Coalesce("confirmed_at", "first_published_at", "created_at")


def due_actors(day):
    """Queryset of public institutions whose check is due by `day`."""
    return Actor.objects.public().annotate(looked_at=LOOKED_AT).filter(_rhythm_is_over(day, "kind"))


def due_offers(day, today):
    """Queryset of public offers that go on after `today`, in the rhythm of their institution's kind."""
    current = Offer.objects.public().current(today).annotate(looked_at=Coalesce("confirmed_at", "first_published_at", "created_at"))
    return current.filter(_rhythm_is_over(day, "actor__kind"))


def _rhythm_is_over(day, kind):
    condition = Q(pk__in=[])
    kinds: dict[int, list[int]] = {}
    for key, months in ActorKind.objects.order_by().values_list("pk", "confirm_months"):
        kinds.setdefault(months, []).append(key)
    for months, keys in kinds.items():
        condition |= Q(**{f"{kind}__in": keys}, looked_at__lt=checked_before(day, months))
    return condition


def not_asked(entries, *, since, until):
    """Without those that stand in a question made between the two moments, or that somebody says don't exist any more."""
    asked = ConfirmationLine.objects.filter(Q(asked_at__gte=since, asked_at__lt=until) | Q(reply=Reply.GONE, settled_at=None))
    if entries.model is Actor:
        return entries.filter(~Exists(asked.filter(actor=OuterRef("pk"), offer=None)))
    return entries.filter(~Exists(asked.filter(offer=OuterRef("pk"))))


def due_without_mail(day=None):
    """Queryset of public institutions with something due by `day` (default: today) whom no mail reaches: nobody edits them, and no address is published.

    For letters. Institutions whose offers alone are due are among them.
    """
    today = timezone.now().astimezone(BERLIN).date()
    day = day or today
    people = Membership.objects.filter(actor=OuterRef("pk"), role__in=[MemberRole.OWNER, MemberRole.EDITOR], user__is_active=True)
    unreachable = Actor.objects.public().filter(~Exists(people.exclude(user__email="")), email="")
    offers = due_offers(day, today).values("actor")
    return unreachable.filter(Q(pk__in=due_actors(day).values("pk")) | Q(pk__in=offers)).order_by("sort_name", "pk")


def long_unchecked(today):
    """Queryset of public institutions that pages call “not checked for a long time”."""
    return due_actors(add_months(today, -LONG_MONTHS))


def moment(day: dt.date) -> dt.datetime:
    """Its beginning."""
    return dt.datetime.combine(day, dt.time.min, tzinfo=BERLIN)


def by_offer(keys: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """{key of an institution: keys of its offers} of pairs (offer, institution)."""
    found: dict[int, list[int]] = {}
    for offer, actor in keys:
        found.setdefault(actor, []).append(offer)
    return found
