"""Files to tables: CSV, XLSX, JSON and GeoJSON, each also with gzip. What a file is shows its content, not its name.

`read(path)` answers a `Table` or raises `FileRefused` with a text for the person who chose the file. A row that can't be read is a row with a
`problem`; the others are read. Files are hostile until shown otherwise: sizes are checked before anything is unpacked or parsed.
"""

import csv
import datetime
import gzip
import hashlib
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

import charset_normalizer
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from ..errors import OperationRefused

MEGABYTE = 1024 * 1024
MAX_FILE = 200 * MEGABYTE
MAX_UNPACKED = 500 * MEGABYTE
MAX_CELLS = 20_000_000
MAX_COLUMNS = 2_000
MAX_FIELD = MEGABYTE
MAX_DEPTH = 100
DELIMITERS = (";", ",", "\t", "|")
OTHER_FORMATS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "XLS, DOC"),
    (b"SQLite format 3", "SQLite"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)
ENCODINGS = ["cp1252", "cp850", "mac_roman", "iso8859_15", "cp1250", "utf_16", "utf_16_le", "utf_16_be"]


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


def read(path, *, rows="", delimiter="", encoding="", sheet="", header=True):
    """The table in the file at `path`.

    `rows` is the dotted path of the list inside a JSON file, `sheet` the name of an XLSX sheet; both are found by themselves when there is
    only one. `header=False` numbers the columns "1", "2" …
    """
    path = Path(path)
    raw = _load(path)
    table = Table(name=path.name, format="", columns=[], rows=[], digest=hashlib.sha256(raw).hexdigest(), path=path)
    data = _unpack(raw)
    if not data.strip():
        raise FileRefused(_("The file is empty."))
    if data.startswith(b"PK"):
        return _read_xlsx(table, data, sheet, header)
    for magic, name in OTHER_FORMATS:
        if data.startswith(magic):
            raise FileRefused(_("This is no table but %(format)s. CSV, XLSX, JSON and GeoJSON can be read.") % {"format": name})
    text = _decode(table, data, encoding)
    start = text.lstrip()[:1]
    if start in "{[":
        return _read_json(table, text, rows)
    if start == "<":
        raise FileRefused(_("This is no table but %(format)s. CSV, XLSX, JSON and GeoJSON can be read.") % {"format": "XML, HTML"})
    return _read_csv(table, text, delimiter, header)


# --- Bytes ------------------------------------------------------------------------------------------------------------


def _load(path):
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefused(_("“%(path)s” is no file.") % {"path": path})
        if size > MAX_FILE:
            raise FileRefused(_("The file has %(size)d MB. More than %(most)d MB can't be read.") % _megabytes(size, MAX_FILE))
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(_("The file can't be opened: %(reason)s.") % {"reason": error.strerror or error}) from error


