"""Forms of meetings, series and venues. `required` holds for publishing and submitting; drafts may have gaps where the panel defers it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from directory.forms.fields import TermsField
from directory.models import TargetGroup, Topic

from ..enums import AT_A_PLACE, Format, RegistrationWay


class MeetingForm(WagtailAdminModelForm):
    topics = TermsField(queryset=Topic.objects.all(), required=False, label=_("Topics"))
    target_groups = TermsField(queryset=TargetGroup.objects.all(), required=False, label=_("Target groups"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at", "organiser"):
            self.fields[name].required = True

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", gettext("The end must lie after the beginning."))
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", gettext("Registration must end after it begins."))
        if closes and ends and closes > ends:
            self.add_error("closes_at", gettext("Registration can’t go on after the meeting."))
        if cleaned.get("is_free") and cleaned.get("price") is not None:
            self.add_error("is_free", gettext("A free meeting has no price. Please empty the price, or say that it isn’t free."))
        if not self.is_deferred_validation and cleaned.get("format") in AT_A_PLACE and not cleaned.get("venue"):
            self.add_error("venue", gettext("A meeting on site needs a venue."))
        if cleaned.get("registration") == RegistrationWay.HERE:
            self._check_own_form(cleaned)
        return cleaned

    def _check_own_form(self, cleaned):
        """What must fit together when people register with the form of this portal."""
        if cleaned.get("format") == Format.ONLINE and cleaned.get("capacity_onsite") is not None:
            self.add_error("capacity_onsite", gettext("An online meeting has no places on site. Please leave this empty."))
        if cleaned.get("format") == Format.ONSITE and cleaned.get("capacity_online") is not None:
            self.add_error("capacity_online", gettext("A meeting on site has no places online. Please leave this empty."))
        group, institution = cleaned.get("group_limit"), cleaned.get("institution_limit")
        if group and institution and group > institution:
            self.add_error(
                "group_limit",
                gettext("One registration can’t have more people than one institution may send (%(count)d).") % {"count": institution},
            )
        if not self.is_deferred_validation and not cleaned.get("closes_at") and "closes_at" not in self.errors:
            self.add_error("closes_at", gettext("Please say until when people can register."))


class SeriesForm(WagtailAdminModelForm):
    hue = forms.IntegerField(
        label=_("Hue"),
        min_value=0,
        max_value=360,
        initial=212,
        help_text=_("0 to 360 on the colour wheel. Calendars show the series in it."),
    )
