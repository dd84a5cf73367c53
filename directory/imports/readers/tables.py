"""What a file becomes: a table of rows, or a refusal. Limits that every format keeps."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from ...errors import OperationRefused

MEGABYTE = 1024 * 1024
MAX_UNPACKED = 500 * MEGABYTE
MAX_COLUMNS = 2_000
MAX_ROWS = 500_000
MAX_CELLS = 20_000_000


class FileRefused(OperationRefused):
    """The file can't be read as a table."""


@dataclass(slots=True)
class Row:
    """`line` is the line of the file (CSV, XLSX) or the number of the record (JSON), from 1. `values` are strings, numbers, booleans, None, lists, dicts."""

    line: int
    values: dict
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """`rows` counts all lines, titles and names too; 0 when it was not looked at."""

    name: str
    visible: bool
    rows: int


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
    sheet: str = ""
    sheets: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def fill(table, records, header, *, numbered=False, merged=()):
    """Columns and rows of `table` from `records`, (line, cells, problem) in their order.

    `header`: True (the first line), False (none; columns are called "1", "2" …), the line of the names, or [first, last] of names over several lines.
    `numbered`: a name that stands there twice becomes “Telefon (2)” instead of a refusal. `merged`: see `names_over_lines`. Raises `FileRefused`.
    """
    first, last = header_lines(header)
    columns, names = None, []
    for line, cells, problem in records:
        if columns is None:
            if header is False:
                columns = [str(number + 1) for number in range(len(cells))]
            elif first is not None and line < first:
                continue
            else:
                if problem:
                    raise FileRefused(_("The line of the column names can't be read: %(reason)s") % {"reason": problem})
                names.append((line, cells))
                if last is not None and line < last:
                    continue
                joined = names_over_lines(names, merged) if len(names) > 1 else cells
                columns = column_names(joined, numbered=numbered, table=table)
            table.columns = [name for name in columns if name]
            if header is not False:
                continue
        if not problem and len(cells) > len(columns) and any(str("" if cell is None else cell).strip() for cell in cells[len(columns) :]):
            problem = _("The row has %(count)d cells, but there are only %(columns)d columns. Perhaps quotation marks are missing.") % {
                "count": len(cells),
                "columns": len(columns),
            }
        if len(table.rows) >= MAX_ROWS:
            raise FileRefused(_("The file has more than %(most)d rows. Please split it into several files.") % {"most": MAX_ROWS})
        table.rows.append(Row(line, {name: cell for name, cell in zip(columns, cells, strict=False) if name}, problem))
    if columns is None:
        raise FileRefused(
            _("The file is empty.") if first is None else _("The file has no line %(line)d for the column names.") % {"line": first}
        )
    return table


def header_lines(header):
    """(first, last) of the lines with the column names, (None, None) when they were not named. Raises `FileRefused`."""
    if isinstance(header, bool):
        return None, None
    lines = list(header) if isinstance(header, list | tuple) else [header, header]
    if (
        len(lines) != 2
        or not all(isinstance(line, int) and not isinstance(line, bool) for line in lines)
        or not 1 <= lines[0] <= lines[1] < lines[0] + 5
    ):
        raise FileRefused(_("The lines of the column names are given as a number, or as first and last one, at most five."))
    return lines[0], lines[1]


def names_over_lines(lines, merged):
    """One row of names of several: “Montag” over “von” and “bis” becomes “Montag von”, “Montag bis”.

    `lines`: [(line, cells)]. `merged`: [((first line, first column), (last line, last column))] from 1 and 0; where a file doesn't know them ([]), a
    name reaches over the empty cells right of it, unless the lines below have no name there either.
    """
    width = max(len(cells) for _line, cells in lines)
    rows = [
        [" ".join(str("" if cell is None else cell).split()) for cell in [*cells, *[""] * (width - len(cells))]] for _line, cells in lines
    ]
    for number, (line, _cells) in enumerate(lines[:-1]):
        for (top, left), (_bottom, right) in merged:
            if top == line and right > left:
                rows[number][left : right + 1] = [rows[number][left]] * (min(right, width - 1) - left + 1)
        if not merged:
            carried = ""
            for column in range(width):
                carried = rows[number][column] or (carried if any(row[column] for row in rows[number + 1 :]) else "")
                rows[number][column] = carried
    return [" ".join(dict.fromkeys(part for part in column if part)) for column in zip(*rows, strict=True)]


def column_names(cells, *, numbered=False, table=None):
    """The names in the row of column names; empty where it has none. Raises `FileRefused`."""
    columns = [" ".join(str("" if cell is None else cell).split()) for cell in cells]
    if len(columns) > MAX_COLUMNS:
        raise FileRefused(
            _("The file has %(count)d columns. More than %(most)d can't be read.") % {"count": len(columns), "most": MAX_COLUMNS}
        )
    named = [name for name in columns if name]
    if not named:
        raise FileRefused(_("The first line has no column names."))
    counts = Counter(named)
    twice = sorted(name for name, count in counts.items() if count > 1)
    if twice and not numbered:
        raise FileRefused(_("Several columns have the same name: %(names)s.") % {"names": ", ".join(twice)})
    if twice:
        table.notes.append(_("Several columns have the same name, so they were numbered: %(names)s.") % {"names": ", ".join(twice)})
        columns = numbered_names(columns)
    return columns


def numbered_names(columns):
    """“Telefon”, “Telefon (2)”: each name once."""
    taken, seen, names = set(columns), Counter(), []
    for name in columns:
        seen[name] += bool(name)
        number, new = seen[name], name
        while name and seen[name] > 1 and (new in taken or new == name):
            new, number = f"{name} ({number})", number + 1
        taken.add(new)
        names.append(new)
    return names


def megabytes(size, most):
    return {"size": -(-size // MEGABYTE), "most": most // MEGABYTE}
