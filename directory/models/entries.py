"""What actors, locations and offers share: revisions, publication, archiving, freshness, and addresses that last.

Invariants: `slug` is given once by `directory.slugs`; `confirmed_at` and `archived_at` change only through `directory.operations`
and are no part of a revision: publishing an old draft must not reset them.
"""

import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models.functions import Lower, Replace
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin


SORTING_LETTERS = [("Ä", "a"), ("ä", "a"), ("Ö", "o"), ("ö", "o"), ("Ü", "u"), ("ü", "u"), ("ß", "ss"), ("É", "e"), ("é", "e"), ("„", ""), ("“", ""), ('"', "")]
"""What German lists treat alike (DIN 5007-1): an umlaut sorts as its vowel, quotes don't count."""


def sorting_name():
    """A column that the database itself keeps: `name` as lists sort it, the same on every database and in every write, bulk ones too."""
    expression = models.F("name")
    for letter, plain in SORTING_LETTERS:
        expression = Replace(expression, models.Value(letter), models.Value(plain))
    return models.GeneratedField(expression=Lower(expression), output_field=models.CharField(max_length=500), db_persist=True, serialize=False)


class Entry(WorkflowMixin, PreviewableMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """A root of the register: has drafts, revisions, workflow, locking; is archived instead of deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    confirmed_at = models.DateTimeField(_("checked on"), null=True, blank=True, editable=False, db_index=True)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True, db_index=True)

    _revisions = GenericRelation("wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="%(class)s", for_concrete_model=False)
    _workflow_states = GenericRelation("wagtailcore.WorkflowState", content_type_field="base_content_type", object_id_field="object_id", related_query_name="%(class)s", for_concrete_model=False)

    operational_fields = ("uuid", "slug", "confirmed_at", "archived_at", "created_at", "updated_at")

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row, its children and, the first time, its slug, all or nothing."""
        from ..slugs import give_slug, keep_slug  # slugs come after models

        has_slug = hasattr(self, "slug") and kwargs.get("update_fields") is None
        is_new = has_slug and (self._state.adding or not self.slug)
        if has_slug and not self.slug:
            give_slug(self)
        super().save(*args, **kwargs)
        if is_new:
            keep_slug(self)

    @property
    def revisions(self):
        return self._revisions

    @property
    def workflow_states(self):
        return self._workflow_states

    def with_content_json(self, content):
        """The object of a revision, with what operations wrote since kept as the row has it."""
        obj = super().with_content_json(content)
        if self.pk:
            for name in self.operational_fields:
                if hasattr(self, name):
                    setattr(obj, name, getattr(self, name))
        return obj

    @property
    def is_archived(self):
        return self.archived_at is not None


class Text(models.Model):
    """A text of an entry in another language or in plain language. Facts stand once on the entry; where a text is missing, the German one shows."""

    LANGUAGES = [("en", _("English")), ("de-simple", _("Plain language")), ("ar", _("Arabic")), ("tr", _("Turkish")), ("uk", _("Ukrainian")),
                 ("ru", _("Russian")), ("pl", _("Polish")), ("fr", _("French")), ("fa", _("Persian"))]  # fmt: skip

    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    name = models.CharField(_("name"), max_length=250, blank=True)
    summary = models.TextField(_("in short"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        abstract = True


class Translated:
    """Texts in the reader's language: `name`, `summary`, `description` in `language`, else in German."""

    def text_in(self, language=None):
        """The child row for `language` (default: the interface's), or None when only German is there. Reads `texts.all()`, so prefetch it."""
        language = language or get_language() or "de"
        return next((text for text in self.texts.all() if text.language == language), None)

    def localized(self, field, language=None):
        """(text, language code of that text)."""
        text = self.text_in(language)
        value = getattr(text, field, "") if text else ""
        return (value, text.language) if value else (getattr(self, field), "de")


class FormerSlug(models.Model):
    """Every slug a thing ever had, the present one too, so that old addresses lead to it and no slug is given twice."""

    model = models.CharField(max_length=20)
    slug = models.SlugField(max_length=140)
    object_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [models.UniqueConstraint(fields=["model", "slug"], name="one_thing_per_slug")]
        indexes = [models.Index(fields=["model", "object_id"])]

    def __str__(self):
        return f"{self.model}/{self.slug}"


class Identifier(models.Model):
    """The key that a source gives to an entry (for example a school's BSN). Outside the revision: an import writes it, a draft never takes it away."""

    source = models.SlugField(_("source"), max_length=60)
    key = models.CharField(_("key"), max_length=190)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="%(class)s_once_per_source")]

    def __str__(self):
        return f"{self.source}:{self.key}"
