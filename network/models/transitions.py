"""Transitions (Übergänge) between institutions, such as Kita → primary school."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from directory.models import ActorKind
from directory.models.vocabularies import Term
from directory.querysets import TermQuerySet


class Transition(Term):
    """A step in children's lives that cooperations can support. The kinds on both sides tell which institutions of an area lack a partner for it."""

    from_kinds = models.ManyToManyField(ActorKind, verbose_name=_("kinds it leads from"), blank=True, related_name="transitions_from")
    to_kinds = models.ManyToManyField(ActorKind, verbose_name=_("kinds it leads to"), blank=True, related_name="transitions_to")
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("transitions")
        ordering = ["sort_order", "name"]
