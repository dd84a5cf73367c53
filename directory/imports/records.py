"""Things as they are: the row and its open drafts, read and changed as Wagtail's revision content.

`Record.live` is the content of the row, `Record.pending` the contents that may still be published. `plain_value` reads a field out of a content
as the import compares it, `put` writes one into it; `save_live` brings a changed content into the row and its children.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from modelcluster.models import get_serializable_data_for_fields
from taggit.models import Tag
from wagtail.models import Revision

from ..models import Actor, ActorIdentifier, Location, LocationIdentifier, Offer, OfferIdentifier
from .bulk import insert, reserve
from .fields import AREA_SEPARATOR, TEXT_FIELDS, Field, Vocabularies, is_empty

IDENTIFIERS = {"actor": ActorIdentifier, "location": LocationIdentifier, "offer": OfferIdentifier}
RELATIONS = {
    Actor: (("tagged_items", "texts", "links"), ("further_kinds", "topics", "target_groups")),
    Location: (("opening_spans", "opening_exceptions"), ()),
    Offer: (("tagged_items", "texts", "sessions"), ("locations", "topics", "target_groups")),
}
"""Children (ParentalKey) and many-to-many relations that belong to the content of a revision."""


class Names:
    """Translates between primary keys and what plain values say: slugs, keys of this source, paths of areas, names of tags."""

    def __init__(self, source, finder):
        self.source, self.finder = source, finder
        self.vocabularies = Vocabularies()
        self.pk_of = {"actor": {}, "location": {}, "offer": {}}
        self.key_of = {"actor": {}, "location": {}, "offer": {}}
        for model, identifier in IDENTIFIERS.items():
            if source.pk:
                for key, pk in identifier.objects.filter(source=source.key).values_list("key", f"{model}_id"):
                    self.learn(model, key, pk)
        self._tag_pks, self._tag_names = {}, {}

    def learn(self, model, key, pk):
        self.pk_of[model][key] = pk
        self.key_of[model].setdefault(pk, key)

    def unlearn(self, model, key, pk):
        self.pk_of[model].pop(key, None)
        self.key_of[model].pop(pk, None)

    def area_path(self, pk):
        area = self.finder.areas.get(pk)
        return AREA_SEPARATOR.join(above.name for above in self.finder.ancestors(area)) if area else ""

    def area_pk(self, path):
        """The primary key of the area that `area_path` describes, else None."""
        if not path:
            return None
        *_above, name = path.split(AREA_SEPARATOR)
        return next((area.id for area in self.finder.named(name) if self.area_path(area.id) == path), None)

    def tag_names(self, pks):
        missing = [pk for pk in pks if pk not in self._tag_names]
        if missing:
            self._tag_names.update(Tag.objects.filter(pk__in=missing).values_list("pk", "name"))
        return [self._tag_names[pk] for pk in pks if pk in self._tag_names]

    def tag_pks(self, names):
        """Primary keys of tags, made where there are none yet. In the writing transaction."""
        if not self._tag_pks:
            self._tag_pks = {name.casefold(): pk for name, pk in Tag.objects.values_list("name", "pk")}
        for name in names:
            if name.casefold() not in self._tag_pks:
                self._tag_pks[name.casefold()] = Tag.objects.create(name=name).pk
        return [self._tag_pks[name.casefold()] for name in names]

    def forget_tags(self):
        """After a transaction that was rolled back: its tags are gone."""
        self._tag_pks = {}

    def ref(self, model, pk):
        """The key that this source gives to a thing, else its primary key as “#12”."""
        return "" if pk is None else self.key_of[model].get(pk, f"#{pk}")

    def pk(self, model, ref):
        if not ref:
            return None
        return int(ref[1:]) if ref.startswith("#") and ref[1:].isdigit() else self.pk_of[model].get(ref)


@dataclass
class Record:
    obj: object
    live: dict
    pending: list = field(default_factory=list)
    """Revisions that may still be published, oldest first; for an unpublished thing its latest revision."""


