"""What actors, locations and offers share: revisions, publication, archiving, freshness, and addresses that last.

Invariants: `slug` is given once by `directory.slugs`; `confirmed_at` and `archived_at` change only through `directory.operations`
and are no part of a revision: publishing an old draft must not reset them.
"""

import logging
import uuid

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models.functions import Lower, Replace
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.actions.publish_revision import PublishRevisionAction
from wagtail.locks import BaseLock
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

from ..errors import OperationRefused
from ..signals import content_changed
from .descriptions import DescriptionField

logger = logging.getLogger(__name__)

SORTING_LETTERS = [
    ("Ä", "a"),
    ("ä", "a"),
    ("Ö", "o"),
    ("ö", "o"),
    ("Ü", "u"),
    ("ü", "u"),
    ("ß", "ss"),
    ("É", "e"),
    ("é", "e"),
    ("„", ""),
    ("“", ""),
    ('"', ""),
]
"""What German lists treat alike (DIN 5007-1): an umlaut sorts as its vowel, quotes don't count."""


def folded(text):
    """`text` as `sorting_name` writes names: small letters, umlauts as vowels (SQLite doesn't know that Ä and ä are one letter)."""
    for letter, plain in SORTING_LETTERS:
        text = text.replace(letter, plain)
    return text.lower()


def sorting_name():
    """A column that the database itself keeps: `name` as lists sort it, the same on every database and in every write, bulk ones too."""
    expression = models.F("name")
    for letter, plain in SORTING_LETTERS:
        expression = Replace(expression, models.Value(letter), models.Value(plain))
    return models.GeneratedField(
        expression=Lower(expression), output_field=models.CharField(max_length=500), db_persist=True, serialize=False
    )


class ArchivedLock(BaseLock):
    """Nobody edits what is archived; it has to be restored first."""

    def for_user(self, user):
        return True

    def get_message(self, user):
        return gettext("This entry is archived. Nobody sees it on the site, and it can't be changed. Restore it to edit it.")

    def get_locked_by(self, user):
        return gettext("Archived")

    def get_description(self, user):
        return gettext("Restore the entry to edit it")


class PublishEntry(PublishRevisionAction):
    """Wagtail's publishing, refused for what is archived or not complete yet."""

    def check(self, skip_permission_checks=False):
        super().check(skip_permission_checks)
        self.object.check_publishable()


class Entry(WorkflowMixin, PreviewableMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """A root of the register: has drafts, revisions, workflow, locking; is archived instead of deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    confirmed_at = models.DateTimeField(_("checked on"), null=True, blank=True, editable=False, db_index=True)
    archived_at = models.DateTimeField(_("archived on"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True, db_index=True)

    _revisions = GenericRelation(
        "wagtailcore.Revision",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )
    _workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="%(class)s",
        for_concrete_model=False,
    )

    needed_to_publish = ()
    operational_fields = (
        "uuid",
        "slug",
        "confirmed_at",
        "archived_at",
        "created_at",
        "updated_at",
        "live_revision_id",
        "last_published_at",
        "expired",
    )

    class Meta:
        abstract = True

    def __init__(self, *args, **kwargs):
        """Modelcluster looks through all fields for children that are given, by name: what comes from the database has no names, and lists have hundreds."""
        if kwargs:
            super().__init__(*args, **kwargs)
        else:
            super(ClusterableModel, self).__init__(*args)

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Write the row, its children and, the first time, its slug, all or nothing."""
        from ..slugs import follow_name, give_slug, keep_slug  # slugs come after models

        has_slug = hasattr(self, "slug") and kwargs.get("update_fields") is None
        is_new = has_slug and (self._state.adding or not self.slug)
        if has_slug and not self.slug:
            give_slug(self)
        elif has_slug and not is_new and not self.live and self.first_published_at is None:
            is_new = follow_name(self)
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
        obj.follow_merges()
        return obj

    def clean(self):
        super().clean()
        self.follow_merges()  # a form that was open meanwhile

    def follow_merges(self):
        """Name the kept institution where a draft or an old version names one that was merged into it."""
        from ..merging.following import follow  # look-ups come after models

        follow(self)

    def publish(self, revision, *args, log_action=True, **kwargs):
        """As `_publish`; a planned publication that is refused when its time has come is taken off the plan, or it would stop all later ones."""
        try:
            self._publish(revision, *args, log_action=log_action, **kwargs)
        except OperationRefused as refusal:
            if log_action != "wagtail.publish.scheduled":
                raise
            logger.warning("Not published as planned: %s", refusal)
            self.revisions.filter(pk=revision.pk).update(approved_go_live_at=None)

    @transaction.atomic
    def _publish(self, revision, user=None, changed=True, log_action=True, previous_revision=None, skip_permission_checks=False):
        """Make `revision` the public version, all or nothing; one with a later `go_live_at` is scheduled.

        Every way to publish comes here: the admin's button, an approval, `publish_scheduled`, `directory.operations`. Raises `OperationRefused`.
        """
        # what operations wrote since the revision was loaded must not be written back
        revision.content_object = type(self)._base_manager.select_for_update().get(pk=self.pk)
        action = PublishEntry(revision, user=user, changed=changed, log_action=log_action, previous_revision=previous_revision)
        action.execute(skip_permission_checks=skip_permission_checks)
        self.announce()

    @transaction.atomic
    def unpublish(self, set_expired=False, commit=True, user=None, log_action=True):
        if self.live and not self.has_unpublished_changes:
            # from now on the editor opens the latest revision instead of the row, so it must say what the row says
            self.save_revision(changed=False, clean=False)
        super().unpublish(set_expired=set_expired, commit=commit, user=user, log_action=log_action)
        self.announce()

    def check_publishable(self):
        """Raises `OperationRefused` with the names of what is missing."""
        if self.is_archived:
            raise OperationRefused(gettext("“%(entry)s” is archived. Please restore it first.") % {"entry": self})
        missing = [
            self._meta.get_field(name).verbose_name
            for name in self.needed_to_publish
            if getattr(self, self._meta.get_field(name).attname) in (None, "")
        ]
        if missing:
            raise OperationRefused(
                gettext("“%(entry)s” can't be published yet. Please fill in: %(fields)s.")
                % {"entry": self, "fields": ", ".join(str(name) for name in missing)}
            )

    def announce(self):
        """Tell whoever listens that this entry changed, once everything of it is written. Inside the transaction."""
        content_changed.send(sender=type(self), ids=[self.pk])

    def get_lock(self):
        return ArchivedLock(self) if self.is_archived else super().get_lock()

    def _update_from_revision(self, revision, changed=True):
        self.latest_revision = revision
        fields = ["latest_revision", "updated_at"]  # a saved draft is a change that the office looks for, though the row's content stays
        if changed:
            self.has_unpublished_changes = True
            fields.append("has_unpublished_changes")
        self.save(update_fields=fields)

    @property
    def is_public(self):
        """As `public()` filters, for itself; an offer or location also needs a public actor."""
        return self.live and self.archived_at is None

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
    description = DescriptionField(_("description"), blank=True)

    class Meta:
        abstract = True


class Translated:
    """Texts in the reader's language: `name`, `summary`, `description` in `language`, else in German."""

    def text_in(self, language=None):
        """The child row for `language` (default: the interface's), or None when only German is there. Reads `texts.all()`, so prefetch it."""
        language = language or get_language() or "de"
        if language == "de":
            return None
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
