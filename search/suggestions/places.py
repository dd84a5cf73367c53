"""What the field “Where?” proposes: postcodes, towns, districts and quarters that begin as typed."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from directory.addresses import fixed_address

from ..analysis import words
from ..places import beginning_with
from ..query import clean
from ..starts import marked_parts
from .groups import Group, Suggestion

MOST = 7
LONGEST = 120


def place_suggestions(text: str) -> list[Group]:
    """Names that the field understands."""
    typed = clean(text[: LONGEST * 2])[:LONGEST]
    items = [_suggestion(place, words(typed)) for place in beginning_with(typed, MOST)]
    return [Group("places", _("Towns, districts, postcodes"), items)] if items else []


def _suggestion(place, typed):
    note = "" if place.name.endswith(")") else place.within  # which of several it is stands in the name
    address = f"{fixed_address('search:search')}?{urlencode({'ort': place.name})}"
    return Suggestion(marked_parts(place.name, typed), address, "map-pin", note=note, query=place.name)
