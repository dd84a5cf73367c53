"""Tables for download: CSV as German spreadsheets open it, XLSX; no cell becomes a formula."""

import csv
from io import BytesIO, StringIO

from django.http import HttpResponse

from .exports import guard

CSV, XLSX = "csv", "xlsx"
TYPES = {CSV: "text/csv; charset=utf-8", XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def download(rows, *, name, kind):
    """`rows`: lists of text, numbers or None, headings first. `name`: of the file, without its end. Anything but "xlsx" for `kind` gives CSV."""
    kind = kind if kind in TYPES else CSV
    body = (_xlsx if kind == XLSX else _csv)([[_cell(value) for value in row] for row in rows])
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=TYPES[kind], headers=headers)


def _cell(value):
    if value is None:
        return ""
    return guard(value if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value))


def _csv(rows):
    written = StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    return ("\ufeff" + written.getvalue()).encode()


def _xlsx(rows):
    from openpyxl import Workbook  # 13 MB that no page needs
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value for value in row])
    written = BytesIO()
    book.save(written)
    return written.getvalue()
