"""Whoever still names an institution that was merged into another means that one: drafts, old versions, forms that were open meanwhile."""

from ..models import Actor


def present_ids(ids) -> dict[int, int]:
    """{id of a merged institution: id of the one it is part of now} for those of `ids` that were merged. One query, one more for a chain of merges."""
    from ..models import MergeRun  # models come before this

    found, asked = {}, {pk for pk in ids if pk}
    while asked:
        new = dict(MergeRun.objects.active().filter(gone__in=asked).values_list("gone", "kept"))
        found.update(new)
        asked = set(new.values()) - set(found)
    return {pk: _end(pk, found) for pk in found}


def follow(*things):
    """Set each foreign key of `things` (in memory) that names a merged institution to the one that was kept; one that would name itself is emptied.

    Returns the things that were changed.
    """
    named = [(thing, field) for thing in things for field in actor_fields(type(thing)) if getattr(thing, field.attname)]
    present = present_ids(getattr(thing, field.attname) for thing, field in named)
    changed = []
    for thing, field in named:
        now = present.get(getattr(thing, field.attname))
        if now:
            itself = isinstance(thing, Actor) and now == thing.pk
            setattr(thing, field.attname, None if itself else now)
            changed.append(thing)
    return changed


def actor_fields(model):
    return [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is Actor]


def _end(pk, found):
    while pk in found:
        pk = found[pk]
    return pk
