"""Offers: what an actor does for people."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from phonenumber_field.modelfields import PhoneNumberField
from taggit.models import TaggedItemBase
from wagtail.models import Orderable

from ..addresses import entry_address
from ..enums import OfferForm, PriceUnit, Weekday
from ..querysets import OfferQuerySet
from ..validators import validate_languages
from .actors import Actor
from .descriptions import DescriptionField
from .entries import Entry, Identifier, Text, Translated, sorting_name
from .locations import Location
from .vocabularies import TargetGroup, Topic


class OfferTag(TaggedItemBase):
    content_object = ParentalKey("directory.Offer", on_delete=models.CASCADE, related_name="tagged_items")


class Offer(Translated, Entry):
    """A course, ensemble, open meeting … of an actor. Public when it and its actor are; past after `last_day`, which lists compare with today."""

    actor = models.ForeignKey(Actor, verbose_name=_("institution"), on_delete=models.CASCADE, related_name="offers")
    name = models.CharField(_("name"), max_length=250)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    locations = ParentalManyToManyField(Location, verbose_name=_("locations"), blank=True, related_name="offers")
    form = models.CharField(_("form"), max_length=16, choices=OfferForm, default=OfferForm.COURSE)
    summary = models.TextField(
        _("in short"), max_length=500, blank=True, help_text=_("One or two sentences. Lists and search results show them.")
    )
    description = DescriptionField(_("description"), blank=True)
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, verbose_name=_("picture"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    topics = ParentalManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="offers")
    target_groups = ParentalManyToManyField(TargetGroup, verbose_name=_("target groups"), blank=True, related_name="offers")
    tags = ClusterTaggableManager(through=OfferTag, blank=True, verbose_name=_("tags"), related_name="offers")
    age_from = models.PositiveSmallIntegerField(_("age from"), null=True, blank=True, validators=[MaxValueValidator(120)])
    age_to = models.PositiveSmallIntegerField(_("age to"), null=True, blank=True, validators=[MaxValueValidator(120)])
    languages = models.JSONField(_("languages spoken"), default=list, blank=True, validators=[validate_languages])
    inclusive = models.BooleanField(
        _("inclusive"), null=True, blank=True, help_text=_("People with and without disabilities take part together.")
    )

    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    session_count = models.PositiveSmallIntegerField(_("number of sessions"), null=True, blank=True)
    schedule_note = models.CharField(_("note on times"), max_length=250, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("After this day the offer disappears from lists by itself.")
    )
    last_day = models.DateField(editable=False, null=True, blank=True, db_index=True)

    is_free = models.BooleanField(_("free of charge"), null=True, blank=True)
    price_from = models.DecimalField(
        _("price from"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    price_to = models.DecimalField(_("price to"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)])
    price_unit = models.CharField(_("for"), max_length=10, choices=PriceUnit, blank=True)
    price_reduced = models.DecimalField(
        _("reduced price"), max_digits=8, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    price_note = models.CharField(_("note on the price"), max_length=500, blank=True)
    accepts_education_package = models.BooleanField(_("Bildungspaket accepted"), null=True, blank=True)

    registration_url = models.URLField(_("link for registration"), max_length=500, blank=True)
    registration_email = models.EmailField(_("e-mail for registration"), blank=True)
    registration_phone = PhoneNumberField(_("phone for registration"), blank=True)
    registration_note = models.CharField(_("note on registration"), max_length=250, blank=True)
    places_min = models.PositiveSmallIntegerField(_("participants at least"), null=True, blank=True)
    places_max = models.PositiveSmallIntegerField(_("participants at most"), null=True, blank=True)
    places_free = models.PositiveSmallIntegerField(
        _("places free"),
        null=True,
        blank=True,
        help_text=_("How many more people can take part. 0 shows the offer as fully booked; leave it empty if you don't know."),
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        permissions = [("rename_offer", _("May change the address of an offer"))]
        ordering = ["name", "pk"]
        indexes = [
            # Partial, since on SQLite a bare boolean in WHERE uses no index that begins with it; covering, so that counts never read the rows.
            models.Index(
                fields=["sort_name", "id", "live", "archived_at"], condition=Q(live=True, archived_at=None), name="offer_public_by_name"
            ),
            models.Index(fields=["actor", "live", "name"]),
            models.Index(fields=["form", "live"]),
            models.Index(fields=["name"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="offer_has_a_name"),
            models.CheckConstraint(
                condition=Q(age_from__isnull=True) | Q(age_to__isnull=True) | Q(age_from__lte=F("age_to")), name="offer_age_from_up_to"
            ),
            models.CheckConstraint(
                condition=Q(price_from__isnull=True) | Q(price_to__isnull=True) | Q(price_from__lte=F("price_to")),
                name="offer_price_from_up_to",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="offer_starts_before_it_ends",
            ),
            models.CheckConstraint(
                condition=~Q(is_free=True) | Q(price_from__isnull=True, price_to__isnull=True), name="free_offer_has_no_price"
            ),
        ]

    needed_to_publish = ("name",)

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.last_day = min((day for day in (self.ends_on, self.valid_until) if day), default=None)
        super().save(*args, **kwargs)

    def serve_preview(self, request, mode_name):
        from ..previews import preview_offer  # pages come after models

        return preview_offer(request, self)

    def get_absolute_url(self):
        return entry_address("directory:offer", self.slug)


class OfferText(Text):
    offer = ParentalKey(Offer, on_delete=models.CASCADE, related_name="texts")

    class Meta:
        verbose_name = _("text in another language")
        verbose_name_plural = _("texts in other languages")
        constraints = [models.UniqueConstraint(fields=["offer", "language"], name="one_text_per_offer_and_language")]


class OfferSession(Orderable):
    """Takes place every week on `weekday`; the times may be unknown."""

    offer = ParentalKey(Offer, on_delete=models.CASCADE, related_name="sessions")
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=100, blank=True, help_text=_("For example “every second week”."))

    class Meta:
        verbose_name = _("weekly time")
        verbose_name_plural = _("weekly times")
        ordering = ["weekday", "starts"]
        constraints = [models.CheckConstraint(condition=Q(weekday__lte=6), name="offer_session_weekday_in_range")]


class OfferIdentifier(Identifier):
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="identifiers")

    class Meta(Identifier.Meta):
        verbose_name = _("external identifier of an offer")
        verbose_name_plural = _("external identifiers of offers")
