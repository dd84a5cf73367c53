"""Cooperations: what institutions do together."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.models import Orderable

from directory.addresses import entry_address
from directory.models import Area, TargetGroup, Topic
from directory.models.descriptions import DescriptionField
from directory.models.entries import Entry, Identifier, sorting_name

from ..enums import GOING_ON, Agreement, Audience, CooperationForm, CooperationStatus
from ..querysets import ENOUGH, CooperationQuerySet
from .transitions import Transition

ESSENTIALS = ("name", "form", "agreement", "starts_on")
"""What partners confirm. Whoever changes one of them after that asks all for a new answer, unless it is only a correction."""

PARTS = ("agreement", "reach", "funding", "about", "running", "helps", "hinders", "contact", "pictures")
"""Each has a column `<part>_for` that says who may read it."""


def _audience(default=Audience.PUBLIC):
    return models.CharField(_("who may read it"), max_length=10, choices=Audience, default=default)


class Cooperation(Entry):
    """What two or more institutions do together. Public when published, not archived and confirmed by two partners (`Cooperation.objects.public()`).

    `confirmed_count`, what partners answered, and the choice as good practice change only through `network.operations`; they are no part of a revision.
    `confirmed_at` is the day when somebody last said that it is still so.
    """

    name = models.CharField(_("title"), max_length=250)
    slug = models.SlugField(max_length=140, unique=True, editable=False, null=True)
    sort_name = sorting_name()
    summary = models.TextField(
        _("in short"), max_length=500, blank=True, help_text=_("One or two sentences. Lists and search results show them.")
    )
    form = models.CharField(_("form"), max_length=24, choices=CooperationForm, default=CooperationForm.REGULAR)
    status = models.CharField(_("status"), max_length=8, choices=CooperationStatus, default=CooperationStatus.ACTIVE)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    topics = ParentalManyToManyField(Topic, verbose_name=_("fields of work"), blank=True, related_name="cooperations")
    target_groups = ParentalManyToManyField(TargetGroup, verbose_name=_("target groups"), blank=True, related_name="cooperations")
    transitions = ParentalManyToManyField(Transition, verbose_name=_("transitions it supports"), blank=True, related_name="cooperations")
    areas = ParentalManyToManyField(
        Area, verbose_name=_("areas"), blank=True, related_name="cooperations", help_text=_("Empty: the areas of the partners.")
    )
    place_note = models.CharField(_("place"), max_length=250, blank=True, help_text=_("In your own words, for example “in the classroom”."))

    agreement = models.CharField(_("agreement"), max_length=12, choices=Agreement, default=Agreement.NONE)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    agreement_document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL, verbose_name=_("document"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreement_for = _audience()

    people = models.PositiveIntegerField(_("people reached"), null=True, blank=True, help_text=_("In a year."))
    groups = models.PositiveIntegerField(_("classes or groups"), null=True, blank=True)
    staff = models.PositiveIntegerField(_("staff involved"), null=True, blank=True)
    hours_per_week = models.DecimalField(
        _("hours a week"), max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(1000)]
    )
    reach_for = _audience()

    funding = models.CharField(_("funding"), max_length=300, blank=True, help_text=_("Who pays, from which programme."))
    funded_until = models.DateField(_("funded until"), null=True, blank=True)
    funding_for = _audience(Audience.MEMBERS)

    about = DescriptionField(_("what it is about"), blank=True)
    about_for = _audience()
    running = DescriptionField(_("how it runs"), blank=True)
    running_for = _audience()
    helps = DescriptionField(_("what helps"), blank=True)
    helps_for = _audience()
    hinders = DescriptionField(_("what hinders"), blank=True)
    hinders_for = _audience()

    contact_name = models.CharField(_("contact person"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail of the contact person"), blank=True)
    contact_phone = PhoneNumberField(_("phone of the contact person"), blank=True)
    contact_note = models.CharField(_("note on contact"), max_length=250, blank=True)
    contact_for = _audience()
    pictures_for = _audience()

    only_correction = models.BooleanField(
        _("only a correction"),
        default=False,
        help_text=_("Partners that have confirmed aren’t asked again, although title, form, agreement or beginning have changed."),
    )
    """Holds for the next publishing, then it is taken back."""
    confirmed_count = models.PositiveSmallIntegerField(_("partners that confirmed"), default=0, editable=False)
    good_practice_at = models.DateTimeField(_("good practice since"), null=True, blank=True, editable=False)
    good_practice_reason = models.CharField(_("why it is good practice"), max_length=500, blank=True, editable=False)
    asked_at = models.DateTimeField(_("last asked whether it still runs"), null=True, blank=True, editable=False)

    objects = CooperationQuerySet.as_manager()
    needed_to_publish = ("name",)
    operational_fields = (*Entry.operational_fields, "confirmed_count", "good_practice_at", "good_practice_reason", "asked_at")

    class Meta:
        verbose_name = _("cooperation")
        verbose_name_plural = _("cooperations")
        permissions = [("rename_cooperation", _("May change the address of a cooperation"))]
        ordering = ["name", "pk"]
        indexes = [
            # Partial, as for institutions: lists and counts of what is public never read the rest.
            models.Index(
                fields=["sort_name", "id", "live", "archived_at", "confirmed_count"],
                condition=Q(live=True, archived_at=None, confirmed_count__gte=ENOUGH),
                name="cooperation_public_by_name",
            ),
            models.Index(fields=["good_practice_at"]),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="cooperation_has_a_title"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=F("ends_on")), name="cooperation_begins_before_it_ends"
            ),
        ]

    def __str__(self):
        return self.name

    def serve_preview(self, request, mode_name):
        from ..previews import preview_cooperation  # pages come after models

        return preview_cooperation(request, self)

    def get_absolute_url(self):
        return entry_address("network:cooperation", self.slug)

    @transaction.atomic
    def _publish(self, revision, *args, **kwargs):
        """Whoever confirmed other essentials than those that are public from now on is asked again, unless the draft says that it is only a correction."""
        from ..essentials import essentials_of  # essentials and operations come after models
        from ..operations.asking import ask_all_again, count_for
        from ..operations.counting import tell_public

        own = type(self)._base_manager.filter(pk=self.pk)
        before = own.get()
        super()._publish(revision, *args, **kwargs)
        after = own.get()
        if after.last_published_at == before.last_published_at:  # planned for later
            return
        count_for(after, essentials_of(before if before.live else after))
        if after.only_correction:
            count_for(after, essentials_of(after), all_of_them=True)
            own.update(only_correction=False)
        else:
            ask_all_again(after, by=kwargs.get("user"))
        after = own.get()
        if after.is_public and not before.is_public:
            tell_public(after, at=after.last_published_at)

    @property
    def is_public(self):
        return super().is_public and self.confirmed_count >= ENOUGH

    def is_going_on(self, today):
        """As `going_on()` filters."""
        begun = self.starts_on is None or self.starts_on <= today
        return self.status in GOING_ON and begun and (self.ends_on is None or self.ends_on >= today)


class CooperationPicture(Orderable):
    cooperation = ParentalKey(Cooperation, on_delete=models.CASCADE, related_name="pictures")
    image = models.ForeignKey(settings.WAGTAILIMAGES_IMAGE_MODEL, verbose_name=_("picture"), on_delete=models.CASCADE, related_name="+")
    caption = models.CharField(_("caption"), max_length=250, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self):
        return self.caption or str(self.image)


class CooperationIdentifier(Identifier):
    """The key that a table of cooperations gives to one of its rows."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.CASCADE, related_name="identifiers")

    class Meta(Identifier.Meta):
        verbose_name = _("external identifier of a cooperation")
        verbose_name_plural = _("external identifiers of cooperations")
