"""What a file becomes: a table of rows, or a refusal. Limits that every format keeps."""

from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from ...errors import OperationRefused

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 500 * MEGABYTE
MAX_COLUMNS = 2_000


class FileRefused(OperationRefused):
    """The file can't be read as a table."""


@dataclass(slots=True)
class Row:
    """`line` is the line of the file (CSV, XLSX) or the number of the record (JSON), from 1. `values` are strings, numbers, booleans, None, lists, dicts."""

    line: int
    values: dict
    problem: str = ""


@dataclass
class Table:
    name: str
    format: str
    columns: list
    rows: list
    digest: str = ""
    encoding: str = ""
    delimiter: str = ""
    path: Path | None = None
    notes: list = field(default_factory=list)


def column_names(cells):
    """The names in the row of column names; empty where it has none. Raises `FileRefused`."""
    columns = [" ".join(str("" if cell is None else cell).split()) for cell in cells]
    if len(columns) > MAX_COLUMNS:
        raise FileRefused(
            _("The file has %(count)d columns. More than %(most)d can't be read.") % {"count": len(columns), "most": MAX_COLUMNS}
        )
    named = [name for name in columns if name]
    if not named:
        raise FileRefused(_("The first line has no column names."))
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise FileRefused(_("Several columns have the same name: %(names)s.") % {"names": ", ".join(twice)})
    return columns


def megabytes(size, most):
    return {"size": -(-size // MEGABYTE), "most": most // MEGABYTE}
