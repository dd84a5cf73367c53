"""Reads of meetings. Everything public starts from `public()`; time is a parameter."""

from django.db import models
from django.db.models import Q

from directory.querysets import EntryQuerySet

from .admission.places import with_room
from .enums import ACTIVE_STATES, HOLDING_STATES, RegistrationState, RegistrationWay, TakesPart

SERIES_IN_ROW = ("series__name", "series__slug", "series__live", "series__archived_at")
VENUE_IN_ROW = ("venue__name", "venue__room", "venue__street", "venue__postcode", "venue__municipality", "venue__area__name")
MEETING_IN_ROW = (
    "uuid", "name", "slug", "summary", "description", "kind", "format", "starts_at", "ends_at", "registration", "opens_at", "closes_at", "is_full",
    "capacity_onsite", "capacity_online", "has_waiting_list", "waits_strictly", "cancelled_at", "moved_from", "moved_at", "is_free", "price", "live", "archived_at",
    "occupancy__onsite", "occupancy__online", "occupancy__waiting",
)  # fmt: skip
"""What rows of lists say. All columns would take three times as long to ask for."""

HOLDING = Q(state__in=(RegistrationState.CONFIRMED, RegistrationState.OFFERED)) | Q(state=RegistrationState.PENDING, waits=False)


def has_places(at):
    """The condition of `with_places`."""
    begun = Q(registration=RegistrationWay.HERE, closes_at=None, starts_at__lte=at)
    in_time = (Q(closes_at=None) | Q(closes_at__gt=at)) & ~begun
    return Q(ends_at__gt=at, cancelled_at=None) & in_time & with_room()


class SeriesQuerySet(EntryQuerySet):
    pass


class VenueQuerySet(models.QuerySet):
    pass


class MeetingQuerySet(EntryQuerySet):
    def public(self):
        """Published, not archived, and with a time. What is cancelled stays public: people look for it."""
        return super().public().filter(starts_at__isnull=False, ends_at__isnull=False)

    def coming(self, at):
        """Not over at `at`, an aware moment."""
        return self.filter(ends_at__gt=at)

    def past(self, at):
        return self.filter(ends_at__lte=at)

    def between(self, first, last):
        """That take place at least in part from `first` until before `last`, both aware moments."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)

    def with_places(self, at):
        """Into which one can still get at `at`: coming, neither cancelled nor full, registration not over. As `admission.entrance` says it."""
        return self.filter(has_places(at))

    def of_theme(self, first):
        """The meeting with the key `first` and all that repeat it."""
        return self.filter(Q(pk=first) | Q(repeats=first))

    def for_listing(self):
        """Series, venue and places taken with each: no query more."""
        related = self.select_related("series", "venue__area", "occupancy")
        return related.only(*MEETING_IN_ROW, *SERIES_IN_ROW, *VENUE_IN_ROW)

    def for_busy_listing(self):
        """As `for_listing`, for hundreds of meetings that share series and venues: these are made once each, by two queries more."""
        series = self.model._meta.get_field("series").related_model.objects.only(*_columns(SERIES_IN_ROW))
        venues = self.model._meta.get_field("venue").related_model.objects.select_related("area").only(*_columns(VENUE_IN_ROW))
        meetings = self.select_related("occupancy").only(*MEETING_IN_ROW, "series_id", "venue_id")
        return meetings.prefetch_related(models.Prefetch("series", series), models.Prefetch("venue", venues))


def _columns(paths):
    """`paths` through a relation, as the related model itself calls them."""
    return [path.partition("__")[2] for path in paths]


class RegistrationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=ACTIVE_STATES)

    def lapsed(self, at):
        """Whose time to confirm or to accept is over at `at`."""
        return self.filter(state__in=HOLDING_STATES, held_until__lte=at)

    def holding(self):
        """That take places now: confirmed, offered, and pending ones for which there was a place. Lapsed ones count until they are expired."""
        return self.filter(HOLDING)

    def in_line(self):
        """The waiting list in its order."""
        return self.filter(state=RegistrationState.WAITING).order_by("waiting_since", "pk")

    def ahead_of(self, registration):
        """Those of the waiting list who wait before `registration` for the same part."""
        before = Q(waiting_since__lt=registration.waiting_since) | Q(waiting_since=registration.waiting_since, pk__lt=registration.pk)
        return self.in_line().filter(before, meeting=registration.meeting_id, takes_part=registration.takes_part)

    def took_part(self):
        """Confirmed, and not noted as absent: where nobody noted anything, who was confirmed counts."""
        noted = self.model._meta.get_field("participants").related_model.objects.filter(registration=models.OuterRef("pk"))
        confirmed = self.filter(state=RegistrationState.CONFIRMED)
        return confirmed.filter(models.Exists(noted.filter(attended=True)) | ~models.Exists(noted.filter(attended=False)))

    def people(self):
        """{"onsite": people who take places there, "online": …, "waiting": people on the waiting list} in one query."""
        counted = self.aggregate(
            onsite=models.Sum("size", filter=HOLDING & Q(takes_part=TakesPart.ONSITE)),
            online=models.Sum("size", filter=HOLDING & Q(takes_part=TakesPart.ONLINE)),
            waiting=models.Sum("size", filter=Q(state=RegistrationState.WAITING)),
        )
        return {name: count or 0 for name, count in counted.items()}
