"""From the address to a `SearchQuery`. Addresses get old, are cut by mail programs and tried out: what isn't understood is left out with a notice."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from directory.freshness import LONG_MONTHS, add_months

from . import known
from .analysis import query_words
from .engines import get_engine
from .engines.base import Box, SearchQuery, SearchUnavailable
from .enums import Section, Sort, View
from .facets import FACETS, SECTION, Term
from .recommendations import recommended
from .understanding import Understood, understand
from .where import PlaceFields, Where, read_where

FILTER_PARAMS = (*(facet.param for facet in FACETS), "alter_von", "alter_bis", "km")
"""What the form of the filters says itself."""
PLACE_PARAMS = ("ort", "lat", "lon")

PAGE_SIZE = 20
MOST_PAGES = 500
LONGEST_TEXT = 200
MOST_WORDS = 20
MOST_VALUES = 20
LONGEST_VALUE = 100
OLDEST = 120


def clean(text):
    """Letters and their marks as one, without what nobody types and no database column holds: control characters, NUL, half surrogates."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", text)).split())


class TextField(forms.Field):
    def to_python(self, value):
        return clean(value or "")


class TermsField(forms.Field):
    """The values of a facet, as far as they exist. What is wrong with the others stands in `notices` after cleaning."""

    widget = forms.MultipleHiddenInput

    def __init__(self, facet):
        super().__init__(required=False)
        self.facet = facet
        self.terms: list[Term] = []
        self.notices: list[str] = []

    def to_python(self, values):
        asked = list(dict.fromkeys(value for value in map(clean, (values or [])[: MOST_VALUES * 10]) if value))
        if len(asked) > MOST_VALUES:
            self.notices.append(
                _("That were very many filters at once. Only the first %(count)d of a kind were used.") % {"count": MOST_VALUES}
            )
        asked = [value[:LONGEST_VALUE] for value in asked[:MOST_VALUES]]
        self.terms = self.facet.terms(asked)
        known = {term.value for term in self.terms}
        self.notices += [
            _("The filter “%(value)s” is not known here and was left out.") % {"value": _short(value)}
            for value in asked
            if value not in known
        ]
        return tuple(value for value in asked if value in known)


class BoxField(forms.Field):
    """“west,south,east,north” in degrees, to four digits."""

    default_error_messages = {"invalid": gettext_lazy("This is no part of a map. You see all places.")}

    def to_python(self, value):
        if not value:
            return None
        try:
            west, south, east, north = (round(float(part), 4) for part in value[:LONGEST_VALUE].split(","))
        except (ValueError, OverflowError):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):  # NaN is in no order
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Box(west, south, east, north)


class AgeField(forms.IntegerField):
    default_validators = [
        MinValueValidator(0, gettext_lazy("An age is a number from 0 to 120.")),
        MaxValueValidator(OLDEST, gettext_lazy("An age is a number from 0 to 120.")),
    ]
    default_error_messages = {"invalid": gettext_lazy("An age is a number from 0 to 120.")}


class OpenedField(forms.Field):
    """Parameters of minor facets that are shown with their numbers; anything else is no question and needs no answer."""

    def to_python(self, values):
        return tuple(facet for facet in FACETS if facet.is_minor and facet.param in (values or ())[:MOST_VALUES])


class SearchForm(PlaceFields):
    """Every parameter of /suche/. A field that is wrong counts as empty; `read` says so. Fields that an address doesn't have cost nothing."""

    q = TextField(required=False)
    auf = OpenedField(required=False, widget=forms.MultipleHiddenInput)
    typ = forms.ChoiceField(
        choices=Section, required=False, error_messages={"invalid_choice": gettext_lazy("There is no such kind of result. You see all.")}
    )
    alter_von = AgeField(required=False)
    alter_bis = AgeField(required=False)
    woertlich = forms.BooleanField(required=False)
    sortierung = forms.ChoiceField(
        choices=Sort,
        required=False,
        error_messages={"invalid_choice": gettext_lazy("There is no such order. You see the best matches first.")},
    )
    ansicht = forms.ChoiceField(
        choices=View, required=False, error_messages={"invalid_choice": gettext_lazy("There is no such view. You see the list.")}
    )
    ausschnitt = BoxField(required=False)
    seite = forms.IntegerField(
        required=False,
        validators=[MinValueValidator(1, gettext_lazy("This is no page number. You see the first page."))],
        error_messages={"invalid": gettext_lazy("This is no page number. You see the first page.")},
    )

    def __init__(self, data):
        self.base_fields = {name: field for name, field in type(self).base_fields.items() if name in data}  # the rest would be copied
        super().__init__(data)
        self.facets = {facet.field: TermsField(facet) for facet in FACETS if facet.param in data}
        self.fields |= {field.facet.param: field for field in self.facets.values()}


