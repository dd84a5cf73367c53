"""Forms of actors, locations and offers. `required` holds for publishing and submitting; drafts may have gaps where the panel defers it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from ..models import ActorKind, Location, TargetGroup, Topic
from .fields import Checkboxes, LanguagesField, TermsField, say_unknown


class ActorForm(WagtailAdminModelForm):
    topics = TermsField(queryset=Topic.objects.all(), required=False, label=_("Topics"))
    target_groups = TermsField(queryset=TargetGroup.objects.all(), required=False, label=_("Target groups"))
    further_kinds = forms.ModelMultipleChoiceField(
        queryset=ActorKind.objects.all(),
        required=False,
        widget=Checkboxes,
        label=_("Further kinds"),
        help_text=_("Only if the institution is also something else, for example a Kita that is a family centre."),
    )
    languages = LanguagesField(help_text=_("Languages in which people can talk to somebody there."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = True

    def clean_operator(self):
        operator = self.cleaned_data["operator"]
        if operator and operator.pk == self.instance.pk:
            raise ValidationError(gettext("An institution can't be its own operator."))
        return operator


class PlaceForm(WagtailAdminModelForm):
    """Of anything with an address, coordinates and facts on accessibility."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_unknown(self)

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("lat") is None) != (cleaned.get("lon") is None) and not {"lat", "lon"} & set(self.errors):
            self.add_error("lat" if cleaned.get("lat") is None else "lon", gettext("Please fill in both coordinates or none."))
        postcode = cleaned.get("postcode")
        if postcode and not (len(postcode) == 5 and postcode.isascii() and postcode.isdecimal()):
            self.add_error("postcode", gettext("A postcode has five digits."))
        return cleaned


class LocationsField(forms.ModelMultipleChoiceField):
    widget = Checkboxes

    def label_from_instance(self, location):
        return " – ".join(part for part in (location.name, location.address) if part) or gettext("Location without an address")


class OfferForm(WagtailAdminModelForm):
    """Offers take place at locations of their own institution, so the choice follows the field above it."""

    topics = ActorForm.declared_fields["topics"]
    target_groups = ActorForm.declared_fields["target_groups"]
    languages = LanguagesField(help_text=_("Languages in which the offer takes place."))
    locations = LocationsField(queryset=Location.objects.none(), required=False, label=_("Locations"))

    class Media:
        js = ["directory/offer-form.js"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        say_unknown(self)
        actor = self._actor_id()
        field = self.fields["locations"]
        field.queryset = Location.objects.filter(actor=actor, archived_at=None) if actor else Location.objects.none()
        if not field.queryset.exists():
            field.help_text = (
                gettext("This institution has no location yet. Add one on the institution's page.")
                if actor
                else gettext("Choose the institution first; then its locations show here.")
            )

    def _actor_id(self):
        chosen = self.data.get(self.add_prefix("actor")) if self.is_bound else self.initial.get("actor") or self.instance.actor_id
        return int(chosen) if str(chosen or "").isdecimal() else None

    def clean(self):
        cleaned = super().clean()
        for low, high, message in (
            ("age_from", "age_to", gettext("The age must not go down from the first to the second field.")),
            ("price_from", "price_to", gettext("The second price must not be lower than the first.")),
            ("starts_on", "ends_on", gettext("The last day must not lie before the first.")),
            ("places_min", "places_max", gettext("The second number must not be lower than the first.")),
        ):
            if cleaned.get(low) is not None and cleaned.get(high) is not None and cleaned[low] > cleaned[high]:
                self.add_error(high, message)
        if cleaned.get("is_free") and (cleaned.get("price_from") is not None or cleaned.get("price_to") is not None):
            self.add_error("is_free", gettext("A free offer has no price. Please empty the price, or say that it isn't free."))
        return cleaned
