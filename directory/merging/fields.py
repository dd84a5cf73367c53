"""What two institutions say, field by field: differences, whose value is proposed, and the values that a choice gives.

A value is plain data that can be kept as JSON: text, number, list of ids, of names, or of children as dicts without their keys.
"""

import datetime as dt
from dataclasses import dataclass

from .. import diff
from ..enums import Choice
from ..models import Actor, ActorLink, ActorText, OpeningException, OpeningSpan
from .steps import plain

ACTOR_FIELDS = [
    "name", "other_names", "kind", "further_kinds", "operator", "summary", "description", "topics", "target_groups", "tags", "languages",
    "texts", "email", "phone", "website", "contact_person", "contact_note", "links", "logo",
]  # fmt: skip
"""In the order of the form. A test holds that no content field is missing."""
LOCATION_FIELDS = [
    "street", "postcode", "municipality", "lat", "lon", "transport", "hours_note", "step_free", "lift", "accessible_toilet", "accessible_parking",
    "induction_loop", "tactile_guidance", "sign_language", "plain_language", "quiet_room", "accessibility_note", "opening_spans", "opening_exceptions",
]  # fmt: skip
"""What a location may learn from its twin."""
BOTH = {"other_names", "further_kinds", "topics", "target_groups", "tags", "languages", "texts", "links"}
PROSE = {"summary", "description"}
OURS = {"name", "kind"}
CHILDREN = {
    "texts": (ActorText, ("language", "name", "summary", "description")),
    "links": (ActorLink, ("title", "url")),
    "opening_spans": (OpeningSpan, ("weekday", "opens", "closes")),
    "opening_exceptions": (OpeningException, ("starts", "ends", "opens", "closes", "note")),
}
LONGEST_OTHER_NAMES = Actor._meta.get_field("other_names").max_length
LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Difference:
    """One field of the two. `kept`, `gone`: lines of text; `options`: what may be chosen, `default` one of them. `is_same`: nothing to choose."""

    name: str
    label: str
    kept: list
    gone: list
    options: tuple
    default: str
    is_same: bool


def shown_version(actor):
    """What the office knows of `actor`: the public version, else the latest draft."""
    return actor if actor.live else actor.get_latest_revision_as_object()


def differences(kept, gone) -> list[Difference]:
    """Of two versions, in the order of the form; fields about which neither says anything are left out."""
    found = []
    for name in ACTOR_FIELDS:
        mine, theirs = diff.describe(kept, name), diff.describe(gone, name)
        is_same = read(kept, name) == read(gone, name) and not (name == "other_names" and kept.name != gone.name)
        if mine or theirs or not is_same:
            options = tuple(Choice) if name in BOTH else (Choice.KEPT, Choice.GONE)
            found.append(Difference(name, diff.label_of(kept, name), mine, theirs, options, proposal(kept, gone, name), is_same))
    return found


def proposal(kept, gone, name) -> Choice:
    """The fuller one, else the newer one; what can hold both holds both. Name and kind stay."""
    mine, theirs = read(kept, name), read(gone, name)
    if name == "other_names":
        return Choice.BOTH
    if mine == theirs or not theirs or (name == "operator" and theirs in (kept.pk, gone.pk)):
        return Choice.KEPT
    if not mine:
        return Choice.GONE
    if name in BOTH:
        return Choice.BOTH
    if name in PROSE:
        return Choice.GONE if len(theirs) > len(mine) else Choice.KEPT
    return Choice.GONE if name not in OURS and _age(gone) > _age(kept) else Choice.KEPT


def _age(actor):
    return actor.confirmed_at or LONG_AGO, actor.updated_at