@dataclass(frozen=True)
class Asked:
    """A query with what a page needs to show it."""

    query: SearchQuery
    text: str
    section: str
    page: int
    terms: dict[str, list[Term]]
    """Field of a facet → what can be chosen."""
    pairs: tuple[tuple[str, str], ...]
    """Parameters and values of this search, normalised, without the page."""
    notices: list[str] = field(default_factory=list)
    where: Where = field(default_factory=Where)
    understood: Understood = field(default_factory=Understood)
    literally: bool = False
    """Words as they are: nothing is understood."""

    def chosen(self, facet):
        return dict(self.query.filters).get(facet.field, ())

    @property
    def is_filtered(self):
        return (
            bool(self.query.filters or self.query.near or self.query.box)
            or self.query.age_from is not None
            or self.query.age_to is not None
        )

    @property
    def on_map(self):
        return ("ansicht", View.MAP.value) in self.pairs

    def url(self, *, without=(), **changes):
        """The address of this search without some (parameter, value) pairs and with other values: `url(typ="angebote")`; None takes a parameter away."""
        parts = [(pair[0], part) for pair, part in self._parts if pair[0] not in changes and pair not in without]
        if changed := [(name, urlencode([(name, str(value))])) for name, value in changes.items() if value]:
            order = list(dict.fromkeys(name for name, value in self.pairs))  # a changed parameter keeps its place
            parts = sorted((*parts, *changed), key=lambda part: order.index(part[0]) if part[0] in order else len(order))
        return "?" + "&".join([part for name, part in parts])

    @cached_property
    def _parts(self):
        """[(pair, as it stands in an address)]: a page has dozens of addresses of the same search."""
        return [(pair, urlencode([pair])) for pair in self.pairs]


def read(params, *, language, today: date, at: datetime | None = None) -> Asked:
    """`params` is a QueryDict, `at` the moment for “open now”. Never refuses anything."""
    form = SearchForm(params)
    form.full_clean()
    values: dict[str, Any] = defaultdict(lambda: None, form.cleaned_data)
    notices = [str(text) for errors in form.errors.values() for text in errors]
    notices += [text for terms in form.facets.values() for text in terms.notices]
    text = _text(values["q"] or "", notices)
    known_now = known.current() if text else known.Known()
    understood = _shortened(_understood(text, known_now, literally=values["woertlich"]), notices)
    age_from, age_to = values["alter_von"], values["alter_bis"]
    if age_from is not None and age_to is not None and age_from > age_to:
        age_from, age_to = age_to, age_from
    page = values["seite"] or 1
    where = read_where(values, notices)
    sort = Sort(values["sortierung"]) if values["sortierung"] else Sort.RELEVANCE
    if sort == Sort.DISTANCE and where.near is None:
        notices.append(_("To sort by distance, enter a place under “Where?”."))
        sort = Sort.RELEVANCE
    if sort == Sort.RELEVANCE and not understood.words:
        sort = Sort.DISTANCE if where.near else Sort.NAME
    filters = [(facet.field, values[facet.param]) for facet in FACETS if values[facet.param]]
    if values["typ"]:
        filters.append((SECTION.field, (values["typ"],)))
    query = SearchQuery(
        today=today,
        words=understood.words,
        groups=understood.groups,
        phrases=understood.phrases,
        excluded=understood.excluded,
        picked=recommended(text, today, known_now) if not values["woertlich"] else (),
        stale_before=add_months(today, -LONG_MONTHS),
        language=language,
        filters=tuple(filters),
        age_from=age_from,
        age_to=age_to,
        at=at and at.replace(second=0, microsecond=0),
        box=values["ausschnitt"],
        near=where.near,
        sort=sort,
        opened=tuple(facet.field for facet in values["auf"] or ()),
        filled=not values["woertlich"],
        offset=(min(page, MOST_PAGES) - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    pairs = [("q", text), ("woertlich", "1" if text and values["woertlich"] else ""), ("typ", values["typ"])]
    pairs += [(facet.param, value) for facet in FACETS for value in values[facet.param] or ()]
    pairs += [("alter_von", age_from), ("alter_bis", age_to), *where.pairs, ("sortierung", values["sortierung"])]
    pairs += [("auf", facet.param) for facet in values["auf"] or ()]
    pairs += [("ansicht", values["ansicht"]), ("ausschnitt", _box_text(values["ausschnitt"]))]
    return Asked(
        query=query,
        text=text,
        section=values["typ"] or "",
        page=min(page, MOST_PAGES),
        terms={facet.field: form.facets[facet.field].terms if facet.field in form.facets else facet.terms(()) for facet in FACETS},
        pairs=tuple((name, str(value)) for name, value in pairs if value not in ("", None)),
        notices=list(dict.fromkeys(notices)),
        where=where,
        understood=understood,
        literally=bool(values["woertlich"]),
    )


def _box_text(box):
    return box and ",".join(f"{edge:.4f}".rstrip("0").rstrip(".") for edge in (box.west, box.south, box.east, box.north))


def _text(text, notices):
    if len(text) > LONGEST_TEXT:
        notices.append(_("Your search text was very long. Only its first %(count)d letters were used.") % {"count": LONGEST_TEXT})
    return text[:LONGEST_TEXT].strip()


def _understood(text, known_now, *, literally):
    """While the index can't be read, words are only words."""
    if not text:
        return Understood()
    try:
        return understand(text, known=known_now, vocabulary=get_engine().vocabulary(), literally=literally)
    except SearchUnavailable:
        return Understood(words=query_words(text))


def _shortened(understood, notices):
    if len(understood.words) > MOST_WORDS:
        notices.append(
            ngettext("Only the first %(count)d word was searched for.", "Only the first %(count)d words were searched for.", MOST_WORDS)
            % {"count": MOST_WORDS}
        )
    return replace(understood, words=understood.words[:MOST_WORDS], groups=understood.groups[:MOST_WORDS])


def _short(value):
    return value if len(value) <= 40 else f"{value[:40]}…"
