"""Whole pages as everybody sees them who isn't signed in, kept by `CACHE_URL`, compressed, until something changes (`portal.caching.changes`).

What pages say by the clock (open now, past, checked long ago) holds for a minute: a page is kept until the next full one.
"""

import gzip
import hashlib
import time
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, connection
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import parse_etags

from . import changes
from .compression import accepts_gzip

SECONDS = 60
LONGEST_QUERY = 300
COMPRESSION = 5
SMALLEST = 500
"""Bytes; shorter answers are not compressed."""

OWN_ADDRESSES = (
    "/cms/",
    "/dokumente/",
    "/gesund/",
    "/hinweis/",
    "/kontakt/",
    "/konto/",
    "/mein/",
    "/metriken/",
    "/mitmachen/",
    "/stil/",
    "/suche/",
)
"""In any language. The search has an index that lags behind the database, and endless questions that say something about who asks."""

LANGUAGE_PREFIXES = tuple(f"/{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)


@dataclass(frozen=True)
class KeptPage:
    headers: list[tuple[str, str]]
    body: bytes
    """Compressed."""
    etag: str
    route: str = ""
    """For metrics and logs (`portal.observing`)."""


class PageCacheMiddleware:
    """Stands outside of sessions and everything that knows who asks: what is kept was made for a request without any of it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not asked_by_anybody(request):
            response = self.get_response(request)
            if request.method in ("GET", "HEAD") and not response.has_header("Cache-Control"):
                patch_cache_control(response, private=True, no_cache=True)
            return response
        key = key_of(request)
        page = caches["pages"].get(key) if key else None
        request.page_cache = "hit" if page else "miss"
        if page:
            request.kept_route = page.route
            return _answer(request, page)
        response = self.get_response(request)
        if not for_everybody(request, response):
            request.page_cache = "none"
            return response
        page = _page_of(request, response)
        if key:
            caches["pages"].set(key, page, SECONDS)
        return _answer(request, page, response)


def asked_by_anybody(request):
    """Whether the request says nothing about who asks."""
    path = request.path_info
    for prefix in LANGUAGE_PREFIXES:
        if path.startswith(prefix):
            path = path[len(prefix) - 1 :]
            break
    return (
        request.method == "GET"
        and not path.startswith(OWN_ADDRESSES)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and CookieStorage.cookie_name not in request.COOKIES
        and not any(name in request.META for name in ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST", "HTTP_RANGE"))
        and len(request.META.get("QUERY_STRING", "")) <= LONGEST_QUERY
    )


def for_everybody(request, response):
    """Whether the next one who asks may get the same answer."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and settings.CSRF_COOKIE_NAME not in request.COOKIES  # a form may carry its token
        and "CSRF_COOKIE" not in request.META  # a token was asked for
        and not response.has_header("Content-Encoding")
        and not (
            response.has_header("Cache-Control") and any(word in response["Cache-Control"] for word in ("private", "no-store", "no-cache"))
        )
        and not getattr(getattr(request, "user", None), "is_authenticated", False)
    )


def key_of(request, current=changes.current):
    """`current`: gives the token. None when nothing can be kept: no token yet, a database that is away, a host that isn't ours, or what we see may still be rolled back."""
    if connection.in_atomic_block:
        return None
    try:
        token = current()
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    except (DatabaseError, DisallowedHost):
        return None
    version = getattr(staticfiles_storage, "manifest_hash", "")  # a new front end has other file names in its pages
    said = f"{token} {version} {int(time.time() // SECONDS)} {address}"
    return f"page.{hashlib.sha256(said.encode()).hexdigest()}" if token else None


def _page_of(request, response):
    """Completes the headers of `response`."""
    body = response.content
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it still holds
    patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
    match = getattr(request, "resolver_match", None)
    return KeptPage(list(response.items()), gzip.compress(body, COMPRESSION, mtime=0), etag, match.route if match else "")


def _answer(request, page, response=None):
    """`response` holds the page uncompressed when it was just made."""
    asked = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if asked == ["*"] or page.etag in asked or page.etag.removeprefix("W/") in asked:
        headers = {name: value for name, value in page.headers if name not in ("Content-Type", "Content-Length")}
        return HttpResponseNotModified(headers=headers)
    response = response or HttpResponse(headers=dict(page.headers))
    if len(page.body) > SMALLEST and accepts_gzip(request):
        response.content = page.body
        response["Content-Encoding"] = "gzip"
    elif not response.content:
        response.content = gzip.decompress(page.body)
    response["Content-Length"] = str(len(response.content))
    return response
