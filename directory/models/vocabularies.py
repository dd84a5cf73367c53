"""Editable vocabularies. Names in other languages stand in `names` ({"en": …}), beside the German `name`: a term has one word per language."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from ..querysets import TermQuerySet, TermTreeManager

ICON_NAME = RegexValidator(r"^[a-z0-9-]+$", _("Icons have names of small letters, digits and hyphens."))


class Term(models.Model):
    """What all vocabularies share: a German name, names in other languages, a stable slug for addresses and filters."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    names = models.JSONField(_("names in other languages"), default=dict, blank=True)

    class Meta:
        abstract = True

    def __str__(self):
        return self.local_name

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Together with what listens to the change, or not at all."""
        super().save(*args, **kwargs)

    @property
    def local_name(self):
        return self.names.get(get_language() or "de") or self.name


class Synonyms(models.Model):
    synonyms = models.JSONField(
        _("synonyms"),
        default=list,
        blank=True,
        help_text=_("Other words for the same, as people type them. The search finds the term by each of them."),
    )

    class Meta:
        abstract = True


class ActorKind(Term, Synonyms):
    """What an actor is: music school, Kita, school … Gives it icon, hue, schema.org type and the rhythm of confirmation."""

    name_plural = models.CharField(_("plural"), max_length=100)
    names_plural = models.JSONField(_("plural in other languages"), default=dict, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="building-2", validators=[ICON_NAME])
    hue = models.PositiveSmallIntegerField(
        _("hue"), default=212, validators=[MaxValueValidator(360)], help_text=_("0 to 360 on the colour wheel.")
    )
    chroma = models.DecimalField(
        _("chroma"),
        max_digits=3,
        decimal_places=2,
        default="0.12",
        validators=[MinValueValidator(0), MaxValueValidator(0.2)],
        help_text=_("0 is grey, 0.15 strong."),
    )
    schema_type = models.CharField(_("schema.org type"), max_length=60, default="EducationalOrganization")
    confirm_months = models.PositiveSmallIntegerField(
        _("months between confirmations"), default=12, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("kind of institution")
        verbose_name_plural = _("kinds of institution")
        ordering = ["sort_order", "name"]

    @property
    def local_name_plural(self):
        return self.names_plural.get(get_language() or "de") or self.name_plural


class TreeTerm(Term, Synonyms, MP_Node):
    """A term in a tree. Made with `add_root()` and `add_child()`, never with `create()`."""

    sort_order = models.PositiveSmallIntegerField(_("order"), default=100)
    node_order_by = ["sort_order", "name"]

    class Meta:
        abstract = True


class Topic(TreeTerm):
    """What an offer or actor is about; public at /themen/<slug>/."""

    icon = models.CharField(_("icon"), max_length=40, blank=True, validators=[ICON_NAME])
    hue = models.PositiveSmallIntegerField(_("hue"), null=True, blank=True, validators=[MaxValueValidator(360)])
    intro = models.TextField(_("introduction"), blank=True)

    objects = TermTreeManager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_absolute_url(self):
        return reverse("directory:topic", args=[self.slug])

    @property
    def colour_key(self):
        """The value of `data-kind` that gives this topic's colour; empty wears the brand."""
        return f"thema-{self.slug}" if self.hue is not None else ""


class TargetGroup(TreeTerm):
    """Whom an offer is for; `age_from` and `age_to` let ages in a query find the group."""

    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True)

    objects = TermTreeManager()

    class Meta:
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")
