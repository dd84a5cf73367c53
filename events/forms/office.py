"""What the office fills in for the registrations of a meeting."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from directory.models import Actor

from .. import wording
from ..enums import Format, RegistrationWay, TakesPart
from ..models import Meeting
from ..models.registrations import random_key
from .fields import LineField, answers_of, initial_answers, question_field

TARGETS = 100


class PeopleField(forms.CharField):
    """Names, one a line; gives a tuple."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}), max_length=20_000, **kwargs)

    def clean(self, value):
        return tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())


class OfficeRegistrationForm(forms.Form):
    """One registration, as the office writes or changes it. Questions aren't needed here: what the person didn't say stays open."""

    name = LineField(label=_("Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Without it the person gets no mails and no link."))
    phone = PhoneNumberField(label=_("Phone"), required=False, region="DE")
    institution = LineField(label=_("Institution"), max_length=200, required=False)
    actor = forms.ModelChoiceField(label=_("Institution of the register"), queryset=Actor.objects.filter(archived_at=None), required=False)
    participants = PeopleField(
        label=_("Names of all people"),
        required=False,
        help_text=_("One a line, the person who registers among them. Empty: only that person."),
    )
    takes_part = forms.ChoiceField(label=_("Takes part"), choices=TakesPart, widget=forms.RadioSelect)
    accessibility_needs = forms.CharField(
        label=_("What the person needs to take part"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    note = forms.CharField(
        label=_("Internal note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only the office reads it. It is deleted together with the personal data."),
    )
    past_limits = forms.BooleanField(
        label=_("Also past the time of registration and past the limits for groups and institutions"),
        required=False,
        help_text=_("Never past the number of places."),
    )
    submission = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput, initial=random_key)
    """Of a new registration: sent twice, it counts once, also without an address."""

    def __init__(self, *args, meeting, registration=None, **kwargs):
        self.questions = list(meeting.questions.all())
        self.registration = registration
        super().__init__(*args, **kwargs)
        self.fields["actor"].widget = Actor.snippet_viewset.chooser_viewset.widget_class()
        if meeting.format != Format.HYBRID:
            del self.fields["takes_part"]
        for question in self.questions:
            field = question_field(question)
            field.required = False
            self.fields[f"question_{question.pk}"] = field
        if registration is None:
            return
        del self.fields["past_limits"], self.fields["email"], self.fields["submission"]
        names = "\n".join(participant.name for participant in registration.participants.all())
        own = ("name", "phone", "institution", "actor", "takes_part", "accessibility_needs", "note")
        self.initial = {
            **{name: getattr(registration, name) for name in own},
            "participants": names,
            **initial_answers(self.questions, registration.answers),
        }

    def values(self):
        """As `register` and `change` take them."""
        cleaned = self.cleaned_data
        found = {name: cleaned[name] for name in ("name", "institution", "actor", "accessibility_needs")}
        found["phone"] = str(cleaned["phone"] or "")
        found["participants"] = cleaned["participants"] or (cleaned["name"],)
        found["answers"] = self._answers()
        if "takes_part" in cleaned:
            found["takes_part"] = cleaned["takes_part"]
        return found

    def _answers(self):
        """Those of questions that are gone stay."""
        asked = {question.pk for question in self.questions}
        gone = [answer for answer in self.registration.answers if answer.get("question") not in asked] if self.registration else []
        return (*answers_of(self.questions, self.cleaned_data), *gone)


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{wording.moment(meeting.starts_at)} – {meeting}"


class MoveForm(forms.Form):
    meeting = MeetingChoice(label=_("To this meeting"), queryset=Meeting.objects.none(), empty_label=None, widget=forms.RadioSelect)

    def __init__(self, *args, moving, at, **kwargs):
        super().__init__(*args, **kwargs)
        coming = Meeting.objects.public().coming(at).filter(registration=RegistrationWay.HERE, cancelled_at=None).exclude(pk=moving.pk)
        found = coming.order_by("starts_at", "pk").values_list("pk", flat=True)[:TARGETS]
        self.fields["meeting"].queryset = Meeting.objects.filter(pk__in=list(found)).order_by("starts_at", "pk")


class MessageForm(forms.Form):
    audience = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    subject = LineField(label=_("Subject"), max_length=200)
    body = forms.CharField(
        label=_("Text"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Greeting, the facts of the meeting and the link to the own page are added by themselves."),
    )

    def __init__(self, *args, audiences, **kwargs):
        """`audiences`: [(value, label with the number of registrations)]."""
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences

    def clean_body(self):
        body = self.cleaned_data["body"].strip()
        if not body:
            raise forms.ValidationError(gettext("Please write a text."))
        return body


class AddressForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the person"))
