"""Locations (Standorte) with opening hours and facts on accessibility."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from ..enums import ACCESSIBILITY_FACTS, Weekday
from ..querysets import LocationQuerySet
from .actors import Actor
from .areas import Area
from .entries import Entry, Identifier


class Location(Entry):
    """A place where an actor works. `area` is found at save by coordinates or postcode (`directory.geo`). Coordinates are WGS 84 degrees."""

    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(
        _("name of the location"),
        max_length=200,
        blank=True,
        help_text=_("For example “Main building”. May stay empty when there is only one."),
    )
    is_main = models.BooleanField(_("main location"), default=False)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True, db_index=True)
    municipality = models.CharField(_("town or municipality"), max_length=120, blank=True)
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="locations")
    lat = models.FloatField(_("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(_("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    transport = models.CharField(_("bus and train"), max_length=250, blank=True)
    by_appointment = models.BooleanField(_("only by appointment"), default=False)
    hours_note = models.CharField(_("note on opening hours"), max_length=250, blank=True)
    step_free = models.BooleanField(ACCESSIBILITY_FACTS["step_free"], null=True, blank=True)
    lift = models.BooleanField(ACCESSIBILITY_FACTS["lift"], null=True, blank=True)
    accessible_toilet = models.BooleanField(ACCESSIBILITY_FACTS["accessible_toilet"], null=True, blank=True)
    accessible_parking = models.BooleanField(ACCESSIBILITY_FACTS["accessible_parking"], null=True, blank=True)
    induction_loop = models.BooleanField(ACCESSIBILITY_FACTS["induction_loop"], null=True, blank=True)
    tactile_guidance = models.BooleanField(ACCESSIBILITY_FACTS["tactile_guidance"], null=True, blank=True)
    sign_language = models.BooleanField(ACCESSIBILITY_FACTS["sign_language"], null=True, blank=True)
    plain_language = models.BooleanField(ACCESSIBILITY_FACTS["plain_language"], null=True, blank=True)
    quiet_room = models.BooleanField(ACCESSIBILITY_FACTS["quiet_room"], null=True, blank=True)
    accessibility_note = models.TextField(_("more on accessibility"), blank=True)

    objects = LocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["-is_main", "name", "pk"]
        indexes = [
            models.Index(fields=["actor", "-is_main", "name"]),
            models.Index(fields=["area", "live"]),
            models.Index(fields=["lat", "lon"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__isnull=False, lon__isnull=False),
                name="location_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True) | Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="location_coordinates_in_range"
            ),
            models.CheckConstraint(condition=Q(postcode="") | Q(postcode__regex=r"^[0-9]{5}$"), name="location_postcode_has_five_digits"),
        ]

    def __str__(self):
        return self.name or self.address or str(_("location"))

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None:
            self.find_area()
        super().save(*args, **kwargs)

    def find_area(self):
        """Set `area` by coordinates, postcode and town, when these changed; an area that somebody chose in the same step stays."""
        from ..geo import find_area  # look-ups come after models

        facts = ("lat", "lon", "postcode", "municipality")
        before = None if self._state.adding else type(self).objects.filter(pk=self.pk).values(*facts, "area_id").first()
        if before is None:
            chosen = self.area_id is not None
        else:
            same_place = all(before[fact] == getattr(self, fact) for fact in facts)
            chosen = self.area_id != before["area_id"] or (same_place and self.area_id is not None)
        if not chosen:
            self.area = find_area(self.lat, self.lon, self.postcode, self.municipality)

    @property
    def address(self):
        """“Notenweg 12, 13187 Berlin”; parts that are missing leave no comma behind."""
        place = f"{self.postcode} {self.municipality}".strip()
        return ", ".join(part for part in (self.street, place) if part)

    @property
    def accessibility(self):
        """[(column, label, True | False | None), …] in the order of `ACCESSIBILITY_FACTS`."""
        return [(column, label, getattr(self, column)) for column, label in ACCESSIBILITY_FACTS.items()]

    def serve_preview(self, request, mode_name):
        from ..previews import preview_location  # pages come after models

        return preview_location(request, self)

    def get_absolute_url(self):
        return f"{self.actor.get_absolute_url()}#standort-{self.pk}"


class OpeningSpan(Orderable):
    """Open on `weekday` from `opens` to `closes` (local wall time). `closes` of 00:00 means midnight at the end of the day."""

    location = ParentalKey(Location, on_delete=models.CASCADE, related_name="opening_spans")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.TimeField(_("opens at"))
    closes = models.TimeField(_("closes at"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_span_weekday_in_range"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")) | Q(closes="00:00"), name="opening_span_opens_before_it_closes"),
        ]


class OpeningException(Orderable):
    """From `starts` to `ends` (both included) other hours hold: closed when `opens` is empty."""

    location = ParentalKey(Location, on_delete=models.CASCADE, related_name="opening_exceptions")
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"))
    opens = models.TimeField(_("opens at"), null=True, blank=True)
    closes = models.TimeField(_("closes at"), null=True, blank=True)
    note = models.CharField(_("reason"), max_length=150, blank=True, help_text=_("For example “summer holidays”."))

    class Meta:
        verbose_name = _("exception from the opening hours")
        verbose_name_plural = _("exceptions from the opening hours")
        ordering = ["starts", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(starts__lte=F("ends")), name="opening_exception_starts_before_it_ends"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="opening_exception_has_both_times_or_none",
            ),
        ]


class LocationIdentifier(Identifier):
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="identifiers")

    class Meta(Identifier.Meta):
        verbose_name = _("external identifier of a location")
        verbose_name_plural = _("external identifiers of locations")
