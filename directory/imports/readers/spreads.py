"""How large the tables of an ODS file would be: it may say “this cell a million times” in a few bytes."""

import re

from django.utils.translation import gettext as _

from .tables import MAX_CELLS, MAX_UNPACKED, MEGABYTE, FileRefused, megabytes

TAG = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell)\b([^>]*)>")
REPEATED = re.compile(rb"""table:number-(?:rows|columns)-repeated\s*=\s*["']\s*(\d{1,9})""")
REST = 4096


def check_repeats(archive, name):
    """Raises `FileRefused` when the cells with content, repetitions counted, are too many, or the file brings a document type of its own."""
    size = Extent()
    unpacked, rest = 0, b""
    with archive.open(name) as stream:
        while chunk := stream.read(MEGABYTE):
            unpacked += len(chunk)
            if unpacked > MAX_UNPACKED:
                raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % megabytes(0, MAX_UNPACKED))
            text = rest + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise FileRefused(_("The %(format)s file is damaged: it can't be read.") % {"format": "ODS"})
            end = text.rfind(b">") + 1
            if end == 0 and len(text) > REST * 1024:
                raise FileRefused(_("The %(format)s file is damaged: it can't be read.") % {"format": "ODS"})
            size.read(text[:end])
            rest = text[end:]
    if size.cells > MAX_CELLS:
        raise FileRefused(
            _("The file repeats cells so often that it would have %(count)d of them. Please delete what stands outside the table.")
            % {"count": size.cells}
        )


class Extent:
    """`cells` counts up to the last cell with content of each row, as often as the row is repeated."""

    def __init__(self):
        self.cells = self._column = self._last = 0
        self._rows = 1

    def read(self, text):
        for closing, name, settings in TAG.findall(text):
            if name == b"table-row":
                if closing:
                    self.cells += self._last * self._rows
                self._column = self._last = 0
                self._rows = self._times(settings)
            elif not closing:
                self._column += self._times(settings)
                if not settings.endswith(b"/") or b"value" in settings:
                    self._last = self._column

    def _times(self, settings):
        found = REPEATED.search(settings)
        return int(found[1]) if found else 1
