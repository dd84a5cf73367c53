"""The facts of the network in the memory of each process, and what was computed from them.

A change of a cooperation or of an institution is read when somebody asks next (`network.listing.changes`), only what it touched; when
nothing of the network has become another by it, all that was computed stays. So what may be seen is always as committed, and changes elsewhere cost nothing.
"""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, RLock
from typing import Any

from django.utils import timezone

from directory.models import Location

from ..listing import changes
from ..models import CooperationPartner
from .building import build
from .facts import Facts, read_all, read_places, read_ties

MOST_KEPT = 48
"""Things computed from one state: pictures under different filters, their tables."""
MOST_AT_ONCE = 2000
"""So many changed cooperations are read one by one; beyond that all are."""


class State:
    """One state of the facts; never changed once it is given out."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self._computed: OrderedDict[tuple, Any] = OrderedDict()
        self._computing = RLock()

    def kept(self, key: tuple, make: Callable[[], Any]):
        """`make()`, which depends on the facts and on `key` alone; not to be changed by whoever gets it. Computed once, who comes meanwhile waits."""
        with self._computing:
            if key in self._computed:
                self._computed.move_to_end(key)
                return self._computed[key]
            made = self._computed[key] = make()
            if len(self._computed) > MOST_KEPT:
                self._computed.popitem(last=False)
            return made

    def network(self, wanted, today: dt.date):
        return self.kept(("network", wanted, today), lambda: build(self.facts, wanted, today))


class Keeper:
    """The state of this process. One thread at a time."""

    def __init__(self):
        self._lock = Lock()
        self._state: State | None = None

    def current(self) -> State:
        """As committed now. One query while nothing changed."""
        with self._lock:
            at = timezone.now()
            news = self._watcher.news(at) if self._state is not None else None
            if self._state is None or news is None or changes.TERMS in news:
                return self._read_all(at)
            if news:
                self._apply(news, at)
            return self._state

    def forget(self):
        """For tests, whose databases go back to earlier states."""
        with self._lock:
            self._state = None

    def _read_all(self, at):
        self._watcher = changes.Watcher(at)  # before anything is read: what changes meanwhile is read once more
        return self._take(read_all())

    def _take(self, facts):
        if self._state is None or facts != self._state.facts:
            self._state = State(facts)
        return self._state

    def _apply(self, news, at):
        facts = self._state.facts
        actors = set(news.get(changes.ACTOR, ()))
        if locations := news.get(changes.LOCATION):
            actors |= set(Location.objects.filter(pk__in=locations).values_list("actor_id", flat=True))
            actors |= {place.pk for place in facts.places.values() if not locations.isdisjoint(place.locations)}  # that had them until now
        touched = set(news.get(changes.COOPERATION, ()))
        if actors:
            touched |= set(CooperationPartner.objects.filter(actor__in=actors).values_list("cooperation_id", flat=True))
        if not touched:
            return
        if len(touched) > MOST_AT_ONCE:
            self._read_all(at)
            return
        fresh = read_ties(touched)
        gone = [tie for tie in facts.ties if tie.pk in touched]
        actors |= {part.actor for tie in (*gone, *fresh) for part in tie.parts}
        # who is named in a cooperation of which only one partner can be named belongs to no tie, but is a place
        actors |= set(CooperationPartner.objects.filter(cooperation__in=touched).values_list("actor_id", flat=True))
        ties = sorted([tie for tie in facts.ties if tie.pk not in touched] + fresh)
        places = {key: place for key, place in facts.places.items() if key not in actors} | read_places(actors)
        self._take(Facts(tuple(ties), dict(sorted(places.items()))))


_keeper = Keeper()


def current() -> State:
    return _keeper.current()


def read_facts() -> Facts:
    return _keeper.current().facts


def forget():
    _keeper.forget()