def chosen_values(kept, gone, choices) -> dict:
    """{field: value} of what `kept` shall say from now on, for the fields in which that is something else than it says."""
    values = {}
    for name in ACTOR_FIELDS:
        mine, theirs = read(kept, name), read(gone, name)
        choice = choices.get(name) or proposal(kept, gone, name)
        if choice == Choice.GONE:
            value = theirs
        elif choice == Choice.BOTH and name in BOTH:
            value = _both(name, mine, theirs)
        else:
            value = mine
        if name == "other_names" and choice == Choice.BOTH:
            name_chosen = values.get("name", kept.name)
            value = _names(f"{mine},{kept.name.replace(',', ' ')},{gone.name.replace(',', ' ')},{theirs}", name_chosen)
        if name == "operator" and value in (kept.pk, gone.pk):
            value = None
        if value != mine:
            values[name] = value
    return values


def _both(name, mine, theirs):
    if name == "other_names":
        return mine
    if name == "texts":
        return _all_texts(mine, theirs)
    return mine + [item for item in theirs if item not in mine]


def _all_texts(mine, theirs):
    """Per language; what one of them lacks in it is filled in from the other."""
    others = {text["language"]: text for text in theirs}
    filled = [{part: value or others.get(text["language"], {}).get(part, "") for part, value in text.items()} for text in mine]
    return filled + [text for language, text in others.items() if language not in {text["language"] for text in mine}]


def _names(text, name):
    found, length = {}, 0
    for other in (part.strip() for part in text.split(",")):
        if (
            other
            and other.casefold() != name.casefold()
            and other.casefold() not in found
            and length + len(other) + 2 <= LONGEST_OTHER_NAMES
        ):
            found[other.casefold()] = other
            length += len(other) + 2
    return ", ".join(found.values())


def missing_values(location, twin) -> dict:
    """{field: value} of what `location` lacks and its twin knows."""
    values = {name: read(twin, name) for name in LOCATION_FIELDS if name not in ("lat", "lon")}
    known = {name: value for name, value in values.items() if read(location, name) in (None, "", []) and value not in (None, "", [])}
    if location.lat is None and twin.lat is not None:
        known.update(lat=twin.lat, lon=twin.lon)
    return known


def read(entry, name):
    """The value of a field of `entry`, which may be a draft."""
    if name in CHILDREN:
        parts = CHILDREN[name][1]
        rows = [{part: plain(getattr(child, part)) for part in parts} for child in getattr(entry, name).all()]
        return sorted(rows, key=lambda row: [str(value) for value in row.values()]) if name != "links" else rows
    if name == "tags":
        return sorted(entry.tags.names(), key=str.casefold)
    field = entry._meta.get_field(name)
    if field.many_to_many:
        return sorted(thing.pk for thing in getattr(entry, name).all())
    return plain(getattr(entry, field.attname))


def write(entry, name, value):
    """Set a field of `entry` in memory."""
    if name in CHILDREN:
        model, parts = CHILDREN[name]
        there = list(getattr(entry, name).all())
        children = []
        for position, row in enumerate(value):
            content = {part: model._meta.get_field(part).to_python(row[part]) for part in parts}
            key = content["language"] if name == "texts" else content
            child = next((child for child in there if _key(child, name, parts) == key), None)
            if child:
                there.remove(child)
                for part, part_value in content.items():
                    setattr(child, part, part_value)
            else:
                child = model(**content)
            if hasattr(child, "sort_order"):
                child.sort_order = position
            children.append(child)
        getattr(entry, name).set(children)
    elif name == "tags":
        entry.tags.set(value)
    else:
        field = entry._meta.get_field(name)
        if field.many_to_many:
            getattr(entry, name).set(field.related_model._default_manager.filter(pk__in=value))
        else:
            setattr(entry, field.attname, field.to_python(value))


def _key(child, name, parts):
    return child.language if name == "texts" else {part: getattr(child, part) for part in parts}


def put(before, after):
    """A change for `change_content`: from `before` to `after` ({field: value}), except where a version says something else than `before` by now."""

    def change(content):
        for name, value in after.items():
            if read(content, name) == before[name]:
                write(content, name, value)

    return change
