"""Import of registers: a file becomes a table, a mapping says what it means, a plan shows what would change, and is then carried out.

`read(path)` → `read_mapping(name, beside=path)` → `make_plan(table, mapping, find_source(key, mapping))` → `execute(plan)`.
The command and, later, the office's screens call these; each step raises `OperationRefused` with a text for people.
"""

from ..models import ImportSource
from .mapping import Mapping, MappingRefused
from .mapping_files import read_mapping, shipped
from .planning import Plan, make_plan
from .readers import FileRefused, Table, read
from .writing import Result, execute

__all__ = [
    "FileRefused",
    "Mapping",
    "MappingRefused",
    "Plan",
    "Result",
    "Table",
    "execute",
    "find_source",
    "make_plan",
    "read",
    "read_mapping",
    "shipped",
]


def find_source(key, mapping):
    """The `ImportSource` of that key; a new one, described by the mapping and not saved yet, when there is none."""
    source = ImportSource.objects.filter(key=key).first()
    return source or ImportSource(key=key, **{"name": mapping.title, **mapping.source})
