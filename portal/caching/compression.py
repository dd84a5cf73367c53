"""Texts go out compressed. Files that are compressed already, and pieces of films, go out as they are."""

import re

from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

TEXTS = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/xml",
    "application/atom+xml",
    "application/ld+json",
    "image/svg+xml",
    "application/manifest+json",
)

ACCEPTED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


def accepts_gzip(request):
    return bool(ACCEPTED.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


class CompressionMiddleware(GZipMiddleware):
    """Django's, which hides the length of pages that carry secrets."""

    def process_response(self, request, response):
        if response.status_code != 200 or not response.get("Content-Type", "").startswith(TEXTS):
            return response
        if not accepts_gzip(request):  # Django's doesn't know “gzip;q=0”
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        return super().process_response(request, response)
