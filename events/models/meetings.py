"""Meetings (Termine): one date of one theme."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.models import Orderable

from directory.addresses import entry_address
from directory.errors import OperationRefused
from directory.models import Actor, TargetGroup, Topic
from directory.models.descriptions import DescriptionField
from directory.models.entries import Entry, sorting_name
from network.models import Alliance

from ..enums import AT_A_PLACE, Format, MaterialAudience, MeetingKind, RegistrationWay
from ..querysets import MeetingQuerySet
from .series import Series
from .venues import Venue

ANNOUNCED = ("name", "starts_at", "ends_at", "format", "venue_id")
"""What stands in the calendars of people who took the meeting over: a change of it after publication raises `sequence`."""


class Meeting(Entry):
    """One meeting. `cancelled_at`, `moved_from` and `sequence` change only through `events.operations` and by publishing; they are no part of a revision.

    What is cancelled stays public and says so. `moved_from` is the beginning that was announced first, once another was published.
    """

    name = models.CharField(_("title"), max_length=250)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    series = models.ForeignKey(Series, verbose_name=_("series"), on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings")
    alliance = models.ForeignKey(
        Alliance, verbose_name=_("alliance"), on_delete=models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=MeetingKind, default=MeetingKind.EXCHANGE)
    summary = models.TextField(
        _("in short"), max_length=500, blank=True, help_text=_("One or two sentences. Lists and search results show them.")
    )
    description = DescriptionField(_("description"), blank=True)
    repeats = models.ForeignKey(
        "self", verbose_name=_("repeats"), on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="repetitions"
    )

    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    time_note = models.CharField(_("note on the time"), max_length=150, blank=True, help_text=_("For example “Doors open at 8:45”."))

    format = models.CharField(_("format"), max_length=8, choices=Format, default=Format.ONLINE)
    venue = models.ForeignKey(Venue, verbose_name=_("venue"), on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    online_url = models.URLField(
        _("link to the online room"),
        max_length=500,
        blank=True,
        help_text=_(
            "Everybody sees it, but only while no registration is needed. With the form of this portal confirmed people get it in time."
        ),
    )
    organiser = models.ForeignKey(Actor, verbose_name=_("organiser"), on_delete=models.PROTECT, null=True, related_name="meetings")

    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="meetings")
    target_groups = ParentalManyToManyField(TargetGroup, verbose_name=_("target groups"), blank=True, related_name="meetings")
    audience = models.CharField(
        _("for whom"), max_length=250, blank=True, help_text=_("In your own words, for example “Heads of Kitas, advisers, music schools”.")
    )
    is_free = models.BooleanField(_("free of charge"), default=True)
    price = models.DecimalField(_("price"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)])
    price_note = models.CharField(_("note on the price"), max_length=250, blank=True)
    precondition = models.CharField(
        _("precondition"), max_length=300, blank=True, help_text=_("Whoever takes part must fulfil it, for example a Zielvereinbarung.")
    )
    precondition_url = models.URLField(_("link that explains the precondition"), max_length=500, blank=True)

    registration = models.CharField(_("registration"), max_length=10, choices=RegistrationWay, default=RegistrationWay.ELSEWHERE)
    registration_url = models.URLField(_("link for registration"), max_length=500, blank=True)
    registration_email = models.EmailField(_("e-mail for registration"), blank=True)
    registration_phone = PhoneNumberField(_("phone for registration"), blank=True)
    opens_at = models.DateTimeField(_("registration from"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration until"), null=True, blank=True)
    capacity_onsite = models.PositiveIntegerField(_("places on site"), null=True, blank=True)
    capacity_online = models.PositiveIntegerField(_("places online"), null=True, blank=True)
    is_full = models.BooleanField(_("fully booked"), default=False, help_text=_("Then lists show the meeting without free places."))
    confirms_address = models.BooleanField(
        _("confirm the e-mail by a link"), default=True, help_text=_("Nobody can register with somebody else’s address then.")
    )
    hold_minutes = models.PositiveIntegerField(
        _("minutes to confirm the address"),
        default=120,
        validators=[MinValueValidator(5), MaxValueValidator(7 * 24 * 60)],
        help_text=_("A place is kept for so long. Then it is free again."),
    )
    group_limit = models.PositiveSmallIntegerField(
        _("people in one registration"), default=5, validators=[MinValueValidator(1), MaxValueValidator(100)], help_text=_("At most.")
    )
    institution_limit = models.PositiveSmallIntegerField(
        _("people of one institution"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("At most. Empty: no limit.")
    )
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    waits_strictly = models.BooleanField(
        _("strictly in order"),
        default=False,
        help_text=_(
            "A group for which too few places are free then keeps those behind it waiting. Otherwise smaller ones move up past it."
        ),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept a place"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 30)],
        help_text=_("Whoever moves up from the waiting list has so much time to say yes."),
    )
    asks_needs = models.BooleanField(_("ask what people need to take part"), default=True, help_text=_("For example sign language."))
    reminder_days = models.PositiveSmallIntegerField(
        _("days before for a reminder"), null=True, blank=True, default=2, validators=[MaxValueValidator(60)], help_text=_("Empty: none.")
    )
    link_hours = models.PositiveSmallIntegerField(
        _("hours before for the online link"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
        help_text=_("From then on confirmed people see the link on their own page and have it by mail."),
    )
    asks_feedback = models.BooleanField(_("ask for feedback afterwards"), default=True)
    retention_days = models.PositiveSmallIntegerField(
        _("days until personal data is deleted"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("After the meeting. The numbers for statistics stay."),
    )

    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact person"), blank=True)
    contact_phone = PhoneNumberField(_("phone of the contact person"), blank=True)
    follow_up = DescriptionField(_("what came out of it"), blank=True, help_text=_("Shown once the meeting is over."))

    cancelled_at = models.DateTimeField(_("cancelled on"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True, editable=False)
    moved_from = models.DateTimeField(_("moved from"), null=True, blank=True, editable=False)
    moved_at = models.DateTimeField(_("moved on"), null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(_("version in calendars"), default=0, editable=False)

    objects = MeetingQuerySet.as_manager()
    needed_to_publish = ("name", "starts_at", "ends_at", "organiser")
    operational_fields = (*Entry.operational_fields, "repeats_id", "cancelled_at", "cancel_reason", "moved_from", "moved_at", "sequence")

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        permissions = [("rename_meeting", _("May change the address of a meeting"))]
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["starts_at", "id"], condition=Q(live=True, archived_at=None), name="meeting_public_by_start"),
            models.Index(fields=["ends_at"], condition=Q(live=True, archived_at=None), name="meeting_public_by_end"),
            models.Index(fields=["series", "starts_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="meeting_has_a_title"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(starts_at__lt=F("ends_at")),
                name="meeting_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(opens_at__lt=F("closes_at")),
                name="meeting_registration_opens_before_it_closes",
            ),
            models.CheckConstraint(condition=~Q(is_free=True) | Q(price__isnull=True), name="free_meeting_has_no_price"),
        ]

    def __str__(self):
        return self.name

    def serve_preview(self, request, mode_name):
        from ..office.previews import preview_meeting  # pages come after models

        return preview_meeting(request, self)

    def get_absolute_url(self):
        return entry_address("events:meeting", self.slug)

    def check_publishable(self):
        super().check_publishable()
        if self.format in AT_A_PLACE and self.venue_id is None:
            raise OperationRefused(
                gettext("“%(entry)s” takes place on site. Please choose a venue before it is published.") % {"entry": self}
            )
        from ..operations.fitting import check_people_fit  # operations come after models

        check_people_fit(self)

    @transaction.atomic
    def _publish(self, revision, *args, **kwargs):
        """Compares what was announced before with what is now, and raises the version that calendars know."""
        from ..mails import announcing  # mails and operations come after models
        from ..operations.fitting import follow_publishing

        own = type(self)._base_manager.filter(pk=self.pk)
        before = own.values(*ANNOUNCED, "live", "moved_from", "first_published_at").first()
        super()._publish(revision, *args, **kwargs)
        after = own.values(*ANNOUNCED, "live", "last_published_at").first()
        if after["live"]:
            follow_publishing(self, before["format"])
        was_announced = before and before["live"] and before["starts_at"]
        if not was_announced or not after["live"] or all(before[name] == after[name] for name in ANNOUNCED):
            return
        changes = {"sequence": F("sequence") + 1}
        if before["starts_at"] != after["starts_at"]:
            first = before["moved_from"] or before["starts_at"]
            is_back = first == after["starts_at"]
            changes |= {"moved_from": None if is_back else first, "moved_at": None if is_back else after["last_published_at"]}
        own.update(**changes)
        announcing.moved(own.get(), before, timezone.now())

    # --- States; none of them asks the database ---------------------------------------------------------------------------

    @property
    def is_cancelled(self):
        return self.cancelled_at is not None

    @property
    def is_moved(self):
        return self.moved_from is not None

    def is_over(self, at):
        return self.ends_at is not None and self.ends_at <= at

    def is_on(self, at):
        return self.starts_at is not None and self.starts_at <= at < self.ends_at

    @property
    def public_series(self):
        """Drafts and archived series aren't named anywhere."""
        return self.series if self.series_id and self.series.is_public else None

    @property
    def public_alliance(self):
        return self.alliance if self.alliance_id and self.alliance.is_public else None

    @property
    def public_organiser(self):
        return self.organiser if self.organiser_id and self.organiser.is_public else None

    @property
    def public_online_url(self):
        return self.online_url if self.registration == RegistrationWay.NOT_NEEDED and self.format != Format.ONSITE else ""


class AgendaItem(Orderable):
    """A point of the programme."""

    meeting = ParentalKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    starts = models.TimeField(_("at"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=600, blank=True)
    speakers = models.TextField(
        _("speakers"),
        max_length=400,
        blank=True,
        help_text=_("One person a line, with their institution: “Jonas Muster, Kita Wiesenwichtel”."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("point of the programme")
        verbose_name_plural = _("programme")

    def __str__(self):
        return self.title

    @property
    def speaker_lines(self):
        return [line.strip() for line in self.speakers.splitlines() if line.strip()]


class Material(Orderable):
    """A file or a link that goes with a meeting: slides, a model agreement, the recording."""

    meeting = ParentalKey(Meeting, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, verbose_name=_("file"), on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    url = models.URLField(_("link"), max_length=500, blank=True)
    audience = models.CharField(_("for"), max_length=5, choices=MaterialAudience, default=MaterialAudience.ALL)

    class Meta(Orderable.Meta):
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=Q(document__isnull=False, url="") | (Q(document__isnull=True) & ~Q(url="")), name="material_is_a_file_or_a_link"
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if bool(self.document_id) == bool(self.url):
            raise ValidationError(gettext("Please choose a file or write a link, one of the two."))
