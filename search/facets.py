"""The filters of the result page, each declared once: parameter, field of the documents, and what its values are called.

A new facet is one more entry in `FACETS`, its values in the documents (`Document.facets`), and a new `DOCUMENT_FORM`.
"""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from directory.enums import ACCESSIBILITY_FACTS, LANGUAGES, OfferForm, Weekday
from directory.languages import own_name
from directory.models import Actor, Area
from directory.prepared import Prepared

from .enums import Section
from .opening import DAYS, TIMES
from .vocabularies import vocabularies

DOCUMENT_FORM = 14
"""Goes up whenever documents get other fields or other analyzers: an index of another form is built anew."""

ACCESS = {
    "stufenlos": "step_free",
    "aufzug": "lift",
    "wc": "accessible_toilet",
    "parkplatz": "accessible_parking",
    "induktionsschleife": "induction_loop",
    "leitsystem": "tactile_guidance",
    "gebaerdensprache": "sign_language",
    "leichte-sprache": "plain_language",
    "ruheraum": "quiet_room",
}
"""Value in addresses → column of `Location`."""


MONTHLY = {"bis-25-monat": 25, "bis-50-monat": 50}
SINGLE = {"bis-10-einmal": 10}
"""Value in addresses → at most so many euros. What is free of charge is below each."""


@dataclass(frozen=True)
class Term:
    """A value that can be chosen. `parent` is the value above it in a tree."""

    value: str
    label: str
    lang: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Facet:
    """`terms(chosen)` lists what can be chosen, in the order of display, and of `chosen` what exists; at most one query."""

    field: str
    param: str
    label: str | Promise
    terms: Callable[[Iterable[str]], list[Term]] = dataclasses.field(repr=False)
    named: Callable[[Iterable[str]], list[Term]] | None = dataclasses.field(default=None, repr=False)
    """For thousands of values: those of them that exist. Then `terms` need not list all, and a page asks for what its hits have."""
    by_count: bool = False
    """Whether the most frequent come first."""
    is_minor: bool = False
    """Folded until something of it is chosen. Of many hits only counted when it is opened."""
    is_condition: bool = False
    """Its values are no words of documents but conditions (`search.conditions`)."""


def _in_language(terms):
    """What doesn't depend on what is chosen is listed once in each language, as long as the vocabularies stay."""

    @wraps(terms)
    def listed(chosen):
        kept, key = vocabularies().listed, (terms, get_language())
        if key not in kept:
            kept[key] = terms(chosen)
        return kept[key]

    return listed


@_in_language
def _kinds(chosen):
    return [Term(kind.slug, kind.local_name_plural) for kind in vocabularies().kinds]


@_in_language
def _topics(chosen):
    return _with_parents(vocabularies().topics, lambda term: term.local_name)


@_in_language
def _groups(chosen):
    return _with_parents(vocabularies().groups, lambda term: term.local_name)


def _areas(chosen):
    """The widest level with more than one area; below what is chosen one level more."""
    return _areas_below(set(chosen)) if chosen else _widest_areas(chosen)


@_in_language
def _widest_areas(chosen):
    return _areas_below(set())


def _areas_below(chosen):
    known = vocabularies()
    above = {area.path for area in known.areas if area.slug in chosen}
    areas = [area for area in known.areas if area.depth == known.area_level or area.slug in chosen or area.path[: -Area.steplen] in above]
    return _with_parents(areas, lambda area: area.name)


def _areas_named(values):
    known = _area_terms(())
    found = {place: (below, top) for value in values if (term := known.get(value)) for place, below, top in [term]}
    named = {below.value for below, top in found.values()}
    return [below if below.parent in named else top for place, (below, top) in sorted(found.items())]


@_in_language
def _area_terms(chosen):
    """{value: (place in the tree, as it stands below its parent, as it stands without it)}"""
    areas = vocabularies().areas
    below, top = _with_parents(areas, lambda area: area.name), [Term(area.slug, area.name) for area in areas]
    return {term.value: (place, term, alone) for place, (term, alone) in enumerate(zip(below, top, strict=True))}


def _with_parents(nodes, label):
    """Treebeard orders by path, so a node stands after its parent."""
    slugs = {node.path: node.slug for node in nodes}
    return [Term(node.slug, label(node), parent=slugs.get(node.path[: -node.steplen], "")) for node in nodes]


