"""The layout of a file: its sheets, separator, encoding, and where the names of the columns stand, below which titles."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from ..readers import open_table
from ..readers.delimited import csv_records
from ..readers.workbooks import sheet_records

LOOKED_AT = 40
MAX_NAME = 90


@dataclass
class Layout:
    """`header` is what `readers.read` takes: False, or [first, last] line. `options` are all of its arguments. `lines` [(line, cells)] begin the file."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list = field(default_factory=list)
    header: list | bool = True
    notes: list = field(default_factory=list)
    lines: list = field(default_factory=list)

    @property
    def options(self):
        if self.format in ("JSON", "GeoJSON"):
            return {"encoding": self.encoding}
        chosen = {"encoding": self.encoding, "delimiter": self.delimiter} if self.format == "CSV" else {"sheet": self.sheet}
        return {**chosen, "header": self.header, "numbered": True}


def look(path, *, encoding="", delimiter="", sheet="", header=None):
    """The `Layout` of the file at `path`; what is given is kept, the rest is found. Raises `FileRefused`."""
    table, kind, content = open_table(path, encoding)
    if kind == "records":
        format = "GeoJSON" if '"FeatureCollection"' in content[:2000] else "JSON"
        return Layout(format, encoding=table.encoding, notes=table.notes)
    merged = []
    if kind == "workbook":
        records, merged = sheet_records(table, content, sheet)
    else:
        records = csv_records(table, content, delimiter)
    lines = [(line, cells) for line, cells, problem in islice(records, LOOKED_AT) if not problem]
    found = header if header is not None else find_header(lines, merged)
    return Layout(table.format, table.encoding, table.delimiter, table.sheet, table.sheets, found, table.notes, lines)


def find_header(lines, merged=()):
    """[first, last] line of the column names; False when the first line is data already.

    Titles above the table fill few cells; names are texts, differ from each other, and below them stands what looks like data.
    """
    filled = [(line, _filled(cells)) for line, cells in lines]
    if not filled:
        return True
    usual = Counter(len(cells) for _line, cells in filled[1:] or filled).most_common(1)[0][0]
    widest = max(usual, 1)
    for position, (line, cells) in enumerate(filled):
        if len(cells) < max(1 if widest == 1 else 2, 0.5 * widest) or not _are_names(cells):
            if position == 0 and len(cells) >= 0.8 * widest and widest > 1 and _look_like_data(cells):
                return False
            continue
        return [line, _last_line(lines, filled, position, merged)]
    return [filled[0][0], filled[0][0]]


def _last_line(lines, filled, position, merged):
    """Names go on in the next line where cells above are merged or where it fills their gaps, and nothing in it looks like data."""
    line, cells = filled[position]
    if position + 1 >= len(filled):
        return line
    below_line, below = filled[position + 1]
    spread = any(top == line and right > left for (top, left), (_bottom, right) in merged)
    width = max(len(lines[position][1]), len(lines[position + 1][1]))
    empty_above = {column for column in range(width) if column not in cells}
    fills_gaps = len(empty_above & set(below)) >= 1 and len(set(cells) | set(below)) > len(cells)
    rest = [set(_kinds(row)) for _line, row in filled[position + 2 : position + 8]]
    has_data_later = any(kinds - {"text"} for kinds in rest) or not rest
    if (spread or (fills_gaps and len(below) < len(set(cells) | set(below)))) and set(_kinds(below)) <= {"text"} and has_data_later:
        return below_line
    return line


def _filled(cells):
    """{column: text} of the cells that hold something."""
    return {column: str(cell).strip() for column, cell in enumerate(cells) if cell not in ("", None) and str(cell).strip()}


def _are_names(cells):
    texts = list(cells.values())
    return (
        set(_kinds(cells)) <= {"text"}
        and all(len(text) <= MAX_NAME for text in texts)
        and len({text.casefold() for text in texts}) >= 0.6 * len(texts)
    )


def _look_like_data(cells):
    return sum(kind != "text" for kind in _kinds(cells)) >= 2


def _kinds(cells):
    """ "text" or what else each cell looks like: a name of a column is neither number, day, address nor phone."""
    for text in cells.values():
        if re.fullmatch(r"[\d\s.,:/()+–-]+", text) and re.search(r"\d", text):
            yield "number"
        elif "@" in text and "." in text:
            yield "email"
        elif re.match(r"(https?://|www\.)", text):
            yield "url"
        else:
            yield "text"
