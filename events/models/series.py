"""Series (Reihen) of meetings, such as “Läuft!”."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.addresses import entry_address
from directory.models import Actor
from directory.models.descriptions import DescriptionField
from directory.models.entries import Entry, sorting_name

from ..querysets import SeriesQuerySet


class Series(Entry):
    """Meetings under one name and colour, whose themes repeat. Public with all its meetings at /termine/reihen/<slug>/."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    summary = models.TextField(
        _("in short"), max_length=500, blank=True, help_text=_("One or two sentences. Lists and search results show them.")
    )
    description = DescriptionField(_("description"), blank=True)
    organiser = models.ForeignKey(
        Actor, verbose_name=_("organiser"), on_delete=models.SET_NULL, null=True, blank=True, related_name="meeting_series"
    )
    hue = models.PositiveSmallIntegerField(
        _("hue"),
        default=212,
        validators=[MaxValueValidator(360)],
        help_text=_("0 to 360 on the colour wheel. Calendars show the series in it."),
    )

    objects = SeriesQuerySet.as_manager()
    needed_to_publish = ("name",)

    class Meta:
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        permissions = [("rename_series", _("May change the address of a series"))]
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="series_has_a_name")]

    def __str__(self):
        return self.name

    @property
    def colour_key(self):
        """The value of `data-kind` that gives the colour."""
        return f"reihe-{self.slug}"

    def serve_preview(self, request, mode_name):
        from ..office.previews import preview_series  # pages come after models

        return preview_series(request, self)

    def get_absolute_url(self):
        return entry_address("events:series", self.slug)
