"""Writes to rows that remember what was there: steps, plain data that can be kept as JSON and taken back.

A step is {"model", "ids", "before": {column: value}, "after": {column: value}} or, for rows that were taken away, {"model", "rows": [{column: value}]};
either may have "tell": [model, ids], whom the change concerns. Taking a step back leaves alone what somebody wrote since.
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from decimal import Decimal

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from wagtail.models import Revision

from ..models.entries import Entry
from ..signals import content_changed

CHUNK = 500


def move(queryset, field, to, *, tell=None):
    """Let `field` of all rows name `to`. Returns the steps."""
    return change(queryset, {queryset.model._meta.get_field(field).attname: to.pk}, tell=tell)


def change(queryset, values, *, tell=None):
    """Write `values` ({column: value}) to all rows that say something else; rows that said the same before share a step. Returns the steps.

    `tell` is a (model, column that holds its ids): whose content changes by this, when it isn't the rows' own model.
    """
    model = queryset.model
    after = {name: plain(value) for name, value in values.items()}
    columns = ["pk", *values] + ([tell[1]] if tell else [])
    groups, concerned = defaultdict(list), defaultdict(list)
    for row in queryset.order_by().values(*columns):
        before = {name: plain(row[name]) for name in values}
        if before != after:
            key = json.dumps(before, sort_keys=True)
            groups[key].append(row["pk"])
            concerned[key].append(row[tell[1]] if tell else row["pk"])
    steps = []
    for key, ids in groups.items():
        _update(model, ids, values)
        step = {"model": model._meta.label, "ids": ids, "before": json.loads(key), "after": after}
        steps.append(_telling(step, tell[0] if tell else model, concerned[key]))
    return steps


def remove(queryset, *, tell=None):
    """Delete rows that nothing else hangs on, so that they can be made anew. Returns the steps."""
    model = queryset.model
    rows = [{name: plain(value) for name, value in row.items()} for row in queryset.order_by("pk").values()]
    if not rows:
        return []
    model._base_manager.filter(pk__in=[row[model._meta.pk.attname] for row in rows]).delete()
    step = {"model": model._meta.label, "rows": rows}
    return [_telling(step, tell[0], [row[tell[1]] for row in rows]) if tell else step]


def take_back(steps, *, since):
    """Undo `steps`, the last one first: [text, …], what was left as it is because somebody changed it after `since` or it is gone."""
    left = []
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        left += _make_anew(model, step["rows"]) if "rows" in step else _write_back(model, step, since)
        if "tell" in step:
            told, ids = apps.get_model(step["tell"][0]), step["tell"][1]
            content_changed.send(sender=told, ids=ids)
            if told is not model:
                left += [
                    str(thing)
                    for thing in told._base_manager.filter(pk__in=ids, has_unpublished_changes=True, latest_revision__created_at__gt=since)
                ]
    return list(dict.fromkeys(left))


def swap_in_drafts(model, ids, name, old, new, *, since=None):
    """Let drafts of these entries that may still be published (made after `since`, when it is given) name `new` instead of `old` in field `name`."""
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    entries = model._base_manager.filter(pk__in=ids)
    latest = entries.filter(has_unpublished_changes=True) | entries.filter(live=False)
    revisions = Revision.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in ids])
    pending = revisions.filter(pk__in=latest.exclude(latest_revision=None).values("latest_revision")) | revisions.exclude(
        approved_go_live_at=None
    )
    for revision in pending if since is None else pending.filter(created_at__gt=since):
        value = revision.content.get(name)
        if isinstance(value, list) and old in value:
            revision.content[name] = list(dict.fromkeys(new if item == old else item for item in value))
        elif value == old:
            revision.content[name] = new
        else:
            continue
        Revision.objects.filter(pk=revision.pk).update(content=revision.content)


def plain(value):
    """As JSON can hold it, without losing microseconds."""
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value) if isinstance(value, (Decimal, uuid.UUID)) else value if _is_json(value) else str(value)


def _is_json(value):
    return value is None or isinstance(value, (str, int, float, bool, list, dict))


def _telling(step, model, ids):
    if issubclass(model, Entry):
        ids = list(dict.fromkeys(ids))
        content_changed.send(sender=model, ids=ids)
        step["tell"] = [model._meta.label, ids]
    return step


def _update(model, ids, values):
    for start in range(0, len(ids), CHUNK):
        model._base_manager.filter(pk__in=ids[start : start + CHUNK]).update(**values)


def _write_back(model, step, since):
    before = {name: model._meta.get_field(name).to_python(value) for name, value in step["before"].items()}
    now = {}
    for start in range(0, len(step["ids"]), CHUNK):
        rows = model._base_manager.filter(pk__in=step["ids"][start : start + CHUNK]).values("pk", *before)
        now.update({row.pop("pk"): {name: plain(value) for name, value in row.items()} for row in rows})
    same = [pk for pk in step["ids"] if now.get(pk) == step["after"]]
    refused = _update_or_say(model, same, before)
    if issubclass(model, Entry):
        for name, value in step["before"].items():
            field = model._meta.get_field(name)
            if field.is_relation:
                swap_in_drafts(model, same, field.name, step["after"][name], value, since=since)
    edited = [pk for pk in step["ids"] if pk not in same or pk in refused]
    return _names(model, edited)


def _update_or_say(model, ids, values):
    """The ids that the database refused, because something new stands in their place."""
    try:
        with transaction.atomic():
            _update(model, ids, values)
        return []
    except IntegrityError:
        if len(ids) == 1:
            return ids
        return [pk for one in ids for pk in _update_or_say(model, [one], values)]


def _make_anew(model, rows):
    refused = []
    for row in rows:
        thing = model(**{name: model._meta.get_field(name).to_python(value) for name, value in row.items()})
        try:
            with transaction.atomic():
                model._base_manager.bulk_create([thing])
        except IntegrityError:
            refused.append(f"{capfirst(model._meta.verbose_name)}: {thing}")
    return refused


def _names(model, ids):
    found = model._base_manager.in_bulk(ids) if ids else {}
    return [f"{capfirst(model._meta.verbose_name)}: {found.get(pk, pk)}" for pk in ids]
