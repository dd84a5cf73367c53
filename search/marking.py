"""Marks what may be out of date in the index, in the transaction of the change itself. Nothing here touches the index, so a save never fails by it."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_save, pre_delete

from directory.signals import content_changed

from .models import OutboxEntry

Marks = Callable[[list[int]], Iterable[tuple[str, Iterable[int]]]]
"""Ids of a model → (name for the outbox, ids), …"""

BATCH = 2000


def mark(name, ids):
    """`name` is a type of document or the label of a model with a spread."""
    entries = [OutboxEntry(doc_type=name, object_id=pk) for pk in dict.fromkeys(ids) if pk is not None]
    for start in range(0, len(entries), BATCH):
        OutboxEntry.objects.bulk_create(entries[start : start + BATCH])


def mark_all(marks):
    for name, ids in marks:
        mark(name, ids)


def watch(model: type[Model], marks: Marks, *, id_field="pk") -> None:
    """Mark when a `model` is saved, deleted, or written in bulk (`content_changed`). `id_field` holds the id that `marks` gets.

    Deletions before they happen, but in their transaction: what belongs to the thing is still there.
    """

    def changed(sender, instance, **kwargs):
        mark_all(marks([getattr(instance, id_field)]))

    post_save.connect(changed, sender=model, weak=False)
    pre_delete.connect(changed, sender=model, weak=False)
    if id_field == "pk":
        _watch_bulk(model, marks)


def watch_spread(model: type[Model], spread: Marks, *, deletions: bool) -> None:
    """One row per change, worked out by the worker. Only what is about to be deleted is worked out at once, as long as its links are there."""
    name = model._meta.label_lower

    def changed(sender, instance, **kwargs):
        mark(name, [instance.pk])

    def deleted(sender, instance, **kwargs):
        mark_all(spread([instance.pk]))

    post_save.connect(changed, sender=model, weak=False)
    if deletions:
        pre_delete.connect(deleted, sender=model, weak=False)
    _watch_bulk(model, lambda ids: [(name, ids)])


def watch_links(through: type[Model], model: type[Model], name: str) -> None:
    """Mark the `model` side of a many-to-many relation when links come or go, from whichever side."""
    links = {field.related_model: field.name for field in through._meta.fields if field.related_model}
    mine = f"{links[model]}_id"

    def changed(sender, instance, action, pk_set, **kwargs):
        if isinstance(instance, model):
            if action in ("post_add", "post_remove", "post_clear"):
                mark(name, [instance.pk])
        elif action in ("post_add", "post_remove"):
            mark(name, pk_set)
        elif action == "pre_clear":
            mark(name, through._default_manager.filter(**{links[type(instance)]: instance.pk}).values_list(mine, flat=True))

    m2m_changed.connect(changed, sender=through, weak=False)


def _watch_bulk(model, marks):
    def changed_in_bulk(sender, ids, **kwargs):
        with transaction.atomic():
            mark_all(marks(list(ids)))

    content_changed.connect(changed_in_bulk, sender=model, weak=False)
