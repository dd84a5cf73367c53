"""XLSX. A workbook is a packed archive: what it claims to hold is looked at before it is read."""

import datetime
import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from .tables import MAX_UNPACKED, MEGABYTE, FileRefused, Row, column_names, megabytes

MAX_CELLS = 20_000_000
CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]*?\br="([A-Z]{0,4})([0-9]{1,9})"')


def read_xlsx(table, data, sheet, header):
    table.format = "XLSX"
    _check_archive(data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        if sheet and sheet not in names:
            raise FileRefused(_("The file has no sheet “%(sheet)s”; it has: %(names)s.") % {"sheet": sheet, "names": ", ".join(names)})
        if not names:
            raise FileRefused(_("The file has no sheet."))
        cells = workbook.get_sheet_by_name(sheet or names[0]).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused(_("The XLSX file is damaged: it can't be read.")) from error
    if not sheet and len(names) > 1:
        table.notes.append(_("The file has %(count)d sheets; only “%(name)s” was read.") % {"count": len(names), "name": names[0]})
    columns = None
    for number, row in enumerate(cells, 1):
        row = [_plain(cell) for cell in row]
        if all(cell in ("", None) for cell in row):
            continue
        if columns is None:
            columns = column_names(row) if header else [str(position + 1) for position in range(len(row))]
            table.columns = [name for name in columns if name]
            if header:
                continue
        table.rows.append(Row(number, {name: cell for name, cell in zip(columns, row, strict=False) if name}))
    if columns is None:
        raise FileRefused(_("The file is empty."))
    return table


def _check_archive(data):
    """Refuse an archive that is no workbook, unpacks to too much, or claims a sheet so large that its cells alone would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise FileRefused(_("This is a ZIP archive but no XLSX file. Please unpack it, or save the table as XLSX or CSV."))
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % megabytes(0, MAX_UNPACKED))
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _check_extent(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise FileRefused(_("The XLSX file is damaged: it can't be read.")) from error


def _check_extent(archive, part):
    columns = rows = unpacked = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(MEGABYTE):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % megabytes(0, MAX_UNPACKED))
            for letters, digits in CELL.findall(rest + chunk):
                columns, rows = max(columns, _column_number(letters)), max(rows, int(digits))
            rest = chunk[-100:]
    if columns * rows > MAX_CELLS:
        raise FileRefused(
            _("The sheet reaches to row %(rows)d and column %(columns)d. Please delete what stands far outside the table.")
            % {"rows": rows, "columns": columns}
        )


def _column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _plain(value):
    """Whole numbers without “.0”, dates and times as ISO text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.timedelta):
        return str(value)
    return value.replace("\x00", "") if isinstance(value, str) else value