def load(model, pks):
    """{pk: Record}, locked until the end of the transaction when there is one. A handful of queries for any number of things."""
    queryset = model._base_manager.filter(pk__in=pks)
    if connection.in_atomic_block:
        queryset = queryset.select_for_update()
    objects = {obj.pk: obj for obj in queryset}
    contents = contents_of(model, list(objects.values()))
    latest = {
        obj.latest_revision_id: obj.pk
        for obj in objects.values()
        if obj.latest_revision_id and (obj.has_unpublished_changes or not obj.live)
    }
    records = {pk: Record(obj, contents[pk]) for pk, obj in objects.items()}
    for revision in Revision.objects.filter(pk__in=latest):
        records[latest[revision.pk]].pending.append(revision)
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    scheduled = Revision.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in objects]).exclude(
        approved_go_live_at=None
    )
    for revision in scheduled:
        record = records[int(revision.object_id)]
        if revision.pk not in {known.pk for known in record.pending}:
            record.pending.append(revision)
            record.pending.sort(key=lambda known: (known.created_at, known.pk))
    return records


def contents_of(model, objects):
    """{pk: content} of rows, as `serializable_data()` gives it, with one query per relation."""
    children, many = RELATIONS[model]
    contents = {obj.pk: {**get_serializable_data_for_fields(obj), **{name: [] for name in (*children, *many)}} for obj in objects}
    for name in children:
        relation = model._meta.get_field(name)
        parent = relation.field.attname
        rows = relation.related_model.objects.filter(**{f"{parent}__in": contents})
        for child in rows.order_by(*[order for order in ("sort_order",) if hasattr(relation.related_model, order)], "pk"):
            contents[getattr(child, parent)][name].append(get_serializable_data_for_fields(child))
    for name in many:
        through, source, target = through_of(model, name)
        for pk, other in through.objects.filter(**{f"{source}__in": contents}).order_by("pk").values_list(source, target):
            contents[pk][name].append(other)
    return contents


def through_of(model, name):
    """(through model, its column of `model`, its column of the other side)."""
    field = model._meta.get_field(name)
    return field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()


# --- Contents and plain values ----------------------------------------------------------------------------------------


def plain_value(content, described: Field, names: Names):
    """The plain value of a field in the content of a row or revision."""
    name, kind = described.name, described.kind
    if kind == "term":
        return names.vocabularies.by_pk[described.vocabulary].get(content.get(name), "")
    if kind == "terms":
        terms = names.vocabularies.by_pk[described.vocabulary]
        return sorted(terms[pk] for pk in content.get(name, []) if pk in terms)
    if kind == "area":
        return names.area_path(content.get(name))
    if kind == "ref":
        return names.ref("actor", content.get(name))
    if kind == "refs":
        return sorted(names.ref("location", pk) for pk in content.get(name, []))
    if kind == "tags":
        return sorted(names.tag_names([item["tag"] for item in content.get("tagged_items", [])]), key=str.casefold)
    if kind == "links":
        return [[link["title"], link["url"]] for link in content.get("links", [])]
    if kind == "hours":
        return sorted([span["weekday"], _clock(span["opens"]), _clock(span["closes"])] for span in content.get("opening_spans", []))
    if kind == "sessions":
        found = ([session["weekday"], _clock(session["starts"]), _clock(session["ends"])] for session in content.get("sessions", []))
        return sorted(found, key=str)
    if name.startswith("texts."):
        _texts, language, part = name.split(".")
        return next((text[part] for text in content.get("texts", []) if text["language"] == language), "")
    return _scalar(kind, content.get(name), described.empty)


def _scalar(kind, value, empty):
    if value is None:
        return empty
    if kind == "date":
        return value.isoformat() if isinstance(value, datetime.date) else str(value)
    if kind == "decimal":
        return str(Decimal(value).quantize(Decimal("0.01")))
    if kind == "phone":
        return str(value)
    return value


def _clock(value):
    if value is None:
        return None
    return value.isoformat("minutes") if isinstance(value, datetime.time) else str(value)[:5]


