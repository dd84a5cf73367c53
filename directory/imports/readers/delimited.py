"""CSV with any of the usual delimiters."""

import csv
import io
from collections import Counter

from django.utils.translation import gettext as _

from .tables import MEGABYTE, FileRefused, fill

MAX_FIELD = MEGABYTE
DELIMITERS = (";", ",", "\t", "|")


def read_csv(table, text, delimiter, header, *, numbered=False):
    return fill(table, csv_records(table, text, delimiter), header, numbered=numbered)


def csv_records(table, text, delimiter):
    """(first line, cells, problem) of each record that is not blank."""
    csv.field_size_limit(MAX_FIELD)
    table.format = "CSV"
    table.delimiter = delimiter or _guess_delimiter(text)
    if len(table.delimiter) != 1:
        raise FileRefused(_("The separator of the columns is a single character."))
    return _records(csv.reader(io.StringIO(text, newline=""), delimiter=table.delimiter, strict=True))


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
        usual, times = max(Counter(counts).items(), key=lambda found: (found[1], found[0]))  # a title above the table has fewer
        score = (times / len(counts) * (usual > 1), usual)
        if score > most:
            best, most = delimiter, score
    return best
