"""Content of entries field by field, as JSON: what `ChangeProposal` keeps, and what forms of other rooms give and take.

text, number, truth     as they are; days and times in ISO form, amounts as “12.50”, telephone numbers in international form; None or "" for nothing
one of something        its key (kind, operator, area, logo)
several                 sorted keys (topics, target_groups, further_kinds, locations); names of tags
children                a list of {column: value} (links, texts, sessions, opening_spans, opening_exceptions)
"""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modelcluster.contrib.taggit import ClusterTaggableManager

from . import diff
from .errors import OperationRefused
from .models import Actor, Location, Offer

OPERATIONAL = {"actor", "go_live_at", "expire_at"}
FIELDS = {model: tuple(name for name in diff.FIELDS[model] if name not in OPERATIONAL) for model in (Actor, Location, Offer)}
"""What may be proposed. To which institution something belongs, and when it is published, is no content."""
LONGEST_TEXT = 20_000
MOST_CHILDREN = 100
LONGEST_TAG = 100
OWN_COLUMNS = {"id", "sort_order"}
LARGEST_KEY = 2**63 - 1


def value_of(entry, name):
    """The value of field `name` in an entry, be it the row or a draft."""
    field = entry._meta.get_field(name)
    if isinstance(field, ClusterTaggableManager):
        return sorted((tag.name for tag in getattr(entry, name).all()), key=str.casefold)
    if field.one_to_many:
        columns = _columns(field)
        rows = [{column.name: _plain(column.value_from_object(child)) for column in columns} for child in getattr(entry, name).all()]
        return _in_order(name, rows)
    if field.many_to_many:
        return sorted(thing.pk for thing in getattr(entry, name).all())
    return _plain(field.value_from_object(entry))


def clean(entry, name, value, fields=None):
    """`value` as `value_of` would give it. Raises `OperationRefused` with the field's name and what is wrong.

    `fields`: which ones may be changed, where it isn't an actor, location or offer.
    """
    if name not in (FIELDS[type(entry)] if fields is None else fields):
        raise OperationRefused(_("“%(field)s” can't be changed this way.") % {"field": name})
    field = entry._meta.get_field(name)
    try:
        if isinstance(field, ClusterTaggableManager):
            return _clean_tags(value)
        if field.one_to_many:
            return _clean_children(field, name, value)
        if field.many_to_many:
            return _clean_keys(field, value)
        return _clean_column(field, entry, value)
    except ValidationError as error:
        raise OperationRefused(f"{diff.label_of(entry, name)}: {' '.join(error.messages)}") from error
    except (TypeError, ValueError, OverflowError, AttributeError) as error:
        raise OperationRefused(_("%(field)s: This can't be read.") % {"field": diff.label_of(entry, name)}) from error


def put(entry, name, value):
    """Set field `name` in memory. What is gone meanwhile (a topic, a location) is left out."""
    field = entry._meta.get_field(name)
    if isinstance(field, ClusterTaggableManager):
        manager = getattr(entry, name)
        manager.clear()
        manager.add(*value)
    elif field.one_to_many:
        parents = {column.name: column for column in _columns(field)}
        children = [
            field.related_model(
                **{parents[column].attname: parents[column].to_python(given) for column, given in row.items()},
                **({"sort_order": position} if _is_ordered(field) else {}),
            )
            for position, row in enumerate(value)
        ]
        getattr(entry, name).set(children)
    elif field.many_to_many:
        getattr(entry, name).set(list(field.related_model._base_manager.filter(pk__in=value)))
    elif field.is_relation:
        is_there = value is not None and field.related_model._base_manager.filter(pk=value).exists()
        setattr(entry, field.attname, value if is_there else None)
    else:
        setattr(entry, name, field.to_python(value))


def in_words(entry, name):
    """As `diff.describe`, for entries into which `put` has put something."""
    return diff.describe(entry, name)


def check_whole(entry):
    """Rules between fields. Raises `OperationRefused`."""
    try:
        entry.validate_constraints(exclude={"sort_name", "slug", "uuid"})
    except ValidationError as error:
        raise OperationRefused(
            _("“%(entry)s” would not fit together: %(reason)s") % {"entry": entry, "reason": " ".join(error.messages)}
        ) from error
    if isinstance(entry, Offer):
        foreign = [location for location in entry.locations.all() if location.actor_id != entry.actor_id]
        if foreign:
            raise OperationRefused(_("An offer takes place at locations of its own institution."))


def _plain(value):
    if isinstance(value, (dt.date, dt.time, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.quantize(Decimal("0.01")))
    if value is None or isinstance(value, (bool, int, float, list, dict)):
        return value
    return str(value)


def _columns(field):
    parent = field.field.name
    return [column for column in field.related_model._meta.concrete_fields if column.name not in {*OWN_COLUMNS, parent}]


def _is_ordered(field):
    return any(column.name == "sort_order" for column in field.related_model._meta.concrete_fields)


def _in_order(name, rows):
    """Links have an order of their own, the others their natural one, so that the same hours are the same value."""
    return rows if name == "links" else sorted(rows, key=lambda row: [(value is None, str(value)) for value in row.values()])


def _clean_column(field, entry, value):
    if isinstance(value, str):
        value = value.replace("\x00", "")
        value = value.strip() if isinstance(field, models.TextField) else " ".join(value.split())
        if len(value) > (field.max_length or LONGEST_TEXT):
            raise ValidationError(_("This is too long: at most %(count)d characters.") % {"count": field.max_length or LONGEST_TEXT})
    if value in (None, ""):
        if isinstance(field, models.JSONField):
            return []
        if field.null:
            return None
        if isinstance(field, models.BooleanField):
            return False
        value = ""
    if field.is_relation and value is not None and not (isinstance(value, int) and 0 < value <= LARGEST_KEY):
        value = int(value)
    return _plain(field.clean(value, entry))


def _clean_keys(field, value):
    keys = sorted({int(key) for key in value})
    if len(keys) > MOST_CHILDREN or any(not 0 < key <= LARGEST_KEY for key in keys):
        raise ValueError
    if field.related_model._base_manager.filter(pk__in=keys).count() != len(keys):
        raise ValidationError(_("One of these is not there any more. Please choose again."))
    return keys


def _clean_tags(value):
    tags = {" ".join(str(tag).split()) for tag in value} - {""}
    if len(tags) > MOST_CHILDREN or any(len(tag) > LONGEST_TAG for tag in tags):
        raise ValidationError(_("These are too many, or too long."))
    return sorted(tags, key=str.casefold)


def _clean_children(field, name, value):
    if len(value) > MOST_CHILDREN:
        raise ValidationError(_("These are too many: at most %(count)d.") % {"count": MOST_CHILDREN})
    columns, rows = _columns(field), []
    for given in value:
        if unknown := set(given) - {column.name for column in columns} - OWN_COLUMNS - {"pk", field.field.name}:
            raise ValidationError(_("“%(field)s” can't be changed this way.") % {"field": sorted(unknown)[0]})
        child = field.related_model()
        row = {column.name: _clean_column(column, child, given.get(column.name)) for column in columns}
        for column in columns:
            setattr(child, column.attname, column.to_python(row[column.name]))
        child.validate_constraints(exclude={field.field.name})
        rows.append(row)
    languages = [row["language"] for row in rows if "language" in row]
    if len(languages) != len(set(languages)):
        raise ValidationError(_("Each language can be there once only."))
    return _in_order(name, rows)
