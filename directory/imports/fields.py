"""What a mapping can fill, per model, and how a value looks while the import compares it.

A *plain value* is what `ImportRow.delivered` stores and what plans compare: JSON, independent of primary keys. Terms are slugs, areas paths of
names, things of the same source their keys, hours `[weekday, "08:00", "16:00"]`. `None`, "" and [] all mean empty.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext as _
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.fields import RichTextField

from ..enums import LANGUAGES
from ..models import Actor, ActorKind, Area, Location, Offer, TargetGroup, Topic
from ..models.entries import Text
from . import parsers
from .parsers import Unreadable

MODELS = {"actor": Actor, "location": Location, "offer": Offer}
TEXT_FIELDS = ("name", "summary", "description")
TEXT_LANGUAGES = tuple(code for code, _name in Text.LANGUAGES)
MAX_RICH_TEXT = 100_000
AREA_SEPARATOR = " / "


@dataclass(frozen=True)
class Field:
    """`kind`: text, lines, rich, email, url, phone, postcode, integer, decimal, boolean, date, coordinate, choice, term, terms, languages, tags,
    ref, refs, area, hours, sessions, links."""

    name: str
    kind: str
    max_length: int | None = None
    choices: tuple = ()
    vocabulary: type | None = None

    @property
    def is_list(self):
        return self.kind in ("terms", "languages", "tags", "refs", "hours", "sessions", "links")

    @property
    def empty(self):
        if self.is_list:
            return []
        return "" if self.kind in ("text", "lines", "rich", "email", "url", "phone", "postcode", "choice") else None


NOT_FOR_IMPORT = {
    "id",
    "uuid",
    "slug",
    "sort_name",
    "live",
    "has_unpublished_changes",
    "expired",
    "locked",
    "last_day",
    "logo",
    "image",
    "is_main",
}


def field_of(field):
    """The `Field` that describes a column or relation of a model; None for what no mapping can fill."""
    if isinstance(field, models.ForeignKey):
        if field.related_model is ActorKind:
            return Field(field.name, "term", vocabulary=ActorKind)
        if field.related_model is Area:
            return Field(field.name, "area")
        return Field(field.name, "ref") if field.related_model is Actor else None
    if isinstance(field, models.ManyToManyField):
        if field.related_model in (ActorKind, Topic, TargetGroup):
            return Field(field.name, "terms", vocabulary=field.related_model)
        return Field(field.name, "refs") if field.related_model is Location else None
    if field.choices:
        return Field(field.name, "choice", choices=tuple(value for value, _label in field.choices))
    if field.name == "postcode":
        return Field(field.name, "postcode")
    for django_class, kind in (
        (PhoneNumberField, "phone"),
        (RichTextField, "rich"),
        (models.EmailField, "email"),
        (models.URLField, "url"),
        (models.CharField, "text"),
        (models.TextField, "lines"),
        (models.BooleanField, "boolean"),
        (models.FloatField, "coordinate"),
        (models.DecimalField, "decimal"),
        (models.PositiveSmallIntegerField | models.PositiveIntegerField, "integer"),
        (models.DateField, "date"),
    ):
        if isinstance(field, django_class):
            return Field(field.name, kind, max_length=field.max_length)
    return Field(field.name, "languages") if field.name == "languages" else None


def _fields_of(model):
    fields = {}
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if field.name in NOT_FOR_IMPORT or isinstance(field, models.DateTimeField | models.GeneratedField) or not field.editable:
            continue
        described = field_of(field)
        if described:
            fields[field.name] = described
    if model is not Location:
        fields["tags"] = Field("tags", "tags")
        for language in TEXT_LANGUAGES:
            fields[f"texts.{language}.name"] = Field(f"texts.{language}.name", "text", max_length=fields["name"].max_length)
            fields[f"texts.{language}.summary"] = Field(f"texts.{language}.summary", "lines", max_length=500)
            fields[f"texts.{language}.description"] = Field(f"texts.{language}.description", "rich")
    if model is Actor:
        fields["links"] = Field("links", "links")
    if model is Location:
        fields["hours"] = Field("hours", "hours")
    if model is Offer:
        fields["sessions"] = Field("sessions", "sessions")
    return fields


FIELDS = {name: _fields_of(model) for name, model in MODELS.items()}
"""{"actor": {"name": Field, …}, "location": …, "offer": …}"""


class Vocabularies:
    """The terms of the database by slug and by primary key, read once per run."""

    def __init__(self):
        self.by_slug = {model: dict(model.objects.values_list("slug", "pk")) for model in (ActorKind, Topic, TargetGroup)}
        self.by_pk = {model: {pk: slug for slug, pk in terms.items()} for model, terms in self.by_slug.items()}


PARSERS = {
    "email": parsers.email,
    "url": parsers.website,
    "phone": parsers.phone,
    "postcode": parsers.postcode,
    "integer": parsers.integer,
    "decimal": parsers.decimal,
    "boolean": parsers.boolean,
    "date": parsers.date,
    "coordinate": parsers.coordinate,
}


def parse(field, value, note, vocabularies):
    """The plain value of `value` (a cleaned text, number, boolean, None or list of them). Raises `Unreadable`."""
    if field.is_list:
        items = value if isinstance(value, list) else [value]
        items = [item for item in items if item not in ("", None)]
        return _parse_list(field, items, vocabularies)
    if isinstance(value, list):
        present = [item for item in value if item not in ("", None)]
        if len(present) > 1 and field.kind not in ("text", "lines", "rich"):
            note(_("Several values; only the first was taken."))
            present = present[:1]
        value = ("\n\n" if field.kind == "rich" else ", ").join(str(item) for item in present)
    if value in ("", None):
        return field.empty
    if isinstance(value, bool):
        if field.kind != "boolean":
            raise Unreadable(_("This is neither text nor number."))
        return value
    if isinstance(value, int | float) and field.kind == "postcode":
        value = parsers.padded_postcode(int(value))
    return _plain(field, _parse_text(field, str(value), note, vocabularies))


def _parse_text(field, text, note, vocabularies):
    if field.kind in ("text", "lines"):
        text = parsers.refused_reference(parsers.plain(text))
    elif field.kind == "rich":
        if len(text) > MAX_RICH_TEXT:
            raise Unreadable(_("The text has %(count)d characters; only %(most)d fit.") % {"count": len(text), "most": MAX_RICH_TEXT})
        text = parsers.rich_text(text)
    elif field.kind == "choice":
        if text not in field.choices:
            raise Unreadable(_("This is none of: %(choices)s.") % {"choices": ", ".join(str(choice) for choice in field.choices)})
    elif field.kind == "term":
        _check_term(field, text, vocabularies)
    elif field.kind in PARSERS:
        return _check_length(field, PARSERS[field.kind](text, note))
    return _check_length(field, text)


def _check_length(field, value):
    if field.max_length and isinstance(value, str) and len(value) > field.max_length:
        raise Unreadable(_("The text has %(count)d characters; only %(most)d fit.") % {"count": len(value), "most": field.max_length})
    return value


def _check_term(field, slug, vocabularies):
    if slug not in vocabularies.by_slug[field.vocabulary]:
        raise Unreadable(_("The vocabulary “%(name)s” has no “%(slug)s”.") % {"name": field.vocabulary._meta.verbose_name, "slug": slug})


def _parse_list(field, items, vocabularies):
    items = [item if isinstance(item, list) else str(item) for item in items]
    if field.kind == "terms":
        for slug in items:
            _check_term(field, slug, vocabularies)
    elif field.kind == "languages":
        unknown = [code for code in items if code not in LANGUAGES]
        if unknown:
            raise Unreadable(_("No known language: %(codes)s.") % {"codes": ", ".join(unknown)})
        return sorted(set(items), key=LANGUAGES.index)
    elif field.kind == "tags":
        tags = {" ".join(parsers.plain(item).split()) for item in items}
        long = [tag for tag in tags if len(tag) > 100]
        if long:
            raise Unreadable(_("A tag has more than 100 characters: %(tag)s.") % {"tag": f"{long[0][:60]} …"})
        by_fold = {}
        for tag in sorted(tags - {""}):
            by_fold.setdefault(tag.casefold(), tag)
        return sorted(by_fold.values(), key=str.casefold)
    return sorted(set(items)) if all(isinstance(item, str) for item in items) else items


def _plain(field, value):
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def clock(value):
    """“08:00” of a time."""
    return value.isoformat("minutes")


def is_empty(value):
    return value is None or value == "" or value == []


def same(left, right):
    """Whether two plain values say the same."""
    return left == right or (is_empty(left) and is_empty(right))
