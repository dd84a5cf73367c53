"""The smallest things that two people can change side by side: a line of words, a choice, one day's hours, one language's summary.

Each reads what an entry says as the form shows it (`shown`: a string, or a sorted list of strings), and lays what somebody typed back into the
value of its field as `directory.field_values` writes it (`laid`).
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory import diff, field_values
from directory.enums import Weekday
from directory.errors import OperationRefused
from directory.forms.fields import language_choices
from directory.forms.hours import day_in_words, spans_of
from directory.models import Actor, ActorKind
from directory.models.entries import Text

from . import marking

AUTOCOMPLETE = {"phone": "tel", "email": "email", "website": "url", "street": "street-address", "postcode": "postal-code"}
INPUTS = {"phone": "tel", "email": "email", "website": "url"}


@dataclass(frozen=True)
class Piece:
    """A column of words."""

    name: str
    """Of the field of the entry."""
    rows: int = 0
    """Lines of the field in the form; 0: one line."""
    help: Any = ""

    @property
    def key(self):
        return self.name

    def shown(self, content):
        value = field_values.value_of(content, self.name)
        return "" if value is None else str(value)

    def laid(self, present, given):
        """The field's value with `given` in it. `present`: its value until now. Raises `OperationRefused`."""
        return given

    def label(self, content):
        return diff.label_of(content, self.name)

    def form_field(self, content):
        column = content._meta.get_field(self.name)
        attrs = {"autocomplete": AUTOCOMPLETE.get(self.name, "off")}
        if self.rows:
            widget = forms.Textarea(attrs={"rows": self.rows})
        else:
            widget = forms.TextInput(attrs={"type": INPUTS.get(self.name, "text"), **attrs})
        return forms.CharField(
            label=self.label(content),
            required=self.name in type(content).needed_to_publish,
            max_length=(column.max_length or field_values.LONGEST_TEXT) if not column.one_to_many else field_values.LONGEST_TEXT,
            help_text=self.help or getattr(column, "help_text", ""),
            widget=widget,
        )

    def words(self, content, shown):
        """Lines of what is shown, for people who compare."""
        return str(shown).splitlines()


class Phone(Piece):
    """As people in the country write it."""

    def shown(self, content):
        number = getattr(content, self.name)
        return number.as_national if number else ""


class Marked(Piece):
    """A description."""

    def shown(self, content):
        return marking.to_text(super().shown(content))

    def laid(self, present, given):
        return marking.to_html(given)


class Postcode(Piece):
    def form_field(self, content):
        made = super().form_field(content)
        made.validators.append(RegexValidator(r"\A[0-9]{5}\Z", _("A postcode has five digits.")))
        made.widget.attrs["inputmode"] = "numeric"
        return made


class Chosen(Piece):
    """What is chosen out of a list."""

    widget = forms.Select

    def choices(self, content):
        raise NotImplementedError

    def form_field(self, content):
        return forms.ChoiceField(
            label=self.label(content), choices=self.choices(content), required=False, widget=self.widget, help_text=self.help
        )

    def words(self, content, shown):
        names = {str(value): str(label) for value, label in self.choices(content)}
        given = shown if isinstance(shown, list) else [shown]
        return [names.get(value, value) for value in given if value]


class Kind(Chosen):
    def choices(self, content):
        return [("", _("– please choose –")), *((str(kind.pk), capfirst(kind.local_name)) for kind in ActorKind.objects.all())]

    def form_field(self, content):
        made = super().form_field(content)
        made.required = True
        return made

    def laid(self, present, given):
        if not given:
            raise OperationRefused(_("Please choose a kind of institution."))
        return int(given)


class Fact(Chosen):
    """Yes, no, or unknown."""

    widget = forms.RadioSelect

    def choices(self, content):
        if content._meta.get_field(self.name).null:
            return [("true", _("yes")), ("false", _("no")), ("", _("unknown"))]
        return [("true", _("yes")), ("false", _("no"))]

    def shown(self, content):
        value = field_values.value_of(content, self.name)
        return "" if value is None else str(value).lower()

    def laid(self, present, given):
        return {"true": True, "false": False}.get(given)

    def words(self, content, shown):
        return [dict(self.choices(content)).get(shown, "")]


