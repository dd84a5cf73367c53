"""Reads of cooperations. Everything public starts from `public()`; time is a parameter."""

from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Prefetch, Q, Subquery, When
from django.db.models.functions import Coalesce

from directory.models import Area
from directory.querysets import EntryQuerySet

from .enums import GOING_ON, Answer, Audience, CooperationStatus

ENOUGH = 2
"""So many partners have to confirm before anybody else sees a cooperation."""


class CooperationQuerySet(EntryQuerySet):
    def public(self):
        """Published, not archived, and confirmed by two partners at least."""
        return super().public().filter(confirmed_count__gte=ENOUGH)

    def going_on(self, today):
        """That run or pause on `today` (a date): begun, and not over."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today), status__in=GOING_ON)

    def of_actor(self, actor):
        """Of which `actor` is a partner that has confirmed. IN, not EXISTS: its few partnerships lead, instead of asking each cooperation for it."""
        from .models import CooperationPartner  # querysets come before models

        return self.filter(pk__in=CooperationPartner.objects.confirmed().filter(actor=actor).values("cooperation"))

    def running_first(self):
        """Running ones, then those that pause or are planned, then what is over; of each the latest begin first."""
        order = Case(When(status=CooperationStatus.ACTIVE, then=0), When(status=CooperationStatus.ENDED, then=2), default=1)
        return self.order_by(order, F("starts_on").desc(nulls_last=True), "sort_name", "pk")

    def for_listing(self):
        """With the partners that may be named: one query more for any number of rows."""
        from .models import CooperationPartner  # querysets come before models

        return self.prefetch_related(Prefetch("partners", CooperationPartner.objects.named().for_listing(), to_attr="named_partners"))


class PartnerQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(answer=Answer.CONFIRMED)

    def named(self):
        """That stand with their name on public pages: confirmed, and the institution itself is public."""
        return self.confirmed().filter(actor__live=True, actor__archived_at=None)

    def of_public(self):
        """That belong to public cooperations and may be named: the edges of the network's picture."""
        return self.named().filter(cooperation__live=True, cooperation__archived_at=None, cooperation__confirmed_count__gte=ENOUGH)

    def for_listing(self):
        return self.select_related("actor__kind").only(
            "cooperation", "actor", "role", "answer", "answered_at",
            "actor__name", "actor__slug", "actor__kind__slug", "actor__kind__icon", "actor__kind__name", "actor__kind__names",
        )  # fmt: skip


class WishQuerySet(EntryQuerySet):
    def public(self):
        """Published, not archived, of a public institution."""
        return super().public().filter(actor__live=True, actor__archived_at=None)

    def open(self, today):
        """Not past on `today` (a date)."""
        return self.filter(Q(until=None) | Q(until__gte=today))

    def for_listing(self):
        """With its institution and what it names: three queries more for any number of rows."""
        areas = Prefetch("areas", Area.objects.defer("outline"))
        return self.select_related("actor__kind").prefetch_related("kinds", "topics", areas)


class AllianceQuerySet(EntryQuerySet):
    def going_on(self, today):
        """Begun, and not over on `today` (a date)."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=today), Q(ends_on=None) | Q(ends_on__gte=today))

    def of_member(self, actor, today):
        """Of which `actor` is a member on `today`, where everybody may know that."""
        from .models import AllianceMember  # querysets come before models

        members = AllianceMember.objects.current(today).filter(alliance=OuterRef("pk"), actor=actor)
        return self.filter(Exists(members), members_for=Audience.PUBLIC)

    def for_listing(self, today):
        """With areas, topics and `member_count`, which is None where not everybody may know the members: two queries more for any number of rows."""
        from .models import AllianceMember  # querysets come before models

        members = AllianceMember.objects.current(today).filter(alliance=OuterRef("pk")).order_by()
        count = members.values("alliance").annotate(count=Count("pk")).values("count")
        return self.annotate(
            member_count=Case(When(members_for=Audience.PUBLIC, then=Coalesce(Subquery(count, output_field=IntegerField()), 0)))
        ).prefetch_related("topics", Prefetch("areas", Area.objects.defer("outline")))


class AllianceMemberQuerySet(models.QuerySet):
    def current(self, today):
        """Members on `today` (a date)."""
        return self.filter(Q(joined_on=None) | Q(joined_on__lte=today), Q(left_on=None) | Q(left_on__gte=today))
