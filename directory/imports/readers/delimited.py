"""CSV with any of the usual delimiters."""

import csv
import io

from django.utils.translation import gettext as _

from .tables import MEGABYTE, FileRefused, Row, column_names

MAX_FIELD = MEGABYTE
DELIMITERS = (";", ",", "\t", "|")


def read_csv(table, text, delimiter, header):
    csv.field_size_limit(MAX_FIELD)
    table.format = "CSV"
    table.delimiter = delimiter or _guess_delimiter(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter, strict=True)
    records = _records(lines)
    columns = None
    for line, cells, problem in records:
        if columns is None:
            if problem:
                raise FileRefused(_("The first line can't be read: %(reason)s") % {"reason": problem})
            columns = column_names(cells) if header else [str(number + 1) for number in range(len(cells))]
            table.columns = [name for name in columns if name]
            if header:
                continue
        if not problem and len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            problem = _("The row has %(count)d cells, but there are only %(columns)d columns. Perhaps quotation marks are missing.") % {
                "count": len(cells),
                "columns": len(columns),
            }
        values = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
        table.rows.append(Row(line, values, problem))
    return table


def _records(reader):
    """(first line, cells, problem) of each record that is not blank."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, [], _("The quotation marks of this row are broken (%(error)s).") % {"error": error}
            continue
        if any(cell.strip() for cell in cells):
            yield line, cells, ""


def _guess_delimiter(text):
    """The one that splits the first lines into the same number of columns, as many as possible."""
    sample = text[:65536]
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        counts = []
        for _line, cells, problem in _records(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)):
            if problem or len(counts) == 25:
                break
            counts.append(len(cells))
        if not counts:
            continue
        score = (sum(count == counts[0] for count in counts) / len(counts) * (counts[0] > 1), counts[0])
        if score > most:
            best, most = delimiter, score
    return best
