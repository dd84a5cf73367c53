"""Changes that somebody proposes: members whose change is reviewed, visitors who know better, imports that would overwrite an editor."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import ProposalKind, ProposalState, ReviewNeed
from ..querysets import ProposalQuerySet
from .actors import Actor
from .locations import Location
from .offers import Offer

ENTRY_MODELS = {"actor": Actor, "location": Location, "offer": Offer}


class ChangeProposal(models.Model):
    """New values for fields of one entry, or a new institution. Decided once; `state` changes only through `directory.operations.proposals`.

    `changes` is {field: {"old": value, "new": value}}, values as `directory.field_values` writes them; a new institution has {field: {"new": value}}.
    `applied` says the same of what was really taken over. A proposal without changes is a remark. Mail addresses of visitors are forgotten with time.
    """

    MODELS = [("actor", _("institution")), ("location", _("location")), ("offer", _("offer"))]

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=ProposalKind)
    state = models.CharField(pgettext_lazy("proposal", "state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    model = models.CharField(_("what"), max_length=8, choices=MODELS)
    object_id = models.BigIntegerField(null=True, blank=True)
    title = models.CharField(_("entry"), max_length=500)
    actor = models.ForeignKey(
        Actor, verbose_name=_("institution"), on_delete=models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    base_revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    changes = models.JSONField(_("changes"), default=dict)
    applied = models.JSONField(_("taken over"), default=dict, blank=True)
    remark = models.TextField(_("remark"), blank=True)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    author_name = models.CharField(_("name"), max_length=150, blank=True)
    author_email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=10, default="de")
    created_at = models.DateTimeField(_("since"))
    office_from = models.DateTimeField(_("for the office from"))
    """Before that the institution has time to answer by itself."""
    endorsed_at = models.DateTimeField(_("the institution agrees since"), null=True, blank=True)

    comment = models.TextField(_("answer"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("decided by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["office_from", "pk"]
        indexes = [
            models.Index(fields=["office_from", "id"], condition=Q(state="open"), name="proposal_waiting"),
            models.Index(fields=["model", "object_id", "state"], name="proposal_of_entry"),
            models.Index(fields=["decided_at"], name="proposal_by_decision"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="proposal_decided_or_open",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def is_open(self):
        return self.state == ProposalState.OPEN

    @property
    def is_new(self):
        return self.kind == ProposalKind.NEW

    @property
    def author_label(self):
        """Who proposes it, in words; "" when that is forgotten."""
        if self.author_id:
            return self.author.get_full_name() or self.author.email
        return self.author_name or self.author_email

    @cached_property
    def entry(self):
        """The entry as the database has it now, or None: a new institution, or one that is gone."""
        if self.object_id is None:
            return None
        return ENTRY_MODELS[self.model]._base_manager.filter(pk=self.object_id).first()


class ReviewRule(models.Model):
    """Whether changes of a field are reviewed. `field` is “actor.name”; “actor.*” stands for all fields of institutions that have no rule of their own.

    What no rule names is published at once.
    """

    field = models.CharField(_("field"), max_length=60, unique=True)
    need = models.CharField(_("changes are"), max_length=14, choices=ReviewNeed)

    class Meta:
        verbose_name = _("rule for reviews")
        verbose_name_plural = _("rules for reviews")
        ordering = ["field"]

    def __str__(self):
        return self.field
