"""XLSX and ODS. A workbook is a packed archive: what it claims to hold is looked at before it is read."""

import datetime
import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from .spreads import check_repeats
from .tables import MAX_CELLS, MAX_UNPACKED, MEGABYTE, FileRefused, Sheet, fill, megabytes

CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]*?\br="([A-Z]{0,4})([0-9]{1,9})"')
NO_RESULT = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>")


def read_workbook(table, data, sheet, header, *, numbered=False):
    """XLSX or ODS. Without `sheet` the first one that is visible and has rows."""
    records, merged = sheet_records(table, data, sheet)
    return fill(table, records, header, numbered=numbered, merged=merged)


def sheet_records(table, data, sheet):
    """((line, cells, "") of each row that is not blank, merged cells as in `names_over_lines`). Raises `FileRefused`."""
    check_archive(table, data)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (found.name, found.visible == SheetVisibleEnum.Visible)
            for found in workbook.sheets_metadata
            if found.typ == SheetTypeEnum.WorkSheet
        ]
        names = [name for name, _visible in sheets]
        if sheet and sheet not in names:
            raise FileRefused(_("The file has no sheet “%(sheet)s”; it has: %(names)s.") % {"sheet": sheet, "names": ", ".join(names)})
        if not names:
            raise FileRefused(_("The file has no sheet."))
        loaded = {name: workbook.get_sheet_by_name(name) for name in ([sheet] if sheet else names)}
        table.sheets = [Sheet(name, visible, loaded[name].height if name in loaded else 0) for name, visible in sheets]
        table.sheet = sheet or _first_sheet(table.sheets)
        chosen = loaded[table.sheet]
        merged = chosen.merged_cell_ranges or []
        cells = chosen.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused(_("The %(format)s file is damaged: it can't be read.") % {"format": table.format}) from error
    if not sheet and len(names) > 1:
        table.notes.append(_("The file has %(count)d sheets; only “%(name)s” was read.") % {"count": len(names), "name": table.sheet})
    hidden = [name for name, visible in sheets if not visible]
    if hidden:
        table.notes.append(_("Hidden sheets: %(names)s.") % {"names": ", ".join(hidden)})
    return _rows(cells), [((top + 1, left), (bottom + 1, right)) for (top, left), (bottom, right) in merged]


def _first_sheet(sheets):
    """The first that people see and that has rows; else the first."""
    return next((found.name for found in sheets if found.visible and found.rows), sheets[0].name)


def _rows(cells):
    for number, row in enumerate(cells, 1):
        plain = [_plain(cell) for cell in row]
        if not all(cell in ("", None) for cell in plain):
            yield number, plain, ""


def check_archive(table, data):
    """Refuse an archive that is no workbook, unpacks to too much, or claims a sheet so large that its cells alone would fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            table.format = _format(archive, names)
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % megabytes(0, MAX_UNPACKED))
            if table.format == "ODS":
                check_repeats(archive, "content.xml")
                return
            if any(name.startswith("xl/externalLinks/") for name in names):
                table.notes.append(_("The workbook takes values from other files. What was last saved in it counts; nothing is fetched."))
            if "xl/vbaProject.bin" in names:
                table.notes.append(_("The workbook contains macros. They are not run."))
            formulas = 0
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    formulas += _check_extent(archive, part)
            if formulas:
                table.notes.append(_("%(count)d cells have formulas without a result. Please open the file in the spreadsheet, save it and upload it again.") % {"count": formulas})  # fmt: skip
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, KeyError, UnicodeError) as error:
        raise FileRefused(_("The %(format)s file is damaged: it can't be read.") % {"format": table.format or "XLSX"}) from error


def _format(archive, names):
    """“XLSX” or “ODS”. Raises `FileRefused` for every other archive, with what it is."""
    if "xl/workbook.xml" in names:
        return "XLSX"
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        kind = archive.read("mimetype").decode("ascii", "replace").strip()
        if kind.startswith("application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in names:
            return "ODS"
        if kind.startswith("application/vnd.oasis.opendocument"):
            raise FileRefused(_("This is a text document, not a table. Please save the table as CSV, XLSX or ODS."))
    if "word/document.xml" in names:
        raise FileRefused(_("This is a Word document, not a table. Please copy the table into a spreadsheet and save it as XLSX or CSV."))
    if "xl/workbook.bin" in names:
        raise FileRefused(_("This is a binary workbook (XLSB). Please save it as XLSX."))
    raise FileRefused(
        _("This is a ZIP archive: it may hold several files. Please unpack it and choose the table itself (CSV, XLSX, ODS, JSON).")
    )


def _check_extent(archive, part):
    """The number of formulas without a result. Raises `FileRefused`."""
    columns = rows = unpacked = formulas = 0
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(MEGABYTE):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % megabytes(0, MAX_UNPACKED))
            for letters, digits in CELL.findall(rest + chunk):
                columns, rows = max(columns, _column_number(letters)), max(rows, int(digits))
            formulas += len(NO_RESULT.findall(chunk))
            rest = chunk[-100:]
    if columns * rows > MAX_CELLS:
        raise FileRefused(
            _("The sheet reaches to row %(rows)d and column %(columns)d. Please delete what stands far outside the table.")
            % {"rows": rows, "columns": columns}
        )
    return formulas


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
