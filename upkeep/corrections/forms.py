"""What visitors may say about an entry, field by field, beside what stands there; and an institution that is missing."""

import re

from django import forms
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from directory import diff, field_values
from directory.enums import Weekday
from directory.errors import OperationRefused
from directory.forms.guarded import GuardedForm
from directory.forms.hours import day_in_words, spans_of
from directory.models import Actor, ActorKind, Location, Offer
from directory.operations.proposals import LONGEST_REMARK

SUGGESTED = {
    Actor: ["name", "phone", "email", "website", "contact_person", "summary"],
    Location: ["street", "postcode", "municipality", "opening_spans", "by_appointment", "hours_note", "transport", "step_free", "lift",
               "accessible_toilet", "accessible_parking"],
    Offer: ["name", "summary", "schedule_note", "age_from", "age_to", "is_free", "price_from", "price_to", "price_note",
            "registration_url", "registration_email", "registration_phone", "valid_until"],
}  # fmt: skip
HIDDEN = {"email", "registration_email"}
"""No page gives addresses to programs, so these fields are empty, and empty means: as it is."""
HOURS = "opening_spans"
FACTS = [("", pgettext_lazy("fact", "unknown")), ("true", gettext_lazy("yes")), ("false", gettext_lazy("no"))]
SUFFIX = "f_"
"""Before the names of fields: the trap for programs is called “website”."""


class SuggestionForm(GuardedForm):
    """`changes()` gives what differs from the entry as it is now."""

    def __init__(self, data=None, *, entry):
        super().__init__(data)
        self.entry, self.shown = entry, {}
        for name in SUGGESTED[type(entry)]:
            if name == HOURS:
                self._add_hours()
            else:
                self._add(name)
        self.fields["remark"] = forms.CharField(
            label=_("Anything else, in your own words"), required=False, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 4})
        )
        self.fields["author_name"] = forms.CharField(
            label=_("Your name"), required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
        )
        self.fields["author_email"] = forms.EmailField(
            label=_("Your e-mail address"),
            required=False,
            max_length=254,
            help_text=_("If you want to hear what became of it. It is published nowhere."),
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        )

    def _add(self, name):
        column = self.entry._meta.get_field(name)
        shown = _shown(field_values.value_of(self.entry, name))
        options = {"label": diff.label_of(self.entry, name), "required": False}
        if isinstance(column, models.BooleanField):
            field = forms.ChoiceField(choices=FACTS if column.null else FACTS[1:], **options)
        elif isinstance(column, models.TextField):
            field = forms.CharField(max_length=column.max_length, widget=forms.Textarea(attrs={"rows": 3}), **options)
        elif isinstance(column, models.DateField):
            field = forms.CharField(max_length=10, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)
        else:
            field = forms.CharField(max_length=min(column.max_length or 20, 500), **options)
        if name in HIDDEN:
            shown = ""
            field.help_text = _("Only if it is wrong: addresses are not shown here, so that programs don’t collect them.")
        field.initial = self.shown[name] = shown
        self.fields[SUFFIX + name] = field

    def _add_hours(self):
        rows = field_values.value_of(self.entry, HOURS)
        for weekday, label in Weekday.choices:
            shown = day_in_words(rows, weekday)
            help_text = _("For example 9:00–12:00, 14:00–18:00; empty means closed.") if weekday == 0 else ""
            self.fields[f"day_{weekday}"] = forms.CharField(
                label=_("Open on %(day)s") % {"day": label}, required=False, max_length=80, initial=shown, help_text=help_text
            )
            self.shown[f"day_{weekday}"] = shown

    def clean(self):
        cleaned = super().clean()
        self.changes = {}
        for name in SUGGESTED[type(self.entry)]:
            if name == HOURS:
                self._clean_hours(cleaned)
            elif SUFFIX + name in cleaned:
                self._clean_one(name, cleaned[SUFFIX + name])
        if not self.errors and not self.changes and not cleaned.get("remark"):
            raise forms.ValidationError(_("Nothing is changed yet. Please correct what is wrong, or write it in your own words."))
        return cleaned

    def _clean_one(self, name, given):
        if given.replace("\r\n", "\n").strip() == self.shown[name].strip():
            return
        value = {"true": True, "false": False, "": None}[given] if given in ("true", "false") else given
        try:
            self.changes[name] = field_values.clean(self.entry, name, value)
        except OperationRefused as refusal:
            self.add_error(SUFFIX + name, str(refusal))

    def _clean_hours(self, cleaned):
        rows = field_values.value_of(self.entry, HOURS)
        changed = False
        for weekday, _label in Weekday.choices:
            name = f"day_{weekday}"
            given = (cleaned.get(name) or "").strip()
            if name not in cleaned or given == self.shown[name]:
                continue
            changed = True
            try:
                new = spans_of(given, weekday)
                rows = [row for row in rows if row["weekday"] != weekday] + field_values.clean(self.entry, HOURS, new)
            except (ValueError, OperationRefused):
                self.add_error(name, _("Please write times like 9:00–12:00, 14:00–18:00."))
        if changed:
            self.changes[HOURS] = rows

    def said(self):
        return {
            "comment": self.cleaned_data["remark"],
            "author_name": self.cleaned_data["author_name"],
            "author_email": self.cleaned_data["author_email"],
        }


def _shown(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class NewActorForm(GuardedForm):
    """An institution that is missing. `is_other`: ticked after the ones that are alike were shown."""

    name = forms.CharField(label=gettext_lazy("What is it called?"), max_length=250)
    kind = forms.ModelChoiceField(
        ActorKind.objects.all(), label=gettext_lazy("Kind of institution"), required=False, empty_label=gettext_lazy("– I don’t know –")
    )
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=200, required=False)
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"), max_length=5, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    municipality = forms.CharField(label=gettext_lazy("Town or municipality"), max_length=120, required=False)
    web = forms.CharField(
        label=gettext_lazy("Website"), max_length=500, required=False, widget=forms.URLInput(attrs={"autocomplete": "off"})
    )
    why = forms.CharField(
        label=gettext_lazy("What do they do, and why do they belong here?"),
        max_length=LONGEST_REMARK,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    author_name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    author_email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("If you want to hear what became of it. It is published nowhere."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    is_other = forms.BooleanField(label=gettext_lazy("It is none of these"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["kind"].label_from_instance = lambda kind: str(capfirst(kind.local_name))

    def _checked(self, entry, name, given):
        value = self.cleaned_data[given]
        try:
            return field_values.clean(entry, name, value)
        except OperationRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean_name(self):
        return self._checked(Actor(), "name", "name")

    def clean_postcode(self):
        postcode = self.cleaned_data["postcode"].strip()
        if postcode and not re.fullmatch(r"[0-9]{5}", postcode):
            raise forms.ValidationError(_("A postcode has five digits."))
        return postcode

    def clean_web(self):
        web = self.cleaned_data["web"].strip()
        self.cleaned_data["web"] = f"https://{web}" if web and "://" not in web else web
        return self._checked(Actor(), "website", "web")

    def values(self):
        cleaned = self.cleaned_data
        kind = cleaned["kind"].pk if cleaned["kind"] else None
        return {
            "name": cleaned["name"],
            "kind": kind,
            "website": cleaned["web"],
            **{name: cleaned[name] for name in ("street", "postcode", "municipality")},
        }
