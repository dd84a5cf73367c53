"""Wishes for cooperations: who is looking for a partner, and for what."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from directory.addresses import entry_address
from directory.models import Actor, ActorKind, Area, Topic
from directory.models.descriptions import DescriptionField
from directory.models.entries import Entry, sorting_name

from ..enums import CooperationForm, WishDirection
from ..querysets import WishQuerySet
from .transitions import Transition


class CooperationWish(Entry):
    """An institution seeks or offers a partner. Public when published, not archived, and its institution is public; past after `until`."""

    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, null=True, related_name="wishes")
    direction = models.CharField(_("seeks or offers"), max_length=6, choices=WishDirection, default=WishDirection.SEEKS)
    name = models.CharField(_("title"), max_length=250)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    text = DescriptionField(_("description"), blank=True)
    form = models.CharField(_("form"), max_length=24, choices=CooperationForm, blank=True, help_text=_("Empty: open."))
    kinds = ParentalManyToManyField(ActorKind, verbose_name=_("kinds of partner"), blank=True, related_name="wishes")
    topics = ParentalManyToManyField(Topic, verbose_name=_("fields of work"), blank=True, related_name="wishes")
    areas = ParentalManyToManyField(Area, verbose_name=_("areas"), blank=True, related_name="wishes")
    transitions = ParentalManyToManyField(Transition, verbose_name=_("transitions"), blank=True, related_name="wishes")
    until = models.DateField(_("shown until"), null=True, blank=True)

    objects = WishQuerySet.as_manager()
    needed_to_publish = ("name", "actor")

    class Meta:
        verbose_name = _("wish for a cooperation")
        verbose_name_plural = _("wishes for cooperations")
        permissions = [("rename_cooperationwish", _("May change the address of a wish for a cooperation"))]
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["until"], condition=models.Q(live=True, archived_at=None), name="wish_public_by_end")]
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="wish_has_a_title")]

    def __str__(self):
        return self.name

    def serve_preview(self, request, mode_name):
        from ..previews import preview_wish  # pages come after models

        return preview_wish(request, self)

    def get_absolute_url(self):
        return entry_address("network:wish", self.slug)
