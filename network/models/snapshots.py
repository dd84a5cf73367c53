"""What the worker computed of the network: the places of its picture, the office's analysis, key figures day by day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Area


class NetworkLayout(models.Model):
    """Where institutions stand in the picture, all years together. Of keys and numbers alone: what may be seen is decided when the picture is asked for."""

    fingerprint = models.CharField(_("fingerprint of the connections"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("computed on"))
    seconds = models.FloatField(_("seconds"), default=0)
    places = models.JSONField(_("places"), default=dict)
    """{key of an institution: [x, y]}, 0 to 10,000."""

    class Meta:
        verbose_name = _("layout of the network")
        verbose_name_plural = _("layouts of the network")
        ordering = ["-made_at"]

    def __str__(self):
        return self.fingerprint[:12]


class NetworkAnalysis(models.Model):
    """The tables of the office's analysis as they were on a day. Only public cooperations went into it."""

    day = models.DateField(_("day"), unique=True)
    made_at = models.DateTimeField(_("computed on"))
    seconds = models.FloatField(_("seconds"), default=0)
    tables = models.JSONField(_("tables"), default=dict)
    """{"counts": {table: rows}, "whole": {…}, "areas" and "missing": what the charts show}; the rows stand in `NetworkAnalysisPart`."""

    class Meta:
        verbose_name = _("analysis of the network")
        verbose_name_plural = _("analyses of the network")
        ordering = ["-day"]

    def __str__(self):
        return str(self.day)


class NetworkAnalysisPart(models.Model):
    """Some rows of a table of the analysis, so that a page reads only what it shows: a Land has 90,000."""

    analysis = models.ForeignKey(
        NetworkAnalysis, verbose_name=_("analysis of the network"), on_delete=models.CASCADE, related_name="rows_of_tables"
    )
    table = models.CharField(_("table"), max_length=20)
    number = models.PositiveIntegerField(_("number"))
    rows = models.JSONField(_("rows"), default=list)
    """As `network.analysis.tables` gives them."""

    class Meta:
        verbose_name = _("rows of an analysis")
        verbose_name_plural = _("rows of analyses")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["analysis", "table", "number"], name="analysis_part_once")]

    def __str__(self):
        return f"{self.table} {self.number}"


class NetworkFigures(models.Model):
    """Key figures of a day, of an area or (without one) of everything; read by `network.figures`."""

    day = models.DateField(_("day"))
    area = models.ForeignKey(Area, verbose_name=_("area"), on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    values = models.JSONField(_("values"), default=dict)
    """{name of a figure: number or null}"""

    class Meta:
        verbose_name = _("key figures of the network")
        verbose_name_plural = _("key figures of the network")
        ordering = ["-day", "area"]
        constraints = [
            models.UniqueConstraint(fields=["day", "area"], name="network_figures_once_a_day_and_area"),
            models.UniqueConstraint(fields=["day"], condition=models.Q(area=None), name="network_figures_once_a_day"),
        ]

    def __str__(self):
        return f"{self.day} {self.area or ''}".strip()
