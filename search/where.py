"""“Where?” in a search: a place by name or the visitor's own, and how far from it."""

import math
from dataclasses import dataclass, field
from functools import cache

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from .cells import HIGHEST_LATITUDE
from .conditions import RADII
from .engines.base import Near
from .places import LONGEST, Place, look_up

ANY = "beliebig"
"""Value of `km`: distances are shown, nothing is left out."""
LEAST_KM, MOST_KM = 0.5, 200
OWN_PLACE_KM = 5
DECIMALS = 3
"""Of coordinates: about a hundred metres, a block and no house. What an address of a page says is never exact."""
MY_PLACE = gettext_lazy("My location")


class CoordinateField(forms.FloatField):
    """Within `most` either way, rounded. NaN and infinity are no numbers to Django's field."""

    def __init__(self, most):
        super().__init__(required=False, min_value=-most, max_value=most, localize=False)
        text = gettext_lazy("This location was not understood and left out.")
        self.most = most
        self.error_messages["invalid"] = text
        for validator in self.validators:
            validator.message = text

    def clean(self, value):
        number = super().clean(value)
        return None if number is None else round(number, DECIMALS) + 0.0


class RadiusField(forms.Field):
    """Kilometres, `ANY` or None. Of several the last that says something: a page has choices and a field for any other number."""

    widget = forms.MultipleHiddenInput

    def to_python(self, values):
        said = [value.strip() for value in values or [] if value.strip()]
        if not said or said[-1] == ANY:
            return said[-1] if said else None
        try:
            number = round(float(said[-1][:20].replace(",", ".")), 1)
        except (ValueError, OverflowError):
            number = math.nan
        if not LEAST_KM <= number <= MOST_KM:
            raise forms.ValidationError(
                _("A distance is a number of kilometres from %(least)s to %(most)s.")
                % {"least": number_format(LEAST_KM, decimal_pos=1), "most": MOST_KM}
            )
        return number


class PlaceFields(forms.Form):
    ort = forms.Field(required=False)
    km = RadiusField(required=False)
    lat = CoordinateField(HIGHEST_LATITUDE)
    lon = CoordinateField(180)


@dataclass(frozen=True)
class Where:
    near: Near | None = None
    text: str = ""
    """As the field shows it."""
    pairs: tuple[tuple[str, str], ...] = ()
    """Parameters and values, normalised."""
    choices: tuple[Place, ...] = ()
    """Places called so, when there are several."""
    suggestions: tuple[str, ...] = ()
    """Names like the one that is not known."""
    unknown: str = ""
    own: bool = False
    """The visitor's own place."""
    label: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    """What the field's form carries beside it."""


def read_where(values, notices) -> Where:
    """`values` of `PlaceFields`, cleaned; says what it can't use."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in values["ort"] or "").split())[:LONGEST]
    km, lat, lon = values["km"], values["lat"], values["lon"]
    if lat is not None and lon is not None and (not text or text in _own_names()):
        radius = None if km == ANY else km or OWN_PLACE_KM
        point = (("lat", f"{lat:g}"), ("lon", f"{lon:g}"))
        label = str(MY_PLACE)
        return Where(Near(lat, lon, radius), label, (*point, *_km_pair(km)), own=True, label=label, hidden=list(point))
    if text and text in _own_names():
        text = ""
    if not text:
        if km not in (None, ANY):
            notices.append(_("A distance needs a place: enter one under “Where?”."))
        return Where()
    found = look_up(text)
    if found.place:
        radius = None if km == ANY else km or found.place.km
        near = Near(round(found.place.lat, 5), round(found.place.lon, 5), radius)
        return Where(near, text, (("ort", text), *_km_pair(km)), label=found.place.name)
    return Where(text=text, pairs=(("ort", text), *_km_pair(km)), choices=found.choices, suggestions=found.suggestions, unknown=text)


def radii(chosen: float | None) -> list[float]:
    """What can be chosen at once, with the chosen one among it."""
    return sorted({*RADII, *([chosen] if chosen else [])})


def _km_pair(km):
    return (("km", km if km == ANY else f"{km:g}"),) if km else ()


def _own_names():
    return {str(MY_PLACE), *_in_other_languages()}


@cache
def _in_other_languages():
    names = set()
    for language in ("de", "en"):
        with override(language):
            names.add(str(MY_PLACE))
    return names
