"""Files to tables: CSV, XLSX, ODS, JSON and GeoJSON, each also with gzip. What a file is shows its content, not its name.

`read(path)` answers a `Table` or raises `FileRefused` with a text for the person who chose the file. A row that can't be read is a row with a
`problem`; the others are read. Files are hostile until shown otherwise: sizes are checked before anything is unpacked or parsed.
"""

import hashlib
from pathlib import Path

from django.utils.translation import gettext as _

from .delimited import read_csv
from .records import read_json
from .tables import MEGABYTE, FileRefused, Row, Sheet, Table, megabytes
from .texts import decode, unpack
from .workbooks import read_workbook

__all__ = ["FileRefused", "Row", "Sheet", "Table", "open_table", "read"]

MAX_FILE = 200 * MEGABYTE
OTHER_FORMATS = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "XLS, DOC, MSG"),
    (b"SQLite format 3", "SQLite"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
)


def read(path, *, rows="", delimiter="", encoding="", sheet="", header=True, numbered=False):
    """The table in the file at `path`.

    `rows` is the dotted path of the list inside a JSON file, `sheet` the name of a sheet; both are found by themselves when there is only one.
    `header` and `numbered` say where the names of the columns stand and whether one may stand there twice (`tables.fill`).
    """
    table, kind, content = open_table(path, encoding)
    if kind == "workbook":
        return read_workbook(table, content, sheet, header, numbered=numbered)
    if kind == "records":
        return read_json(table, content, rows)
    return read_csv(table, content, delimiter, header, numbered=numbered)


def open_table(path, encoding=""):
    """(`Table` without rows, "workbook" | "records" | "lines", bytes of a workbook or text). Raises `FileRefused` for what is no table."""
    path = Path(path)
    raw = _load(path)
    table = Table(name=path.name, format="", columns=[], rows=[], digest=hashlib.sha256(raw).hexdigest(), path=path)
    data = unpack(raw)
    if not data.strip():
        raise FileRefused(_("The file is empty."))
    if data.startswith(b"PK"):
        return table, "workbook", data
    for magic, name in OTHER_FORMATS:
        if data.startswith(magic):
            raise FileRefused(_("This is no table but %(format)s. CSV, XLSX, ODS, JSON and GeoJSON can be read.") % {"format": name})
    text = decode(table, data, encoding)
    start = text.lstrip()[:1]
    if start == "<":
        raise FileRefused(_("This is no table but %(format)s. CSV, XLSX, ODS, JSON and GeoJSON can be read.") % {"format": "XML, HTML"})
    if text.startswith("{\\rtf"):
        raise FileRefused(_("This is no table but %(format)s. CSV, XLSX, ODS, JSON and GeoJSON can be read.") % {"format": "RTF"})
    return table, "records" if start in "{[" else "lines", text


def _load(path):
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefused(_("“%(path)s” is no file.") % {"path": path})
        if size > MAX_FILE:
            raise FileRefused(_("The file has %(size)d MB. More than %(most)d MB can't be read.") % megabytes(size, MAX_FILE))
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(_("The file can't be opened: %(reason)s.") % {"reason": error.strerror or error}) from error
