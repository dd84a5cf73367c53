"""The form of the office's word list: what it refuses, and why."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from directory.enums import LANGUAGES
from directory.languages import language_name
from directory.models import Area, Postcode

from .analysis import STOP_WORDS, fold, query_words, words
from .enums import Direction
from .language.compounds import place_names
from .language.thesaurus import LONGEST_UNIT
from .models import Synonym

MOST_UNITS = 20


class UnitsField(forms.CharField):
    """“Kita ,  Krippe,,” → “Kita, Krippe”"""

    def to_python(self, value):
        units = [" ".join(unit.split()) for unit in (super().to_python(value) or "").replace("\n", ",").split(",")]
        return ", ".join(unit for unit in units if unit)


class SynonymForm(WagtailAdminModelForm):
    words = UnitsField(
        label=gettext_lazy("Words"),
        max_length=500,
        help_text=gettext_lazy(
            "Separated by commas: “Bücherei, Bibliothek”. Several words without a comma belong together: “offener Ganztag”."
        ),
    )
    targets = UnitsField(
        label=gettext_lazy("Finds too"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Only for “one way”: German words that are found as well."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the words"),
        choices=lambda: [(code, capfirst(language_name(code, "de"))) for code in LANGUAGES],
        help_text=gettext_lazy("Words of another language lead to German ones and have all their synonyms."),
    )

    def clean_words(self):
        return self._checked("words")

    def clean_targets(self):
        return self._checked("targets")

    def _checked(self, name):
        units = _split(self.cleaned_data[name])
        problems = [problem for unit in units if (problem := _problem_of(unit))]
        if len(units) > MOST_UNITS:
            problems.append(_("A line has at most %(count)d entries. Please make two of it.") % {"count": MOST_UNITS})
        problems += _twice(units)
        if problems:
            raise ValidationError(problems)
        return self.cleaned_data[name]

    def clean(self):
        cleaned = super().clean()
        if "words" not in cleaned or "targets" not in cleaned:
            return cleaned
        found, targets = _split(cleaned["words"]), _split(cleaned["targets"])
        if cleaned.get("direction") == Direction.ONE_WAY:
            if not targets:
                self.add_error("targets", _("Please say what is found as well."))
            if same := {fold(unit) for unit in found} & {fold(unit) for unit in targets}:
                self.add_error("targets", _("“%(word)s” stands on both sides.") % {"word": min(same)})
        else:
            if targets:
                self.add_error("targets", _("For both ways, all words belong into the first field."))
            if len(found) < 2:
                self.add_error("words", _("Please write at least two entries with a comma between them."))
            if cleaned.get("language") != "de":
                self.add_error("direction", _("Words of another language lead one way, to German ones."))
        if not self.errors and self._is_there(found, targets):
            self.add_error("words", _("The list has this line already."))
        return cleaned

    def _is_there(self, found, targets):
        mine = _sides(found, targets)
        others = Synonym.objects.exclude(pk=self.instance.pk).values_list("words", "targets")
        return any(_sides(_split(words), _split(targets)) == mine for words, targets in others)


def _split(text):
    return [unit for unit in text.split(", ") if unit]


def _sides(found, targets):
    return {fold(unit) for unit in found}, {fold(unit) for unit in targets}


def _twice(units):
    folded = [fold(unit) for unit in units]
    again = next((unit for place, unit in enumerate(units) if folded[place] in folded[:place]), None)
    return [_("“%(word)s” stands there twice.") % {"word": again}] if again else []


def _problem_of(unit):
    """What is wrong with one entry, in words for the office; None when it can be used."""
    typed = words(unit)
    if ">" in unit or "→" in unit:
        return _("Please use the direction instead of an arrow: “%(word)s”.") % {"word": unit}
    if not typed or all(word.casefold() in STOP_WORDS for word in typed):
        return _("“%(word)s” has no word that can be searched for.") % {"word": unit}
    if len(query_words(unit)) > LONGEST_UNIT:
        return _("“%(word)s” is too long: at most %(count)d words belong together.") % {"word": unit, "count": LONGEST_UNIT}
    if fold(unit) in place_names() or _is_place(unit):
        return _("“%(word)s” is a place. A synonym would lead people elsewhere when they search there.") % {"word": unit}
    return None


def _is_place(unit):
    return Area.objects.filter(name__iexact=unit).exists() or Postcode.objects.filter(place__iexact=unit).exists()
