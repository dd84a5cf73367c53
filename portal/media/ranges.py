"""Films in pieces: browsers ask for ranges of a film and can't jump in it without (RFC 9110, section 14)."""

import mimetypes
import re

from django.http import HttpResponse

RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
LARGEST_PIECE = 2 * 1024 * 1024
"""Less than was asked for is allowed; the browser asks again. It keeps a whole film out of memory."""


def film_piece(document, request):
    """The piece of a film that `request` asks for: 206, or 416 for one that lies outside; None when it asks for no piece, or for another kind of file."""
    content_type = mimetypes.guess_type(document.filename)[0] or ""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or not content_type.startswith(("video/", "audio/")) or asked[0] == "bytes=-":
        return None
    size = document.file.size
    first, last = asked.groups()
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last) if first and last else size - 1, size - 1, start + LARGEST_PIECE - 1)
    if start >= size or end < start:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with document.file.open("rb") as file:
        file.seek(start)
        data = file.read(end - start + 1)
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", "Accept-Ranges": "bytes"}
    return HttpResponse(data, status=206, content_type=content_type, headers=headers)
