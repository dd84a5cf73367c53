"""What people are asked who register, and what they may change later."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from directory.forms.protection import TRAP, challenge, new_key
from directory.models import Actor
from directory.prepared import Prepared, columns

from ..enums import AnswerKind, Format, TakesPart
from ..operations.registering import Application
from .fields import LineField, PersonField, answers_of, initial_answers, question_field
from .rendering import QuickRenderer

PERSON = re.compile(r"person_(\d{1,3})")
MOST_READ = 120
"""So many names are read of what was sent; the meeting's own limit is far below."""

NAMED = columns(Actor, "id", "slug", "name")
_ACTORS = Prepared(lambda names: Actor.objects.public().filter(name__in=names).order_by().values_list(*NAMED)[:50], most=1, texts=True)


class GroupForm(forms.Form):
    """Who comes: the person who fills the form and `person_2`, `person_3` … besides.

    Buttons without a script send `add` or `remove` (a number): then `changed_group` is true, nothing is checked and the form is shown with one field more or less.
    """

    default_renderer = QuickRenderer

    name = PersonField(label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneNumberField(
        label=_("Phone"),
        required=False,
        region="DE",
        help_text=_("For questions and if something changes at short notice."),
        widget=forms.TelInput(attrs={"autocomplete": "tel"}),
    )
    institution = LineField(
        label=_("Institution"),
        max_length=200,
        required=False,
        help_text=_("Type and choose it from the register, or write its name."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "data-suggest-fill": "", "data-suggest-into": "actor"}),
    )
    actor = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data=None, *, meeting, questions, at, others=(), **kwargs):
        self.meeting, self.questions, self.at = meeting, questions, at
        names = list(others)
        self.changed_group = self.added = False
        if data is not None:
            data = data.copy()
            names = self._read_others(data)
        super().__init__(data, **kwargs)
        self.fields["institution"].widget.attrs["data-suggest"] = reverse("events:institutions")
        for number, name in enumerate(names[:MOST_READ], start=2):
            self.fields[f"person_{number}"] = PersonField(
                label=gettext("Name of person %(number)d") % {"number": number},
                initial=name,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
        if meeting.format == Format.HYBRID:
            self.fields["takes_part"] = forms.ChoiceField(
                label=_("How will you take part?"),
                choices=[(value, capfirst(label)) for value, label in TakesPart.choices],
                widget=forms.RadioSelect,
                error_messages={"required": _("Please choose one.")},
            )
        for question in questions:
            self.fields[f"question_{question.pk}"] = question_field(question)
        if meeting.asks_needs:
            self.fields["accessibility_needs"] = forms.CharField(
                label=_("What do you need to take part well?"),
                help_text=_("For example sign language, childcare or large print. Only the organiser reads it."),
                max_length=1000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            )

    def _read_others(self, data):
        """The names besides the first, renumbered in `data`, after what `add` and `remove` ask for."""
        found = sorted((int(match[1]), key) for key in data if (match := PERSON.fullmatch(key)))[:MOST_READ]
        names = {number: data.get(key, "") for number, key in found}
        for _number, key in found:
            del data[key]
        removed = data.get("remove", "")
        if removed.isdecimal():
            names.pop(int(removed[:4]), None)
            self.changed_group = True
        others = list(names.values())
        if "add" in data:
            self.changed_group = self.added = True
            others += [""] * (len(others) + 1 < self.most)
        for number, name in enumerate(others, start=2):
            data[f"person_{number}"] = name
        return others

    def full_clean(self):
        """A group that was only changed is no form that was sent."""
        if self.changed_group:
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    def is_valid(self):
        return super().is_valid() and not self.changed_group

    @property
    def others(self):
        """The fields of the other people."""
        return [self[name] for name in self.fields if PERSON.fullmatch(name)]

    @property
    def question_fields(self):
        return [self[f"question_{question.pk}"] for question in self.questions]

    @property
    def has_room_for_more(self):
        return self.size < self.most

    @property
    def most(self):
        """So many people, this one included."""
        return self.meeting.group_limit

    @property
    def size(self):
        return len(self.others) + 1

    def clean_takes_part(self):
        return TakesPart(self.cleaned_data["takes_part"])

    def clean(self):
        cleaned = super().clean()
        if self.size > self.most:
            text = ngettext("At most %(count)d person can register at once.", "At most %(count)d people can register at once.", self.most)
            raise ValidationError(text % {"count": self.most}, code="too_many")
        return cleaned

    def participants(self):
        """Names of all people."""
        return (self.cleaned_data["name"], *(self.cleaned_data[field.name] for field in self.others))

    def chosen_actor(self):
        """The institution of the register that is meant: the one that was chosen from the list, else the only one of that very name. Drafts don't count."""
        name = self.cleaned_data["institution"]
        if not name:
            return None
        same_name = [Actor.from_db(connection.alias, NAMED, row) for row in _ACTORS.rows([name])]
        chosen = [actor for actor in same_name if actor.slug == self.cleaned_data["actor"]]
        return chosen[0] if chosen else same_name[0] if len(same_name) == 1 else None

    def answers(self):
        return answers_of(self.questions, self.cleaned_data)


class RegistrationForm(GroupForm):
    """`to_application` gives what `operations.register` takes. The fields of protection are read by the view."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The link for confirming, changing and cancelling goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    submission = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    field_order = ("name", "email", "institution", "phone")

    def __init__(self, data=None, *, meeting, **kwargs):
        super().__init__(data, meeting=meeting, initial={"submission": new_key()}, **kwargs)
        if meeting.institution_limit:
            self.fields["institution"].required = True
        if meeting.precondition:
            self.fields["precondition"] = forms.BooleanField(
                label=meeting.precondition,
                help_text=_explained(meeting.precondition_url),
                error_messages={"required": _("Please confirm this. Without it you can’t take part.")},
            )
        self.consent_text = consent_text(meeting)
        self.fields["consent"] = forms.BooleanField(
            label=_("Your consent"), error_messages={"required": _("Without your consent we can’t take your registration.")}
        )
        self.puzzle = challenge()
        self.order_fields((*self.field_order, "takes_part", *(field.name for field in self.others), "precondition"))

    @property
    def is_trapped(self):
        """A field that no person sees was filled."""
        return bool(self.data.get(TRAP)) if self.is_bound else False

    def renew(self, *, keep_key=False):
        """Another key and an empty trap, for sending it once more."""
        self.data = self.data.copy()
        if not keep_key:
            self.data["submission"] = new_key()
        self.data.pop(TRAP, None)

    def to_application(self, submission):
        cleaned = self.cleaned_data
        consents = [("registration", self.consent_text)]
        consents += [
            (f"question-{question.pk}", question.text)
            for question in self.questions
            if question.kind == AnswerKind.CONSENT and cleaned.get(f"question_{question.pk}")
        ]
        return Application(
            name=cleaned["name"],
            email=cleaned["email"],
            participants=self.participants(),
            takes_part=cleaned.get("takes_part", ""),
            submission=submission,
            phone=str(cleaned["phone"] or ""),
            institution=cleaned["institution"],
            actor=self.chosen_actor(),
            accessibility_needs=cleaned.get("accessibility_needs", ""),
            answers=self.answers(),
            precondition_met=cleaned.get("precondition", False),
            consents=tuple({"purpose": purpose, "text": text, "at": self.at.isoformat(timespec="seconds")} for purpose, text in consents),
            language=get_language() or "de",
        )


class ChangeForm(GroupForm):
    """What somebody may change by their link."""

    field_order = ("name", "institution", "phone")

    def __init__(self, data=None, *, registration, **kwargs):
        self.registration = registration
        names = [participant.name for participant in registration.participants.all()]
        initial = {
            "name": names[0] if names else registration.name,
            "phone": registration.phone,
            "institution": registration.institution,
            "actor": registration.actor.slug if registration.actor_id else "",
            "takes_part": registration.takes_part,
            "accessibility_needs": registration.accessibility_needs,
            **initial_answers(kwargs["questions"], registration.answers),
        }
        super().__init__(data, others=names[1:], initial=initial, **kwargs)

    @property
    def most(self):
        """Whoever belongs to a larger group (registered by the office) keeps it."""
        return max(self.meeting.group_limit, self.registration.size)

    def changes(self):
        """Keywords of `operations.change`."""
        cleaned = self.cleaned_data
        asked = {"takes_part": cleaned["takes_part"]} if "takes_part" in self.fields else {}
        return {
            "name": cleaned["name"],
            "participants": self.participants(),
            "phone": str(cleaned["phone"] or ""),
            "institution": cleaned["institution"],
            "actor": self.chosen_actor(),
            "accessibility_needs": cleaned.get("accessibility_needs", ""),
            "answers": self.answers(),
            **asked,
        }


class ResendForm(forms.Form):
    """Who has lost the link."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))


def consent_text(meeting):
    """What is agreed to, as it is kept: who uses the data, for what, how long."""
    organiser = meeting.public_organiser
    who = organiser.name if organiser else gettext("the organiser")
    days = ngettext("%(count)d day", "%(count)d days", meeting.retention_days) % {"count": meeting.retention_days}
    text = gettext(
        "I agree that %(organiser)s uses my data for “%(meeting)s”: to organise the meeting, to write to me about it and to know who takes part. "
        "It is deleted %(days)s after the meeting. I can withdraw my consent at any time by my own page."
    )
    return text % {"organiser": who, "meeting": meeting.name, "days": days}


def _explained(url):
    """In a window of its own, so that nothing typed is lost."""
    if not url:
        return ""
    return format_html('<a href="{}" rel="noopener external" target="_blank">{}</a>', url, gettext("What is that? (opens in a new window)"))