class Several(Chosen):
    """Several terms of a vocabulary, by their keys."""

    widget = forms.CheckboxSelectMultiple

    def choices(self, content):
        model = content._meta.get_field(self.name).related_model
        return [(str(term.pk), term.local_name) for term in model.objects.all()]

    def form_field(self, content):
        return forms.MultipleChoiceField(
            label=self.label(content), choices=self.choices(content), required=False, widget=self.widget, help_text=self.help
        )

    def shown(self, content):
        return sorted(str(value) for value in field_values.value_of(content, self.name))

    def laid(self, present, given):
        return [int(key) for key in given]


class Codes(Several):
    """Languages that are spoken."""

    def choices(self, content):
        return language_choices()

    def laid(self, present, given):
        return list(given)


class Operator(Piece):
    """The operator by its name: nobody finds one in a list of thousands."""

    def shown(self, content):
        return content.operator.name if content.operator_id else ""

    def laid(self, present, given):
        if not given:
            return None
        found = list(Actor.objects.public().filter(name__iexact=given).values_list("pk", flat=True)[:2])
        if len(found) != 1:
            raise OperationRefused(_("We find no institution of exactly this name. Please write it as it stands in the register."))
        return found[0]

    def form_field(self, content):
        return forms.CharField(label=self.label(content), required=False, max_length=250, help_text=self.help, widget=forms.TextInput)


class Links(Piece):
    """One a line: words, then the address."""

    def shown(self, content):
        return "\n".join(f"{row['title']} {row['url']}" for row in field_values.value_of(content, self.name))

    def laid(self, present, given):
        rows = []
        for line in filter(None, (line.strip() for line in given.splitlines())):
            title, _space, url = line.rpartition(" ")
            if not title or "." not in url:
                raise OperationRefused(_("Please write each link as words, a space and the address: “Our programme https://example.org”."))
            rows.append({"title": title.strip(), "url": url if "://" in url else f"https://{url}"})
        return rows


@dataclass(frozen=True)
class Day(Piece):
    """The hours of one weekday."""

    weekday: int = 0

    @property
    def key(self):
        return f"{self.name}-{self.weekday}"

    def shown(self, content):
        return day_in_words(field_values.value_of(content, self.name), self.weekday)

    def laid(self, present, given):
        others = [row for row in present if row["weekday"] != self.weekday]
        try:
            return others + spans_of(given, self.weekday)
        except ValueError as error:
            raise OperationRefused(_("Please write times like 9:00–12:00, 14:00–18:00.")) from error

    def label(self, content):
        return str(Weekday(self.weekday).label)

    def form_field(self, content):
        return forms.CharField(
            label=self.label(content),
            required=False,
            max_length=80,
            help_text=self.help,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )


@dataclass(frozen=True)
class Translation(Piece):
    """One column of the text in one language."""

    language: str = ""
    column: str = ""
    title: Any = field(default="")

    @property
    def key(self):
        return f"{self.name}-{self.language}-{self.column}"

    def shown(self, content):
        found = self._row(field_values.value_of(content, self.name))
        return self._as_text(found.get(self.column, "") if found else "")

    def _row(self, rows):
        return next((row for row in rows if row["language"] == self.language), None)

    def _as_text(self, value):
        return marking.to_text(value) if self.column == "description" else value

    def laid(self, present, given):
        others = [row for row in present if row["language"] != self.language]
        row = dict(self._row(present) or {"language": self.language, "name": "", "summary": "", "description": ""})
        row[self.column] = marking.to_html(given) if self.column == "description" else given
        return [*others, row] if any(row[column] for column in ("name", "summary", "description")) else others

    def label(self, content):
        name = capfirst(content._meta.get_field("texts").related_model._meta.get_field(self.column).verbose_name)
        return f"{dict(Text.LANGUAGES)[self.language]}: {name}"

    def form_field(self, content):
        column = content._meta.get_field("texts").related_model._meta.get_field(self.column)
        attrs = {"lang": self.language.partition("-")[0], "dir": "auto"}
        widget = forms.Textarea(attrs={"rows": self.rows, **attrs}) if self.rows else forms.TextInput(attrs=attrs)
        return forms.CharField(
            label=self.label(content),
            required=False,
            max_length=column.max_length or field_values.LONGEST_TEXT,
            help_text=self.help,
            widget=widget,
        )
