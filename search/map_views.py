"""What the map of the result page asks for. Everything public, for everybody."""

import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from directory.freshness import BERLIN

from . import geojson, results
from .engines.base import SearchUnavailable
from .query import read

MOST_THINGS = 20
"""Rows of a popup."""

logger = logging.getLogger(__name__)


@require_safe
@gzip_page
@conditional_page
def places(request):
    """All results as GeoJSON; the parameters are those of the result page."""
    at = timezone.now()
    asked = read(request.GET, language=get_language() or "de", today=at.astimezone(BERLIN).date(), at=at)
    try:
        content = geojson.places(asked.query)
    except SearchUnavailable as error:
        logger.error("The search is down: %s", error)
        return HttpResponse(status=503)
    return HttpResponse(content, content_type="application/geo+json", headers={"Cache-Control": "no-cache", "X-Robots-Tag": "noindex"})


@require_safe
def things(request):
    """Rows of the things of a place, for a popup: `?ding=actor:12&ding=offer:3`. What nobody may see is left out."""
    keys = list(dict.fromkeys(request.GET.getlist("ding")))
    context = {"rows": results.rows_of(keys[:MOST_THINGS], timezone.now()), "more": max(0, len(keys) - MOST_THINGS)}
    response = render(request, "search/things.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
