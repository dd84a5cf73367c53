"""What the worker leaves in the database: that it lives, and when each periodic job ran."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkerProcess(models.Model):
    """A running worker. It writes `seen_at` every few seconds; one that stopped doing so is dead, and what it had begun is taken up again."""

    id = models.CharField(primary_key=True, max_length=64)
    host = models.CharField(_("machine"), max_length=200)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField(_("started"))
    seen_at = models.DateTimeField(_("last sign of life"), db_index=True)

    class Meta:
        verbose_name = _("worker process")
        verbose_name_plural = _("worker processes")

    def __str__(self):
        return f"{self.host}:{self.pid}"


class PeriodicJob(models.Model):
    """When a job of `portal.jobs.periodic` is due next; claimed by one worker with a conditional update."""

    name = models.CharField(_("name"), primary_key=True, max_length=100)
    due_at = models.DateTimeField(_("due"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        ordering = ["name"]

    def __str__(self):
        return self.name