@_in_language
def _spoken(chosen):
    return [Term(code, capfirst(own_name(code)), lang="" if code == "gsg" else code) for code in LANGUAGES]


@_in_language
def _forms(chosen):
    return [Term(form.value, capfirst(str(form.label))) for form in OfferForm]


@_in_language
def _costs(chosen):
    return [
        Term("kostenlos", _("free of charge")),
        *(Term(value, _("up to €%(amount)d a month") % {"amount": amount}) for value, amount in MONTHLY.items()),
        *(Term(value, _("up to €%(amount)d a time or once") % {"amount": amount}) for value, amount in SINGLE.items()),
        Term("bildungspaket", _("Bildungspaket accepted")),
        Term("ermaessigt", _("reduced price for some")),
    ]


@_in_language
def _days(chosen):
    return [Term(value, str(Weekday(number).label)) for number, value in enumerate(DAYS)]


@_in_language
def _times(chosen):
    labels = (_("mornings (until 12)"), _("afternoons (12 to 17)"), _("evenings (from 17)"))
    return [Term(value, label) for value, label in zip(TIMES, labels, strict=True)]


@_in_language
def _open(chosen):
    return [Term("jetzt", _("open now"))]


@_in_language
def _checked(chosen):
    return [Term("jahr", _("checked in the last 12 months"))]


_operators_named = Prepared(
    lambda slugs: Actor.objects.public().filter(slug__in=slugs).order_by().values_list("sort_name", "slug", "name"), most=50, texts=True
)


def _operators(chosen):
    return [Term(slug, name) for _sort_name, slug, name in sorted(_operators_named.rows(chosen))]


@_in_language
def _access(chosen):
    terms = [Term(value, capfirst(str(ACCESSIBILITY_FACTS[column]))) for value, column in ACCESS.items()]
    return [*terms, Term("inklusiv", _("With and without disabilities together"))]


@_in_language
def _sections(chosen):
    return [Term(section.value, str(section.label)) for section in Section]


SECTION = Facet("section", "typ", gettext_lazy("Kind of result"), _sections)

FACETS = [
    Facet("topic", "thema", gettext_lazy("Topic"), _topics, by_count=True),
    Facet("kind", "art", gettext_lazy("Kind of institution"), _kinds, by_count=True),
    Facet("group", "gruppe", gettext_lazy("For whom"), _groups),
    Facet("area", "gebiet", gettext_lazy("Area"), _areas, _areas_named, by_count=True),
    Facet("form", "form", gettext_lazy("Form"), _forms, by_count=True, is_minor=True),
    Facet("cost", "kosten", gettext_lazy("Costs"), _costs),
    Facet("day", "tag", gettext_lazy("Weekday"), _days, is_minor=True),
    Facet("time", "zeit", gettext_lazy("Time of day"), _times, is_minor=True),
    Facet("open", "offen", gettext_lazy("Opening hours"), _open, is_condition=True),
    Facet("language", "sprache", gettext_lazy("Language spoken there"), _spoken, by_count=True, is_minor=True),
    Facet("access", "barrierefrei", gettext_lazy("Accessibility"), _access, is_minor=True),
    Facet("operator", "traeger", gettext_lazy("Operator"), _operators, _operators, by_count=True, is_minor=True),
    Facet("checked", "geprueft", gettext_lazy("How current"), _checked, is_condition=True),
]
"""Shown as filters, in this order. `SECTION` is shown as tabs."""

FIELDS = [SECTION.field, *(facet.field for facet in FACETS if not facet.is_condition)]
"""Fields of documents whose values are counted."""

MINOR = {facet.field for facet in FACETS if facet.is_minor}
MANY = 2000
"""Hits. To look up the values of all of them takes longer than anything else of a search."""


def counted(query, total: int) -> list[str]:
    """The fields whose values are counted for `total` hits: of many not those of minor facets, unless they are opened or chosen.

    That spares the embedded engine a third of a search. Elasticsearch counts all in one question: to ask again for few hits would take longer.
    """
    if total <= MANY:
        return FIELDS
    wanted = {*query.opened, *(field for field, _values in query.filters)}
    return [field for field in FIELDS if field not in MINOR or field in wanted]
