"""Places where meetings are held."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.enums import ACCESSIBILITY_FACTS
from directory.models import Area

from ..querysets import VenueQuerySet


class Venue(models.Model):
    """A house and a room in it, used by many meetings. Not of the register: a restaurant's back room has no entry there."""

    name = models.CharField(_("name"), max_length=200)
    room = models.CharField(_("room"), max_length=200, blank=True, help_text=_("For example “Atelier 1, second floor”."))
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)
    municipality = models.CharField(_("town or municipality"), max_length=120, blank=True)
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="venues")
    lat = models.FloatField(_("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(_("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    transport = models.CharField(_("bus and train"), max_length=250, blank=True)
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

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ["name", "room", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True) | Q(lat__isnull=False, lon__isnull=False),
                name="venue_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(condition=Q(postcode="") | Q(postcode__regex=r"^[0-9]{5}$"), name="venue_postcode_has_five_digits"),
        ]

    def __str__(self):
        return ", ".join(part for part in (self.name, self.room) if part)

    def save(self, *args, **kwargs):
        """Without a chosen area the one of the coordinates, postcode or town. Who was told another place hears of it."""
        if kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        if self.area_id is None:
            from directory.geo import find_area  # look-ups come after models

            self.area = find_area(self.lat, self.lon, self.postcode, self.municipality)
        with transaction.atomic():
            before = type(self)._base_manager.select_for_update(no_key=True).filter(pk=self.pk).first() if self.pk else None
            super().save(*args, **kwargs)
            if before and before.whole != self.whole:
                from ..operations.fitting import follow_venue  # operations come after models

                follow_venue(self, before.whole, timezone.now())

    @property
    def whole(self):
        """“Kulturhaus, Atelier 1, Notenweg 12, 13187 Berlin”: what people are told who come there."""
        return ", ".join(part for part in (str(self), self.address) if part)

    @property
    def address(self):
        """“Notenweg 12, 13187 Berlin”; parts that are missing leave no comma behind."""
        place = f"{self.postcode} {self.municipality}".strip()
        return ", ".join(part for part in (self.street, place) if part)

    @property
    def accessibility(self):
        """[(column, label, True | False | None), …] in the order of `ACCESSIBILITY_FACTS`."""
        return [(column, label, getattr(self, column)) for column, label in ACCESSIBILITY_FACTS.items()]

    @property
    def route_url(self):
        """A link that the person opens; the portal itself asks nobody for a map."""
        return "" if self.lat is None else f"https://www.openstreetmap.org/directions?to={self.lat:.5f}%2C{self.lon:.5f}"
