"""Import of cooperations from a table of edges: each row names two or more institutions and what they do together (docs/import.md).

`read(path)` → `read_mapping(name, beside=path)` → `make_plan(table, mapping, find_source(key, mapping))` → `execute(plan)`. Files, mappings' values and
sources are those of `directory.imports`; each step raises `OperationRefused` with a text for people. An institution that isn't surely found is never guessed.
"""

from directory.imports import find_source, read

from .mapping import read_mapping, shipped
from .planning import Plan, make_plan
from .writing import execute

__all__ = ["Plan", "execute", "find_source", "make_plan", "read", "read_mapping", "shipped"]
