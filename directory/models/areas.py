"""Areas (Land → Kreis/Bezirk → Gemeinde/Ortsteil) and postcodes."""

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from ..enums import AreaLevel
from ..querysets import AreaManager
from ..signals import content_changed


class Area(MP_Node):
    """A node of the area tree. Made with `add_root()` and `add_child()`. `outline` is a GeoJSON geometry (WGS 84, lon/lat), simplified for a picture."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name in addresses"), max_length=140, unique=True)
    level = models.CharField(_("level"), max_length=12, choices=AreaLevel)
    ags = models.CharField(
        _("municipality key (AGS)"),
        max_length=8,
        blank=True,
        db_index=True,
        help_text=_("2 digits for a state, 5 for a district, 8 for a municipality."),
    )
    ars = models.CharField(_("regional key (ARS)"), max_length=12, blank=True, db_index=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    outline = models.JSONField(_("outline"), null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)

    node_order_by = ["name"]
    objects = AreaManager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [models.UniqueConstraint(fields=["ags", "level"], condition=~Q(ags=""), name="one_area_per_ags_and_level")]
        indexes = [models.Index(fields=["level", "name"]), models.Index(fields=["name"])]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("directory:area", args=[self.slug])

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Together with what listens to the change, or not at all."""
        super().save(*args, **kwargs)

    @transaction.atomic
    def move(self, target, pos=None):
        """Move with everything below. Treebeard writes only paths, so the change is noted for those who keep areas in memory, and told."""
        super().move(target, pos)
        type(self).objects.filter(pk=self.pk).update(changed_at=timezone.now())
        content_changed.send(sender=type(self), ids=[self.pk])


class Postcode(models.Model):
    """A postcode and one of its places: one code may have several."""

    code = models.CharField(_("postcode"), max_length=5)
    place = models.CharField(_("place"), max_length=120)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.SET_NULL, null=True, blank=True, related_name="postcodes")

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        ordering = ["code", "place"]
        constraints = [models.UniqueConstraint(fields=["code", "place"], name="one_row_per_postcode_and_place")]

    def __str__(self):
        return f"{self.code} {self.place}"
