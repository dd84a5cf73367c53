"""Tables for the office: what stands in each column, and cells that no spreadsheet takes for a formula."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import wording
from .enums import ACCESSIBILITY_FACTS
from .hours import weekly_rows
from .languages import language_name
from .status import status_of

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class ExportColumn:
    """`read(thing)` gives text, a number, a day or None."""

    key: str
    heading: str | Promise
    read: Callable


def guard(value):
    """`value` as a cell: text that a spreadsheet would calculate gets an apostrophe in front, which the spreadsheet takes as “this is text”."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def names(things):
    return ", ".join(str(thing) for thing in things)


def day(moment):
    return date_format(localtime(moment), "SHORT_DATE_FORMAT") if moment else ""


def yes_no(value):
    return "" if value is None else gettext("yes") if value else gettext("no")


def phone(number):
    return number.as_national if number else ""


def place(location):
    return location.address if location else ""


def first_location(actor):
    return next(iter(actor.locations.all()), None)


ENTRY_COLUMNS = [
    ExportColumn("status", _("Status"), lambda entry: str(status_of(entry).label)),
    ExportColumn("confirmed_at", _("Checked on"), lambda entry: day(entry.confirmed_at)),
    ExportColumn("updated_at", _("Changed on"), lambda entry: day(entry.updated_at)),
    ExportColumn("identifiers", _("External identifiers"), lambda entry: names(entry.identifiers.all())),
    ExportColumn("uuid", "UUID", lambda entry: str(entry.uuid)),
]

ACTOR_COLUMNS = [
    ExportColumn("name", _("Name"), lambda actor: actor.name),
    ExportColumn("kind", _("Kind"), lambda actor: str(actor.kind or "")),
    ExportColumn("further_kinds", _("Further kinds"), lambda actor: names(actor.further_kinds.all())),
    ExportColumn("operator", _("Operator"), lambda actor: str(actor.operator or "")),
    ExportColumn("summary", _("In short"), lambda actor: actor.summary),
    ExportColumn("topics", _("Topics"), lambda actor: names(actor.topics.all())),
    ExportColumn("target_groups", _("Target groups"), lambda actor: names(actor.target_groups.all())),
    ExportColumn("languages", _("Languages spoken"), lambda actor: ", ".join(language_name(code) for code in actor.languages)),
    ExportColumn("tags", _("Tags"), lambda actor: names(item.tag for item in actor.tagged_items.all())),
    ExportColumn("address", _("Address"), lambda actor: place(first_location(actor))),
    ExportColumn("area", _("Area"), lambda actor: str((first_location(actor) and first_location(actor).area) or "")),
    ExportColumn("location_count", _("Number of locations"), lambda actor: len(actor.locations.all())),
    ExportColumn("email", _("E-mail"), lambda actor: actor.email),
    ExportColumn("phone", _("Phone"), lambda actor: phone(actor.phone)),
    ExportColumn("website", _("Website"), lambda actor: actor.website),
    ExportColumn("contact_person", _("Contact person"), lambda actor: actor.contact_person),
    *ENTRY_COLUMNS,
]

LOCATION_COLUMNS = [
    ExportColumn("actor", _("Institution"), lambda location: location.actor.name),
    ExportColumn("name", _("Name of the location"), lambda location: location.name),
    ExportColumn("is_main", _("Main location"), lambda location: yes_no(location.is_main)),
    ExportColumn("street", _("Street and number"), lambda location: location.street),
    ExportColumn("postcode", _("Postcode"), lambda location: location.postcode),
    ExportColumn("municipality", _("Town or municipality"), lambda location: location.municipality),
    ExportColumn("area", _("Area"), lambda location: str(location.area or "")),
    ExportColumn("lat", _("Latitude"), lambda location: location.lat),
    ExportColumn("lon", _("Longitude"), lambda location: location.lon),
    ExportColumn("transport", _("Bus and train"), lambda location: location.transport),
    ExportColumn(
        "opening_hours", _("Opening hours"), lambda location: "; ".join(f"{row.days} {row.times}" for row in weekly_rows(location))
    ),
    *(
        ExportColumn(fact, label, lambda location, fact=fact: yes_no(getattr(location, fact)))
        for fact, label in ACCESSIBILITY_FACTS.items()
    ),
    *ENTRY_COLUMNS,
]

OFFER_COLUMNS = [
    ExportColumn("name", _("Name"), lambda offer: offer.name),
    ExportColumn("actor", _("Institution"), lambda offer: offer.actor.name),
    ExportColumn("form", _("Form"), lambda offer: offer.get_form_display()),
    ExportColumn("summary", _("In short"), lambda offer: offer.summary),
    ExportColumn(
        "locations", _("Locations"), lambda offer: "; ".join(place(location) or str(location) for location in offer.locations.all())
    ),
    ExportColumn("topics", _("Topics"), lambda offer: names(offer.topics.all())),
    ExportColumn("target_groups", _("Target groups"), lambda offer: names(offer.target_groups.all())),
    ExportColumn("tags", _("Tags"), lambda offer: names(item.tag for item in offer.tagged_items.all())),
    ExportColumn("age_from", _("Age from"), lambda offer: offer.age_from),
    ExportColumn("age_to", _("Age to"), lambda offer: offer.age_to),
    ExportColumn("sessions", _("Weekly times"), lambda offer: wording.sessions(offer)),
    ExportColumn("starts_on", _("First day"), lambda offer: offer.starts_on),
    ExportColumn("ends_on", _("Last day"), lambda offer: offer.ends_on),
    ExportColumn("valid_until", _("Valid until"), lambda offer: offer.valid_until),
    ExportColumn("price", _("Price"), lambda offer: wording.price_in_full(offer)),
    ExportColumn("places_free", _("Places free"), lambda offer: offer.places_free),
    ExportColumn("registration_url", _("Link for registration"), lambda offer: offer.registration_url),
    ExportColumn("registration_email", _("E-mail for registration"), lambda offer: offer.registration_email),
    ExportColumn("registration_phone", _("Phone for registration"), lambda offer: phone(offer.registration_phone)),
    *ENTRY_COLUMNS,
]

PREFETCH = {
    "actor": ("further_kinds", "topics", "target_groups", "tagged_items__tag", "identifiers"),
    "location": ("opening_spans", "opening_exceptions", "identifiers"),
    "offer": ("locations", "topics", "target_groups", "tagged_items__tag", "sessions", "identifiers"),
}
"""What the columns read beyond the list's own queryset."""
