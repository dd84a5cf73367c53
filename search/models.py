"""The outbox and the state of the index. The index itself is a copy: it can be lost at any time and made anew."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet):
    def pending(self):
        """Not in the live index yet."""
        return self.filter(replay=False)

    def due(self, at):
        """Pending, and not put off after a failure."""
        return self.pending().filter(Q(due_at=None) | Q(due_at__lte=at))

    def failed(self):
        return self.exclude(error="")


class OutboxEntry(models.Model):
    """“This thing's document may be out of date.” Written in the transaction of the change, never with a payload: the worker reads the thing as it is then.

    `doc_type` is a registered type of document, or the label of a model whose change reaches documents (`search.registry`).
    A thing may have several rows; each is deleted by the one who has written the index after reading it.
    """

    doc_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    replay = models.BooleanField(default=False)
    """Done in the live index; kept until the generation that is being built has it too."""
    covered = models.BooleanField(default=False)
    """Older than the rebuild under way, which reads what it stands for by itself."""

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        indexes = [
            models.Index(fields=["replay", "id"]),
            models.Index(fields=["error"], condition=~Q(error=""), name="outbox_failed"),
        ]

    def __str__(self):
        return f"{self.doc_type}:{self.object_id}"


class IndexState(models.Model):
    """The one row about this database's index: whose it is, the last version given to a document, and the rebuild under way."""

    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    version = models.BigIntegerField(default=0)
    generations = models.PositiveIntegerField(default=0)
    building = models.CharField(max_length=40, blank=True)
    """Name of the generation that is being filled; empty when none is."""
    cursor = models.JSONField(default=dict)
    """Of that generation: type of document → last primary key written."""
    seen_at = models.DateTimeField(null=True, blank=True)
    """Last sign of life of the rebuild."""

    class Meta:
        verbose_name = _("state of the search index")
        verbose_name_plural = _("state of the search index")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_index_state")]

    def __str__(self):
        return str(self.identity)

    @classmethod
    def load(cls):
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def next_version(cls):
        """A number greater than all before. Given while draining, not while marking: ids of rows may become visible in another order than they were given."""
        cls.load()
        cls.objects.filter(pk=1).update(version=F("version") + 1)
        return cls.objects.values_list("version", flat=True).get(pk=1)
