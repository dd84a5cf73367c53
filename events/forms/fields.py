"""Fields that several public forms share: plain names, the organiser's own questions."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..enums import AnswerKind

FEW = 6
"""So many choices are shown at once, more in a list that opens."""


class LineField(forms.CharField):
    """One line: white space of any kind is one blank, what can't be seen is refused (it would write lines of its own into mails)."""

    def to_python(self, value):
        value = super().to_python(value)
        return " ".join(value.split()) if value else value

    def validate(self, value):
        super().validate(value)
        if any(
            unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in "\u202a\u202b\u202d\u202e\u2066\u2067" for letter in value
        ):
            raise ValidationError(gettext("There are signs in it that can’t be read. Please type it anew."), code="unreadable")


class PersonField(LineField):
    def __init__(self, **kwargs):
        errors = {"required": _("Please write first and last name.")}
        super().__init__(**{"max_length": 150, "error_messages": errors, **kwargs})


def question_field(question):
    """The form field for a `Question`."""
    common = {"label": question.text, "required": question.is_needed, "help_text": escape(question.help)}
    if question.kind == AnswerKind.CONSENT:
        return forms.BooleanField(**common, error_messages={"required": _("Please tick this, it is needed to take part.")})
    if question.kind == AnswerKind.NUMBER:
        return forms.DecimalField(
            **common,
            max_digits=9,
            decimal_places=2,
            localize=True,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
    if question.kind == AnswerKind.CHOICE and (choices := question.choice_list):
        return _choice_field(choices, common)
    return forms.CharField(**common, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}))


def _choice_field(choices, common):
    options = [(choice, choice) for choice in choices]
    needed = {"required": _("Please choose one.")}
    if len(choices) <= FEW:
        none = [] if common["required"] else [("", _("no answer"))]
        return forms.ChoiceField(**common, choices=none + options, widget=forms.RadioSelect, error_messages=needed)
    return forms.ChoiceField(**common, choices=[("", _("Please choose")), *options], error_messages=needed)


def answers_of(questions, cleaned):
    """What was answered, as `Registration.answers` keeps it. `cleaned`: values by `question_<key>`."""
    found = []
    for question in questions:
        value = cleaned.get(f"question_{question.pk}")
        if value in (None, ""):
            continue
        if question.kind == AnswerKind.NUMBER:
            value = int(value) if value == value.to_integral_value() else float(value)
        found.append({"question": question.pk, "label": question.text, "value": value})
    return tuple(found)


def initial_answers(questions, answers):
    """Values by `question_<key>` for a form in which they are changed."""
    known = {answer.get("question"): answer.get("value") for answer in answers}
    return {f"question_{question.pk}": known[question.pk] for question in questions if question.pk in known}
