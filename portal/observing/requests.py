"""Counts, times and logs every request, by the pattern of its address."""

import logging
import time

from django.conf import settings

from . import metrics

logger = logging.getLogger("portal.requests")

WITHOUT_PATH = ("/konto/", "/kontakt/", "/anmeldung/", "/rueckmeldung/")
"""Addresses there may carry keys; their pattern says enough."""
UNKNOWN = "(none)"


class ObservingMiddleware:
    """Stands outside of all others."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        route = _route(request)
        metrics.note_request(request.method, route, response.status_code, seconds, getattr(request, "page_cache", "none"))
        if logger.isEnabledFor(logging.INFO):
            fields = {"method": request.method, "route": route, "status": response.status_code, "ms": round(seconds * 1000, 1)}
            if not any(part in request.path_info for part in WITHOUT_PATH):
                fields["path"] = request.path_info
            logger.info("%s %s", request.method, response.status_code, extra={"fields": fields})
        return response


def _route(request):
    """“einrichtungen/<str:slug>/”, whatever the slug. Static files are one; what no pattern fits is `UNKNOWN`."""
    if kept := getattr(request, "kept_route", None):
        return kept
    if match := getattr(request, "resolver_match", None):
        return match.route
    if request.path_info.startswith(settings.STATIC_URL):
        return settings.STATIC_URL
    return UNKNOWN
