"""Which short forms there are for an institution and for each of its sites, and what each asks."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from directory.enums import ACCESSIBILITY_FACTS, Weekday
from directory.models.entries import Text

from .pieces import Codes, Day, Fact, Kind, Links, Marked, Operator, Phone, Piece, Postcode, Several, Translation

PLAIN = "de-simple"
MARKS = _("Leave a line blank between paragraphs. “## ” makes a heading, “- ” an item of a list, **two stars** make bold.")


@dataclass(frozen=True)
class Section:
    slug: str
    title: Any
    icon: str
    intro: Any
    pieces: tuple[Piece, ...]


def _texts(languages):
    helps = {"name": _("Only if the name differs in this language."), "summary": "", "description": MARKS}
    rows = {"name": 0, "summary": 3, "description": 8}
    return tuple(
        Translation("texts", rows[column], helps[column], language, column)
        for language in languages
        for column in ("name", "summary", "description")
    )


OF_ACTOR = (
    Section(
        "name",
        _("Name and kind"),
        "tag",
        _("What the institution is called and what it is."),
        (
            Piece("name"),
            Kind("kind"),
            Piece("other_names"),
            Operator("operator", help=_("The institution that runs this one, by its name in the register.")),
        ),
    ),
    Section(
        "vorstellung",
        _("About us"),
        "file-text",
        _("What people read first."),
        (Piece("summary", 3), Marked("description", 12, MARKS)),
    ),
    Section(
        "finden",
        _("Topics and audience"),
        "search",
        _("By these people find you in the search."),
        (Several("topics"), Several("target_groups"), Codes("languages", help=_("Languages in which people can talk to somebody there."))),
    ),
    Section(
        "kontakt",
        _("Contact"),
        "phone",
        _("How people reach you. Addresses are hidden from programs that collect them."),
        (
            Phone("phone"),
            Piece("email"),
            Piece("website"),
            Piece("contact_person", help=_("Only with the consent of the person.")),
            Piece("contact_note"),
            Links("links", 3, _("One link a line: words, a space, the address.")),
        ),
    ),
    Section(
        "leichte-sprache",
        _("Plain language"),
        "book-open-text",
        _("Short sentences, everyday words. Shown to everybody who reads the portal in plain language."),
        _texts([PLAIN]),
    ),
    Section(
        "uebersetzungen",
        _("Translations"),
        "languages",
        _("What stands empty is shown in German."),
        _texts([code for code, _label in Text.LANGUAGES if code != PLAIN]),
    ),
)

OF_PLACE = (
    Section(
        "adresse",
        _("Address"),
        "map-pin",
        _("Where people find you."),
        (Piece("name"), Piece("street"), Postcode("postcode"), Piece("municipality"), Piece("transport")),
    ),
    Section(
        "zeiten",
        _("Opening hours"),
        "clock",
        _("Write times like 9:00–12:00, 14:00–18:00. Empty means closed."),
        (*(Day("opening_spans", weekday=day.value) for day in Weekday), Fact("by_appointment"), Piece("hours_note")),
    ),
    Section(
        "barrierefreiheit",
        _("Accessibility"),
        "accessibility",
        _("Say what you know. “Unknown” is better than a guess."),
        (*(Fact(name) for name in ACCESSIBILITY_FACTS), Piece("accessibility_note", 3)),
    ),
)

WHERE = {"basics": "vorstellung", "contact": "kontakt", "places": "adresse", "accessibility": "barrierefreiheit"}
BY_POINT = {"topics": "finden", "target_groups": "finden", "hours": "zeiten"}
"""The section in which a point of `directory.completeness` is filled in."""


def find(sections, slug) -> Section | None:
    return next((section for section in sections if section.slug == slug), None)


def address_of(actor, section, place=None):
    if place is None:
        return reverse("workspace:edit", args=[actor.uuid, section.slug])
    return reverse("workspace:edit_place", args=[actor.uuid, place.uuid, section.slug])


def step_address(actor, point, places):
    """Where the next step (a point of completeness) is done. `places`: the institution's locations."""
    slug = BY_POINT.get(point.name) or WHERE[point.section]
    section = find(OF_ACTOR, slug)
    if section:
        return address_of(actor, section)
    if not places:
        return reverse("workspace:new_place", args=[actor.uuid])
    return address_of(actor, find(OF_PLACE, slug), places[0])