def put(content, described: Field, value, names: Names):
    """Set a field of a content to a plain value. Children that are new have no primary key yet."""
    name, kind, owner = described.name, described.kind, content["pk"]
    if kind == "term":
        content[name] = names.vocabularies.by_slug[described.vocabulary].get(value)
    elif kind == "terms":
        content[name] = [names.vocabularies.by_slug[described.vocabulary][slug] for slug in value]
    elif kind == "area":
        content[name] = names.area_pk(value)
    elif kind == "ref":
        content[name] = names.pk("actor", value)
    elif kind == "refs":
        content[name] = [pk for ref in value if (pk := names.pk("location", ref))]
    elif kind == "tags":
        wanted = names.tag_pks(value)
        kept = [item for item in content["tagged_items"] if item["tag"] in wanted]
        there = {item["tag"] for item in kept}
        content["tagged_items"] = kept + [{"pk": None, "tag": pk, "content_object": owner} for pk in wanted if pk not in there]
    elif kind == "links":
        content["links"] = [
            {"pk": None, "sort_order": position, "actor": owner, "title": title, "url": url} for position, (title, url) in enumerate(value)
        ]
    elif kind == "hours":
        content["opening_spans"] = [
            {"pk": None, "sort_order": position, "location": owner, "weekday": day, "opens": f"{opens}:00", "closes": f"{closes}:00"}
            for position, (day, opens, closes) in enumerate(value)
        ]
    elif kind == "sessions":
        content["sessions"] = [
            {"pk": None, "sort_order": position, "offer": owner, "weekday": day, "starts": starts and f"{starts}:00", "ends": ends and f"{ends}:00", "note": ""}
            for position, (day, starts, ends) in enumerate(value)
        ]  # fmt: skip
    elif name.startswith("texts."):
        _put_text(content, name, value, owner)
    elif kind == "boolean" and is_empty(value) and name == "by_appointment":
        content[name] = False
    elif kind == "choice" and is_empty(value) and name == "form":
        content[name] = "kurs"
    else:
        content[name] = described.empty if is_empty(value) else value


def _put_text(content, name, value, owner):
    _texts, language, part = name.split(".")
    texts = content["texts"]
    found = next((text for text in texts if text["language"] == language), None)
    if found is None:
        if not value:
            return
        parent = "actor" if "links" in content else "offer"
        found = {"pk": None, "language": language, "name": "", "summary": "", "description": "", parent: owner}
        texts.append(found)
    found[part] = value or ""
    if not any(found[field_name] for field_name in TEXT_FIELDS):
        texts.remove(found)


# --- Contents and rows ------------------------------------------------------------------------------------------------


def assign(obj, content):
    """Give the columns of `content` to a row object, children and many-to-many relations apart."""
    for model_field in obj._meta.concrete_fields:
        if model_field.name in content and model_field.serialize and not model_field.primary_key and model_field.editable:
            value = content[model_field.name]
            setattr(obj, model_field.attname, model_field.to_python(value) if model_field.remote_field is None else value)


def save_live(obj, before, after):
    """Write what differs between two contents of a row: its columns with one statement, its children and relations where they differ."""
    model = type(obj)
    changed = {}
    for model_field in model._meta.concrete_fields:
        name = model_field.name
        if name in after and before.get(name) != after[name] and model_field.editable:
            value = after[name]
            changed[model_field.attname] = model_field.to_python(value) if model_field.remote_field is None else value
    if "ends_on" in changed or "valid_until" in changed:
        days = [model._meta.get_field(name).to_python(after[name]) for name in ("ends_on", "valid_until")]
        changed["last_day"] = min((day for day in days if day), default=None)
        after["last_day"] = changed["last_day"]
    if changed:
        model._base_manager.filter(pk=obj.pk).update(**changed)
        for name, value in changed.items():
            setattr(obj, name, value)
    children, many = RELATIONS[model]
    for name in children:
        if before[name] != after[name]:
            write_children(model, {obj.pk: after}, name, known=[child["pk"] for child in before[name]])
    for name in many:
        if before[name] != after[name]:
            through, source, target = through_of(model, name)
            gone = set(before[name]) - set(after[name])
            through.objects.filter(**{source: obj.pk, f"{target}__in": gone}).delete()
            insert(through, [{source: obj.pk, target: pk} for pk in after[name] if pk not in before[name]])


def write_children(model, contents, name, known=()):
    """Bring the children of relation `name` into the database and their new primary keys into `contents` ({pk: content})."""
    child_model = model._meta.get_field(name).related_model
    new = [child for content in contents.values() for child in content[name] if child["pk"] is None]
    gone = set(known) - {child["pk"] for content in contents.values() for child in content[name]}
    if gone:
        child_model.objects.filter(pk__in=gone).delete()
    for content in contents.values():
        for child in content[name]:
            if child["pk"] is not None and child["pk"] in known:
                child_model.objects.filter(pk=child["pk"]).update(**_columns(child_model, child))
    for child, pk in zip(new, reserve(child_model, len(new)), strict=True):
        child["pk"] = pk
    insert(child_model, [{"id": child["pk"], **_columns(child_model, child)} for child in new])


def _columns(model, child):
    columns = {}
    for model_field in model._meta.concrete_fields:
        if model_field.name in child and not model_field.primary_key:
            value = child[model_field.name]
            columns[model_field.attname] = model_field.to_python(value) if model_field.remote_field is None else value
    return columns
