"""Two versions of an entry compared in words: what a person wrote or chose, never numbers of rows.

Works on what is public and on drafts alike, because it reads relations by `.all()` only (a draft's are no querysets).
"""

import difflib
import re
from dataclasses import dataclass, field

from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from . import richtext, wording
from .languages import language_name
from .models import Actor, Location, Offer


@dataclass(frozen=True)
class Change:
    """One field that differs. `before` and `after` are lists of lines; prose has one line each and is compared word by word."""

    name: str
    label: str
    before: list
    after: list
    is_prose: bool = False
    html: str = field(init=False, compare=False)

    def __post_init__(self):
        object.__setattr__(self, "html", _words_html(self) if self.is_prose else _lines_html(self))


PROSE = {"summary", "description", "accessibility_note", "other_names"}

FIELDS = {
    Actor: [
        "name", "other_names", "kind", "further_kinds", "operator", "summary", "description", "topics", "target_groups", "tags", "languages",
        "texts", "email", "phone", "website", "contact_person", "contact_note", "links", "logo", "go_live_at", "expire_at",
    ],
    Location: [
        "actor", "name", "is_main", "street", "postcode", "municipality", "area", "lat", "lon", "transport", "by_appointment", "opening_spans",
        "opening_exceptions", "hours_note", "step_free", "lift", "accessible_toilet", "accessible_parking", "induction_loop",
        "tactile_guidance", "sign_language", "plain_language", "quiet_room", "accessibility_note", "go_live_at", "expire_at",
    ],
    Offer: [
        "actor", "name", "form", "summary", "description", "locations", "topics", "target_groups", "tags", "age_from", "age_to", "languages",
        "inclusive", "texts", "sessions", "starts_on", "ends_on", "session_count", "schedule_note", "valid_until", "is_free", "price_from",
        "price_to", "price_unit", "price_reduced", "price_note", "accepts_education_package", "registration_url", "registration_email",
        "registration_phone", "registration_note", "places_min", "places_max", "places_free", "image", "go_live_at", "expire_at",
    ],
}  # fmt: skip
"""Content in the order of the form. A test holds that no content field of a model is missing."""


def register(model, fields, *, readers=None, prose=()):
    """For rooms above: compare entries of `model` by `fields`, some of them read by functions of this model's own, some as prose."""
    FIELDS[model] = fields
    READERS.update({(model, name): reader for name, reader in (readers or {}).items()})
    PROSE.update(prose)


def compare(older, newer):
    """The fields in which two versions of one entry differ: [Change, …] in the order of the form."""
    changes = []
    for name in FIELDS[type(newer)]:
        before, after = describe(older, name), describe(newer, name)
        if before != after:
            changes.append(Change(name, label_of(newer, name), before, after, is_prose=name in PROSE))
    return changes


def label_of(entry, name):
    found = entry._meta.get_field(name)
    label = getattr(found, "verbose_name", None) or found.related_model._meta.verbose_name_plural
    return str(capfirst(label))


def describe(entry, name):
    """What `entry` says in field `name`, as lines of text: [] when it says nothing."""
    reader = READERS.get((type(entry), name)) or READERS.get(name)
    if reader:
        return [line for line in reader(entry) if line]
    value = getattr(entry, f"get_{name}_display", None)
    return _value_lines(value() if value else getattr(entry, name))


def _value_lines(value):
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return [_("yes") if value else _("no")]
    if hasattr(value, "all"):
        return sorted((str(thing) for thing in value.all()), key=str.casefold)
    if hasattr(value, "hour") and hasattr(value, "year"):
        return [date_format(localtime(value), "SHORT_DATETIME_FORMAT")]
    if hasattr(value, "year"):
        return [date_format(value, "SHORT_DATE_FORMAT")]
    if isinstance(value, (int, float)):
        return [str(value)]
    if hasattr(value, "quantize"):
        return [number_format(value, decimal_pos=2)]
    return [str(value)]


def _texts(entry):
    for text in sorted(entry.texts.all(), key=lambda text: text.language):
        for name in ("name", "summary", "description"):
            value = getattr(text, name)
            if value:
                words = richtext.plain(value) if name == "description" else value
                yield f"{text.get_language_display()}, {text._meta.get_field(name).verbose_name}: {words}"


def _spans(location):
    days = {}
    for span in sorted(location.opening_spans.all(), key=lambda span: (span.weekday, span.opens)):
        days.setdefault(span.weekday, []).append(wording.span(span.opens, span.closes))
    for weekday, times in days.items():
        yield f"{wording.weekdays([weekday], full=True)}: {wording.join(times)}"


def _exceptions(location):
    for exception in sorted(
        location.opening_exceptions.all(), key=lambda exception: (exception.starts, exception.opens is not None, exception.opens)
    ):
        hours = wording.span(exception.opens, exception.closes) or _("closed")
        note = f" ({exception.note})" if exception.note else ""
        yield f"{wording.day_range(exception.starts, exception.ends)}: {hours}{note}"


def _sessions(offer):
    for days, times, note in wording.session_groups(offer, full=True):
        yield ", ".join(part for part in (days, times, note) if part)


def _places(offer):
    return sorted(
        (" – ".join(part for part in (location.name, location.address) if part) or str(location) for location in offer.locations.all()),
        key=str.casefold,
    )


READERS = {
    "description": lambda entry: [richtext.plain(entry.description)],
    "languages": lambda entry: sorted(language_name(code) for code in entry.languages),
    "links": lambda actor: [f"{link.title} ({link.url})" for link in actor.links.all()],
    "locations": _places,
    "opening_exceptions": _exceptions,
    "opening_spans": _spans,
    "phone": lambda entry: [entry.phone.as_national if entry.phone else ""],
    "registration_phone": lambda entry: [entry.registration_phone.as_national if entry.registration_phone else ""],
    "sessions": _sessions,
    "texts": _texts,
}


def _lines_html(change):
    gone = [line for line in change.before if line not in change.after]
    new = [line for line in change.after if line not in change.before]
    return format_html(
        '<ul class="register-diff">{}{}</ul>',
        format_html_join("", "<li><del>{}</del></li>", ((line,) for line in gone)),
        format_html_join("", "<li><ins>{}</ins></li>", ((line,) for line in new)),
    )


def _words_html(change):
    before, after = (re.findall(r"\s+|\w+|[^\w\s]", " ".join(lines)) for lines in (change.before, change.after))
    parts = []
    for tag, b1, b2, a1, a2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(format_html("{}", "".join(before[b1:b2])))
            continue
        if b2 > b1:
            parts.append(format_html("<del>{}</del>", "".join(before[b1:b2])))
        if a2 > a1:
            parts.append(format_html("<ins>{}</ins>", "".join(after[a1:a2])))
    return format_html('<p class="register-diff">{}</p>', format_html_join("", "{}", ((part,) for part in parts)))
