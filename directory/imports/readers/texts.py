"""Bytes to text: gzip unpacked, the encoding found."""

import gzip
import io
import zlib

import charset_normalizer
from django.utils.translation import gettext as _

from .tables import MAX_UNPACKED, MEGABYTE, FileRefused, megabytes

ENCODINGS = ["cp1252", "cp850", "mac_roman", "iso8859_15", "cp1250", "utf_16", "utf_16_le", "utf_16_be"]


def unpack(raw):
    """The bytes as they were before gzip, once. Raises `FileRefused`."""
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    data = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            while chunk := packed.read(MEGABYTE):
                data += chunk
                if len(data) > MAX_UNPACKED:
                    raise FileRefused(_("Unpacked, the file has more than %(most)d MB. That is too much.") % megabytes(0, MAX_UNPACKED))
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(_("The file is packed with gzip and damaged: it can't be unpacked.")) from error
    if data.startswith(b"\x1f\x8b"):
        raise FileRefused(_("The file is packed twice. Please unpack it once."))
    return bytes(data)


def decode(table, data, encoding):
    """The text in `encoding` ("" to find it), which `table` then names. Raises `FileRefused`."""
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
    table.encoding, text = best.encoding, str(best)
    if best.encoding != "cp1252" and data.decode("cp1252", errors="ignore") == text:
        table.encoding = "cp1252"  # both say the same, and this is what German offices have
    table.notes.append(_("The file is not UTF-8; it was read as %(encoding)s. Please check umlauts.") % {"encoding": table.encoding})
    return text
