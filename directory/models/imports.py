"""What came from where: sources, runs, and for every row of a source what it last delivered."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportSource(models.Model):
    key = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("import source")
        verbose_name_plural = _("import sources")
        ordering = ["name"]

    def __str__(self):
        return self.name


class ImportRun(models.Model):
    """One file read once. `counts` holds rows per fate and objects per model; `problems` the list that the report shows."""

    source = models.ForeignKey(ImportSource, verbose_name=_("source"), on_delete=models.PROTECT, related_name="runs")
    mapping = models.CharField(_("mapping"), max_length=100)
    file_name = models.CharField(_("file"), max_length=255)
    file_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    published = models.BooleanField(_("published at once"), default=False)
    counts = models.JSONField(_("counts"), default=dict)
    problems = models.JSONField(_("problems"), default=list)

    class Meta:
        verbose_name = _("import run")
        verbose_name_plural = _("import runs")
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.source} {self.started_at:%d.%m.%Y %H:%M}"


class ImportRow(models.Model):
    """The values that a source last delivered under `key`, per thing and field, so that the next run writes only what the *source* changed."""

    source = models.ForeignKey(ImportSource, on_delete=models.CASCADE, related_name="rows")
    key = models.CharField(_("key"), max_length=190)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, related_name="rows")
    delivered = models.JSONField(_("delivered"), default=dict)

    class Meta:
        verbose_name = _("import row")
        verbose_name_plural = _("import rows")
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="one_import_row_per_source_and_key")]

    def __str__(self):
        return f"{self.source_id}:{self.key}"
