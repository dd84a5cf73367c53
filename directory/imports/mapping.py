"""What a mapping says: which column feeds which field. `mapping_files` reads it from TOML; docs/import.md explains the format."""

import re
from dataclasses import dataclass, field
from typing import Any

from ..errors import OperationRefused
from .fields import FIELDS, Field


class MappingRefused(OperationRefused):
    """The mapping file can't be used."""


@dataclass
class Spec:
    """Where a value comes from and how it is changed. `columns` are paths into the row, or names beginning with "@" of `[values]`."""

    place: str
    columns: list = field(default_factory=list)
    template: str = ""
    value: object = None
    first: list = field(default_factory=list)
    all: list = field(default_factory=list)
    when: list = field(default_factory=list)
    only: re.Pattern | None = None
    replace: list = field(default_factory=list)
    split: re.Pattern | None = None
    empty: frozenset = frozenset()
    tables: list = field(default_factory=list)
    other: str = "report"
    rules: list = field(default_factory=list)
    otherwise: object = None
    default: object = None
    excerpt: int = 0
    join: str | None = None
    part: str = ""
    utm: int = 0
    take: str = ""
    differs: str = "first"

    def all_columns(self):
        """Every column that the value may read, nested ones too."""
        found = [*self.columns, *re.findall(r"\{([^{}]+)\}", self.template), *(condition.column for condition in self.when)]
        for spec in (*self.first, *self.all):
            found += spec.all_columns()
        return found

    @property
    def label(self):
        return ", ".join(dict.fromkeys(column for column in self.all_columns() if column))


@dataclass
class Condition:
    column: str
    test: str
    wanted: Any = None
    negated: bool = False


@dataclass
class Thing:
    name: str
    model: str
    key: Spec
    main: bool = False
    fold: bool = False
    when: list = field(default_factory=list)
    actor: str = ""
    operator: str = ""
    locations: list = field(default_factory=list)
    fields: dict = field(default_factory=dict)
    area: dict = field(default_factory=dict)
    hours: dict = field(default_factory=dict)
    hours_text: Spec | None = None
    hours_none: frozenset = frozenset()
    sessions: dict = field(default_factory=dict)
    links: list = field(default_factory=list)
    text: dict = field(default_factory=dict)

    @property
    def model_fields(self) -> dict[str, Field]:
        return FIELDS[self.model]


@dataclass
class Mapping:
    name: str
    title: str
    key: Spec
    things: list
    source: dict = field(default_factory=dict)
    read: dict = field(default_factory=dict)
    skip: list = field(default_factory=list)
    required: list = field(default_factory=list)
    bounds: tuple = (5.5, 47.0, 15.5, 55.3)
    values: dict = field(default_factory=dict)
    tables: dict = field(default_factory=dict)
    translation_when: list = field(default_factory=list)
    translation_language: Spec | None = None
    translation_of: Spec | None = None

    @property
    def main(self):
        return next(thing for thing in self.things if thing.main)

    def columns(self):
        """The columns of the file that the mapping reads, in their order of appearance."""
        specs = [self.key, self.translation_of, self.translation_language, *self.values.values()]
        conditions = [*self.translation_when, *(condition for _reason, when in self.skip for condition in when)]
        for thing in self.things:
            specs += [
                thing.key,
                *thing.fields.values(),
                *thing.area.values(),
                thing.hours_text,
                *thing.sessions.values(),
                *thing.text.values(),
            ]
            specs += [spec for pair in thing.hours.values() for spec in pair]
            specs += [spec for link in thing.links for spec in link.values()]
            conditions += thing.when
        found = [column for spec in specs if spec for column in spec.all_columns()]
        found += [condition.column for condition in conditions]
        return list(dict.fromkeys(column for column in found if not column.startswith("@")))
