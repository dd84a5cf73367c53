"""Actors: institutions and associations that do education."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from phonenumber_field.modelfields import PhoneNumberField
from taggit.models import TaggedItemBase
from wagtail.models import Orderable

from ..addresses import entry_address
from ..querysets import ActorQuerySet
from ..validators import validate_languages
from .descriptions import DescriptionField
from .entries import Entry, Identifier, Text, Translated, sorting_name
from .vocabularies import ActorKind, TargetGroup, Topic


class ActorTag(TaggedItemBase):
    content_object = ParentalKey("directory.Actor", on_delete=models.CASCADE, related_name="tagged_items")


class Actor(Translated, Entry):
    """An institution: music school, Kita, school, operator … Public when published and not archived (`Actor.objects.public()`)."""

    name = models.CharField(_("name"), max_length=250)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    other_names = models.CharField(
        _("other names"),
        max_length=500,
        blank=True,
        help_text=_("Short, former or colloquial names, separated by commas. The search finds the institution by them."),
    )
    kind = models.ForeignKey(ActorKind, verbose_name=_("kind"), on_delete=models.PROTECT, related_name="actors", null=True, blank=True)
    further_kinds = ParentalManyToManyField(ActorKind, verbose_name=_("further kinds"), blank=True, related_name="further_actors")
    operator = models.ForeignKey(
        "self",
        verbose_name=_("operator"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="houses",
        help_text=_("The institution that runs this one (Träger)."),
    )
    summary = models.TextField(
        _("in short"), max_length=500, blank=True, help_text=_("One or two sentences. Lists and search results show them.")
    )
    description = DescriptionField(_("description"), blank=True)

    email = models.EmailField(_("e-mail"), blank=True)
    phone = PhoneNumberField(_("phone"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    contact_person = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_note = models.CharField(_("note on contact"), max_length=250, blank=True, help_text=_("For example “mornings are best”."))

    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo or picture"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="actors")
    target_groups = ParentalManyToManyField(TargetGroup, verbose_name=_("target groups"), blank=True, related_name="actors")
    languages = models.JSONField(_("languages spoken"), default=list, blank=True, validators=[validate_languages])
    tags = ClusterTaggableManager(through=ActorTag, blank=True, verbose_name=_("tags"), related_name="actors")

    objects = ActorQuerySet.as_manager()
    needed_to_publish = ("name", "kind")

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        permissions = [
            ("moderate", _("May moderate the register: review, publish, archive")),
            ("rename_actor", _("May change the address of an institution")),
        ]
        ordering = ["name", "pk"]
        indexes = [
            # Partial, since on SQLite a bare boolean in WHERE uses no index that begins with it; covering, so that counts never read the rows.
            models.Index(
                fields=["sort_name", "id", "live", "archived_at"],
                condition=models.Q(live=True, archived_at=None),
                name="actor_public_by_name",
            ),
            models.Index(fields=["kind", "live", "sort_name"]),
            models.Index(fields=["name"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(operator=models.F("id")), name="actor_is_not_its_own_operator"),
            models.CheckConstraint(condition=models.Q(live=False) | models.Q(kind__isnull=False), name="published_actor_has_a_kind"),
            models.CheckConstraint(condition=~models.Q(name=""), name="actor_has_a_name"),
        ]

    def __str__(self):
        return self.name

    def serve_preview(self, request, mode_name):
        from ..previews import preview_actor  # pages come after models

        return preview_actor(request, self)

    def get_absolute_url(self):
        return entry_address("directory:actor", self.slug)


class ActorText(Text):
    actor = ParentalKey(Actor, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        verbose_name = _("text in another language")
        verbose_name_plural = _("texts in other languages")
        constraints = [models.UniqueConstraint(fields=["actor", "language"], name="one_text_per_actor_and_language")]


class ActorLink(Orderable):
    actor = ParentalKey(Actor, on_delete=models.CASCADE, related_name="links")
    title = models.CharField(_("title"), max_length=150)
    url = models.URLField(_("address"), max_length=500)

    class Meta(Orderable.Meta):
        verbose_name = _("link")
        verbose_name_plural = _("links")

    def __str__(self):
        return self.title


class ActorIdentifier(Identifier):
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="identifiers")

    class Meta(Identifier.Meta):
        verbose_name = _("external identifier of an institution")
        verbose_name_plural = _("external identifiers of institutions")
