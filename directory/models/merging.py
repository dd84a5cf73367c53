"""Institutions that may be the same, what was decided about them, and the merges."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..enums import FoundBy, PairState
from .actors import Actor


class PairQuerySet(models.QuerySet):
    def open(self):
        """Undecided, and nobody archived one of the two meanwhile."""
        return self.filter(state=PairState.OPEN, first__archived_at=None, second__archived_at=None)

    def of(self, one, other):
        return self.filter(first_id=min(one.pk, other.pk), second_id=max(one.pk, other.pk))


class DuplicatePair(models.Model):
    """Two institutions that somebody or something took for the same. Decided once; what is different is never asked again."""

    first = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Actor, verbose_name=_("other institution"), on_delete=models.CASCADE, related_name="+")
    state = models.CharField(_("decision"), max_length=12, choices=PairState, default=PairState.OPEN)
    found_by = models.CharField(_("found by"), max_length=10, choices=FoundBy, default=FoundBy.OFFICE)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    """[{"reason": key of `enums.PAIR_REASONS`, "value": what both say}]"""
    score = models.FloatField(_("points"), null=True, blank=True)
    """Empty for what needs no points: keys and people."""
    found_at = models.DateTimeField(_("found on"))
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        ordering = [F("score").desc(nulls_first=True), "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_stands_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_in_order"),
        ]

    def __str__(self):
        return f"{self.first} – {self.second}"


class MergeQuerySet(models.QuerySet):
    def active(self):
        """Not undone."""
        return self.filter(undone_at=None)


class MergeRun(models.Model):
    """`gone` became part of `kept`. Written only by `directory.operations.merging`; `steps` is what was done, as data for the undo (`directory.merging.steps`)."""

    kept = models.ForeignKey(Actor, verbose_name=_("kept institution"), on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Actor, verbose_name=_("merged institution"), on_delete=models.PROTECT, related_name="merged_into")
    as_location = models.BooleanField(_("as a location"), default=False)
    choices = models.JSONField(_("chosen values"), default=dict)
    """{field: "kept", "gone" or "both"}"""
    contents = models.JSONField(default=list)
    """[{"model", "id", "before": {field: value}, "after": {field: value}}]: contents that were changed, with revisions."""
    steps = models.JSONField(default=list)
    at = models.DateTimeField(_("merged on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("undone by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    left = models.JSONField(_("not taken back"), default=list)
    """What the undo left as it is, because somebody edited it since: [text]."""

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["gone"], condition=Q(undone_at=None), name="merge_by_gone")]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="actor_merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="actor_not_merged_with_itself"),
        ]

    def __str__(self):
        return f"{self.gone} → {self.kept}"
