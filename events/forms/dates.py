"""What the office is asked for new dates of a meeting and for a cancellation."""

import datetime as dt

from django import forms
from django.utils.timezone import make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput, AdminTimeInput

from directory.freshness import BERLIN

from .. import wording
from ..calendar.recurrence import MOST_DATES, Rule
from ..enums import Frequency


class RepeatForm(forms.Form):
    day = forms.DateField(label=_("Day"), widget=AdminDateInput)
    time = forms.TimeField(label=_("Begins at"), widget=AdminTimeInput)

    def starts_at(self):
        return make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]), BERLIN)


class RuleForm(forms.Form):
    """A rule: how often, and how many dates or until when."""

    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency, widget=forms.RadioSelect, initial=Frequency.MONTHLY_WEEKDAY)
    count = forms.IntegerField(
        label=_("How many more dates"), min_value=1, max_value=MOST_DATES, required=False, help_text=_("Or say below until when.")
    )
    until = forms.DateField(label=_("Until"), widget=AdminDateInput, required=False)

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("count") and not cleaned.get("until") and not self.errors:
            self.add_error("count", gettext("Please say how many dates, or until when."))
        return cleaned

    def rule(self):
        return Rule(Frequency(self.cleaned_data["frequency"]), self.cleaned_data["count"], self.cleaned_data["until"])


class DatesForm(forms.Form):
    """The dates that a rule gave; those that don't fit (holidays) can be left out."""

    days = forms.MultipleChoiceField(label=_("Dates"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, found, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [(day.isoformat(), wording.weekday_date(day)) for day in found]
        self.initial["days"] = [day.isoformat() for day in found]

    def clean_days(self):
        return [dt.date.fromisoformat(day) for day in self.cleaned_data["days"]]


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_(
            "Everybody reads it on the meeting’s page and in their calendar, for example “The speaker is ill. We look for a new date.”"
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
