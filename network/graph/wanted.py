"""Which part of the network somebody wants to see, and what counts as there."""

import datetime as dt
from dataclasses import dataclass

from ..enums import GOING_ON, CooperationStatus


@dataclass(frozen=True)
class Wanted:
    """`area` and `topic` are paths in their trees and stand for everything below; `kind` is a key, `form` a value of `CooperationForm`.

    `year`: None for what is there today, with what is planned.
    """

    area: str = ""
    kind: int | None = None
    topic: str = ""
    form: str = ""
    year: int | None = None

    def fits(self, tie, places):
        """Whether a cooperation belongs to it, whatever the time: somebody of the area, somebody of the kind, the topic, the form."""
        if self.form and tie.form != self.form:
            return False
        if self.topic and not any(path.startswith(self.topic) for path in tie.topics):
            return False
        if self.area and not self._is_here(tie, places):
            return False
        return not self.kind or any(self.kind in places[part.actor].kinds for part in tie.parts if part.actor in places)

    def _is_here(self, tie, places):
        """A cooperation is where it says; where it says nothing, it is where its partners are."""
        paths = tie.areas or [path for part in tie.parts if part.actor in places for path in places[part.actor].areas]
        return any(path.startswith(self.area) for path in paths)


def ran_between(tie, first: dt.date, last: dt.date):
    """Whether a cooperation ran on some day from `first` to `last`. One that ended on a day that nobody knows belongs to no time."""
    if tie.status == CooperationStatus.PLANNED or (tie.status == CooperationStatus.ENDED and tie.ends_on is None):
        return False
    return (tie.starts_on is None or tie.starts_on <= last) and (tie.ends_on is None or tie.ends_on >= first)


def runs_on(tie, day: dt.date):
    """As `Cooperation.is_going_on`."""
    return tie.status in GOING_ON and (tie.starts_on is None or tie.starts_on <= day) and (tie.ends_on is None or tie.ends_on >= day)


def is_planned(tie, day: dt.date):
    """Neither over nor begun."""
    if tie.ends_on is not None and tie.ends_on < day:
        return False
    return tie.status == CooperationStatus.PLANNED or (tie.status in GOING_ON and tie.starts_on is not None and tie.starts_on > day)
