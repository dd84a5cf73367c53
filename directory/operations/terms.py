"""Trees of terms and areas: moved as whole branches, deleted only where nothing hangs on them."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..errors import OperationRefused
from ..models import ActorKind, Area, TargetGroup, Topic
from ..signals import content_changed

USED_BY = {
    ActorKind: ("actors", "further_actors"),
    Topic: ("actors", "offers"),
    TargetGroup: ("actors", "offers"),
    Area: ("locations", "postcodes"),
}
"""Vocabulary → its relations from what uses it."""


@transaction.atomic
def move_term(term, *, parent):
    """Put `term` and its branch below `parent`, or at the top for None. Among its siblings it finds its place by the tree's own order."""
    model = type(term)
    list(model.objects.select_for_update().order_by("path").values_list("pk", flat=True))  # two moves at once would give one path twice
    term = model.objects.get(pk=term.pk)
    if parent is not None:
        parent = model.objects.get(pk=parent.pk)
        if parent == term or parent.is_descendant_of(term):
            raise OperationRefused(_("“%(term)s” can't lie below itself.") % {"term": term})
        term.move(parent, pos="sorted-child")
    else:
        term.move(term.get_root() if not term.is_root() else (model.get_first_root_node()), pos="sorted-sibling")
    term = model.objects.get(pk=term.pk)
    content_changed.send(sender=model, ids=list(model.get_tree(term).values_list("pk", flat=True)))
    return term


def uses_of(term):
    """How many things use `term`: a number. The branch below it isn't counted."""
    return sum(getattr(term, relation).count() for relation in USED_BY[type(term)])


@transaction.atomic
def delete_term(term):
    """Delete a term or area that nothing uses and nothing lies below."""
    model = type(term)
    term = model.objects.select_for_update().get(pk=term.pk)
    children = term.get_children_count() if hasattr(term, "get_children_count") else 0
    if children:
        raise OperationRefused(
            ngettext(
                "“%(term)s” can't be deleted: %(count)d term lies below it.",
                "“%(term)s” can't be deleted: %(count)d terms lie below it.",
                children,
            )
            % {"term": term, "count": children}
        )
    uses = uses_of(term)
    if uses:
        raise OperationRefused(
            ngettext(
                "“%(term)s” can't be deleted: %(count)d entry uses it.", "“%(term)s” can't be deleted: %(count)d entries use it.", uses
            )
            % {"term": term, "count": uses}
        )
    pk = term.pk
    try:
        term.delete()
    except ProtectedError as error:
        raise OperationRefused(_("“%(term)s” can't be deleted, because something still uses it.") % {"term": term}) from error
    content_changed.send(sender=model, ids=[pk])
