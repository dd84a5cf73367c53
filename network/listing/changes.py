"""How every process learns what changed of cooperations: a row in the transaction of the change, read by whoever shows a list.

Ids of rows say nothing about the order in which they become visible (a sequence gives them before commit). So a reader looks back further than
to its last look, by `OVERLAP`, and takes what it hasn't seen; only a transaction that stays open longer than that could be missed.
"""

import datetime as dt

from django.db.models import Count, Max
from django.db.models.signals import post_save, pre_delete
from django.utils import timezone

from directory.models import Actor, ActorKind, Area, Location, Topic
from directory.signals import content_changed

from ..models import Cooperation, CooperationPartner, ListChange, Transition

COOPERATION, ACTOR, LOCATION, TERMS, ALL = "cooperation", "actor", "location", "terms", "all"
MOST_IDS = 2000
"""Of one change; beyond that reading all anew is quicker."""
OVERLAP = dt.timedelta(minutes=15)
KEPT = dt.timedelta(hours=6)
"""Who hasn't looked for so long reads all anew, as a process that starts."""


def note(kind, ids=(), at=None):
    """Inside the transaction of the change. Without ids: all of that kind."""
    ids = [pk for pk in ids if pk is not None]
    if len(ids) > MOST_IDS:
        kind, ids = ALL, []
    ListChange.objects.create(kind=kind, ids=ids, at=at or timezone.now())


class Watcher:
    """What one reader has seen so far. Not safe for several threads at once."""

    def __init__(self, at):
        """Before everything is read for the first time."""
        self.looked_at = at
        self.since = at - OVERLAP
        self._remember(self._rows(), at)

    def news(self, at) -> dict[str, set[int]] | None:
        """{kind: ids} of what changed since the last look; None when all has to be read anew. One query while nothing changed."""
        late, self.looked_at = at - self.looked_at > KEPT - OVERLAP, at
        if late:
            return None
        changes = ListChange.objects.filter(at__gte=self.since)
        if tuple(changes.aggregate(number=Count("pk"), newest=Max("pk")).values()) == self.state:
            return {}
        rows, seen = self._rows(), self.seen
        self._remember(rows, at)
        found: dict[str, set[int]] = {}
        for kind, ids in ListChange.objects.filter(pk__in=[pk for pk, _at in rows if pk not in seen]).values_list("kind", "ids"):
            found.setdefault(kind, set()).update(ids)
        return None if ALL in found else found

    def _rows(self):
        return list(ListChange.objects.filter(at__gte=self.since).values_list("pk", "at"))

    def _remember(self, rows, at):
        self.since = max(self.since, at - OVERLAP)
        self.seen = {pk for pk, _at in rows}
        inside = [pk for pk, changed_at in rows if changed_at >= self.since]
        self.state = (len(inside), max(inside, default=None))


def forget_changes(at):
    """Those that every reader has seen, or is past needing."""
    ListChange.objects.filter(at__lt=at - KEPT).delete()


def watch():
    for sender, kind, field in (
        (Cooperation, COOPERATION, "pk"),
        (CooperationPartner, COOPERATION, "cooperation_id"),
        (Actor, ACTOR, "pk"),
        (Location, LOCATION, "pk"),
    ):
        _watch_rows(sender, kind, field)
    for sender, kind in ((Cooperation, COOPERATION), (Actor, ACTOR), (Location, LOCATION)):
        _watch_bulk(sender, kind)
    for sender in (ActorKind, Topic, Area, Transition):
        _watch_terms(sender)


def _watch_rows(sender, kind, field):
    def changed(sender, instance, created=False, **kwargs):
        if not (created and sender is Actor):  # a new institution is in no cooperation yet
            note(kind, [getattr(instance, field)])

    for signal in (post_save, pre_delete):
        signal.connect(changed, sender=sender, weak=False, dispatch_uid=f"network.listing.{sender.__name__}")


def _watch_bulk(sender, kind):
    def changed(sender, ids, **kwargs):
        if ids := list(ids):
            note(kind, ids)

    content_changed.connect(changed, sender=sender, weak=False, dispatch_uid=f"network.listing.bulk.{sender.__name__}")


def _watch_terms(sender):
    def changed(sender, **kwargs):
        note(TERMS)

    for signal in (post_save, pre_delete, content_changed):
        signal.connect(changed, sender=sender, weak=False, dispatch_uid=f"network.listing.terms.{sender.__name__}")
