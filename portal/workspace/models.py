"""What people have begun to type and not saved yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import Actor, Location


class SectionDraft(models.Model):
    """One person's unsaved form of one section of an institution, or of one of its locations. Nobody else reads what it says.

    `typed` and `seen` are {key: value} as the form's pieces show them (`portal.workspace.editing.pieces`); `seen` is from when the form was opened.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="section_drafts")
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="section_drafts")
    place = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="section_drafts")
    section = models.CharField(max_length=30)
    typed = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of a change")
        verbose_name_plural = _("drafts of changes")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "actor", "place", "section"], name="one_draft_per_person_and_section", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.actor} – {self.section}"