def _megabytes(size, most):
    return {"size": -(-size // MEGABYTE), "most": most // MEGABYTE}


def _unpack(raw):
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    data = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            while chunk := packed.read(MEGABYTE):
                data += chunk
                if len(data) > MAX_UNPACKED:
                    raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % _megabytes(0, MAX_UNPACKED))
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(_("The file is packed with gzip and damaged: it can't be unpacked.")) from error
    if data.startswith(b"\x1f\x8b"):
        raise FileRefused(_("The file is packed twice. Please unpack it once."))
    return bytes(data)


def _decode(table, data, encoding):
    if encoding:
        try:
            text = data.decode(encoding)
        except (LookupError, UnicodeError) as error:
            raise FileRefused(_("The file can't be read as %(encoding)s.") % {"encoding": encoding}) from error
        table.encoding = encoding
    else:
        text = _guess_text(table, data)
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise FileRefused(_("The file contains NUL bytes, so it is no text. Perhaps its name has the wrong ending?"))
    return text


def _guess_text(table, data):
    """UTF-8 when it is, even with a few broken letters; else what `charset_normalizer` finds among the encodings that German offices use."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                text = data.decode(name)
            except UnicodeError:
                break
            table.encoding = name
            return text
    try:
        text = data.decode("utf-8")
        if text.count("\x00") < len(text) / 4:  # more of them are letters of UTF-16; a few are refused by the caller
            table.encoding = "utf-8"
            return text
    except UnicodeError:
        text = data.decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        whole = sum(1 for letter in text if letter > "\x7f") - broken
        if whole > 10 * broken:
            table.encoding = "utf-8"
            table.notes.append(_("The file is UTF-8, but %(count)d letters in it are broken.") % {"count": broken})
            return text
    best = charset_normalizer.from_bytes(data, cp_isolation=ENCODINGS).best()
    if best is None:
        raise FileRefused(_("The encoding of the file can't be recognised. Please save it as UTF-8."))
    table.encoding = best.encoding
    table.notes.append(_("The file is not UTF-8; it was read as %(encoding)s. Please check umlauts.") % {"encoding": best.encoding})
    return str(best)


# --- CSV --------------------------------------------------------------------------------------------------------------


def _read_csv(table, text, delimiter, header):
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
            columns = _columns(cells) if header else [str(number + 1) for number in range(len(cells))]
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


def _columns(cells):
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


# --- XLSX -------------------------------------------------------------------------------------------------------------

CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\s[^>]*?\br="([A-Z]{0,4})([0-9]{1,9})"')


def _read_xlsx(table, data, sheet, header):
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
            columns = _columns(row) if header else [str(position + 1) for position in range(len(row))]
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
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % _megabytes(0, MAX_UNPACKED))
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
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % _megabytes(0, MAX_UNPACKED))
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


# --- JSON -------------------------------------------------------------------------------------------------------------


def _read_json(table, text, path):
    try:
        data = json.loads(text, parse_constant=lambda name: None)
    except RecursionError as error:
        raise FileRefused(_("The JSON file is nested too deeply.")) from error
    except json.JSONDecodeError as error:
        raise FileRefused(
            _("The JSON file is damaged at line %(line)d, column %(column)d: %(reason)s.")
            % {"line": error.lineno, "column": error.colno, "reason": error.msg}
        ) from error
    except ValueError as error:
        raise FileRefused(_("The JSON file contains a number that is far too long.")) from error
    table.format = "JSON"
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        table.format = "GeoJSON"
        _check_reference_system(data)
        records = data.get("features")
    else:
        records = _find_records(data, path)
    if not isinstance(records, list):
        raise FileRefused(_("The JSON file contains no list of records. Please name its place with “rows”."))
    names = {}
    for number, record in enumerate(records, 1):
        row = _record(table.format, number, record)
        names.update(dict.fromkeys(row.values))
        table.rows.append(row)
    table.columns = list(names)
    return table


def _record(kind, number, record):
    if not isinstance(record, dict):
        return Row(number, {}, _("The record is no object with named values."))
    if kind == "GeoJSON":
        properties = record.get("properties") or {}
        if not isinstance(properties, dict):
            return Row(number, {}, _("The record is no object with named values."))
        values = {**properties, "geometry": record.get("geometry")}
        if "id" in record:
            values.setdefault("id", record["id"])
    else:
        values = record
    if _depth(values) > MAX_DEPTH:
        return Row(number, {}, _("The record is nested too deeply."))
    return Row(number, values)


def _depth(value):
    """Levels of lists and objects, without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        value, level = waiting.pop()
        deepest = max(deepest, level)
        if level > MAX_DEPTH:
            break
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(child, level + 1) for child in children if isinstance(child, dict | list)]
    return deepest


def _find_records(data, path):
    if path:
        for name in path.split("."):
            data = data.get(name) if isinstance(data, dict) else None
        return data
    for _level in range(MAX_DEPTH):
        if isinstance(data, list):
            return data
        if not isinstance(data, dict):
            return None
        lists = [value for value in data.values() if isinstance(value, list)]
        if len(lists) == 1:
            return lists[0]
        if lists or len(data) != 1:
            return None
        data = next(iter(data.values()))
    return None


def _check_reference_system(data):
    system = data.get("crs")
    properties = system.get("properties") if isinstance(system, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name and not re.search(r"(CRS84|4326|4258)$", name):
        raise FileRefused(_("The coordinates are in %(name)s. Please save the file in WGS 84 (EPSG:4326).") % {"name": name})
