"""Columns of a table with what stands in them. Nested records of JSON become columns whose names are paths, as mappings write them."""

import re
from collections import Counter
from dataclasses import dataclass, field

from ..cells import short

MAX_DISTINCT = 500
MAX_PATHS = 300
SAMPLES = 3
LEVELS = 5


@dataclass
class Column:
    """`distinct`: up to 500 different texts with how often they stand there; `many` when there are more. `lists`: the cells hold lists."""

    name: str
    filled: int = 0
    rows: int = 0
    longest: int = 0
    unique: bool = True
    lists: bool = False
    many: bool = False
    distinct: Counter = field(default_factory=Counter)

    @property
    def samples(self):
        return (
            [short(text)[:70] for text, _count in self.distinct.most_common(SAMPLES)]
            if not self.unique
            else [short(text)[:70] for text in list(self.distinct)[:SAMPLES]]
        )

    @property
    def texts(self):
        return list(self.distinct)


def columns_of(table):
    """[`Column`] of a `readers.Table`, in its order."""
    paths = {}
    nested = table.format in ("JSON", "GeoJSON")
    seen = {}
    for row in table.rows:
        if row.problem:
            continue
        cells = _flat(row.values) if nested else row.values.items()
        for path, value in cells:
            if path not in paths:
                if len(paths) >= MAX_PATHS and nested:
                    continue
                paths[path], seen[path] = Column(path), set()
            _count(paths[path], seen[path], value)
    for name in () if nested else table.columns:
        paths.setdefault(name, Column(name))
    for column in paths.values():
        column.rows = len(table.rows)
        column.unique = column.unique and column.filled > 0
    order = {name: position for position, name in enumerate(table.columns)}
    return sorted(paths.values(), key=lambda column: order.get(re.split(r"[.\[]", column.name)[0], order.get(column.name, len(order))))


def _count(column, seen, value):
    if isinstance(value, list):
        column.lists = True
    for item in value if isinstance(value, list) else [value]:
        text = " ".join(str("" if item is None else ("ja" if item is True else "nein" if item is False else item)).split())
        if not text:
            continue
        column.filled += 1
        column.longest = max(column.longest, len(text))
        mark = hash(text)
        if mark in seen:
            column.unique = False
        seen.add(mark)
        if text in column.distinct or len(column.distinct) < MAX_DISTINCT:
            column.distinct[text] += 1
        else:
            column.many = True


def _flat(values, before="", level=0):
    """(path, value) of nested objects; a list of objects that name themselves (“eigenschaft”: “Beschreibung”) gives a path for each name."""
    for name, value in values.items():
        path = f"{before}{name}"
        if isinstance(value, dict) and level < LEVELS:
            if value.get("type") == "Point" and isinstance(value.get("coordinates"), list):
                yield from (
                    (f"{path}.coordinates.{place}", value["coordinates"][place]) for place in (0, 1) if place < len(value["coordinates"])
                )
            else:
                yield from _flat(value, f"{path}.", level + 1)
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            yield from _named(path, value)
        elif isinstance(value, list) and any(isinstance(item, list) for item in value):
            continue
        else:
            yield path, value


def _named(path, items):
    for item in items:
        if not isinstance(item, dict):
            continue
        texts = {name: value for name, value in item.items() if isinstance(value, str)}
        label = next((name for name, value in texts.items() if value and len(value) < 40 and re.fullmatch(r"[\w .-]+", value)), None)
        for name, value in texts.items():
            if label and name != label:
                yield f"{path}[{label}={item[label]}].{name}", value
