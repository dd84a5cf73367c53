"""What stands on an actor's page, and where other apps add to it.

An app registers in `AppConfig.ready`:

    sections.register("cooperations", template="network/actor_section.html", load=cooperations_of, order=30)

`load(actor, at)` returns what the template gets as `section.content`; when that is empty (None, an empty list, a queryset without rows)
nothing shows, no heading either. It must take the same number of queries whatever the actor has: one test counts the whole page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Section:
    key: str
    template: str
    load: Callable[[Any, datetime], Any]
    order: int


@dataclass(frozen=True)
class Shown:
    key: str
    template: str
    content: Any


class Sections:
    """The sections of one kind of page."""

    def __init__(self):
        self._sections: dict[str, Section] = {}

    def register(self, key: str, *, template: str, load: Callable[[Any, datetime], Any], order: int):
        """Add a section, or replace the one of the same key. Smaller `order` stands higher."""
        self._sections[key] = Section(key, template, load, order)

    def sections_of(self, subject, at: datetime) -> list[Shown]:
        """What has something to show, in order."""
        ordered = sorted(self._sections.values(), key=lambda section: (section.order, section.key))
        loaded = ((section, section.load(subject, at)) for section in ordered)
        return [Shown(section.key, section.template, content) for section, content in loaded if content]


_of_actors = Sections()
register, sections_of = _of_actors.register, _of_actors.sections_of
"""Of an institution's page; the register's own are offers (10), houses (20), about (60), topics (70), texts (80), nearby (90)."""
