import logging

from django.http import Http404, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory.filter_groups import actor_groups
from directory.freshness import BERLIN
from directory.listing import read_listing
from directory.models import Actor
from directory.rows import actor_row

from . import choosing, formats, help, results
from .engines.base import SearchUnavailable
from .explanation import PERMISSION, explanation
from .query import read
from .suggestions import place_suggestions, suggestions

logger = logging.getLogger(__name__)

SUGGESTIONS_KEPT = 10
"""Seconds for which browsers and proxies keep suggestions: going back a letter asks nobody."""


@require_safe
def search(request):
    """Everything public, for everybody. While the index can't be read: a notice and the plain register from the database."""
    at = timezone.now()
    asked = _asked(request, at)
    if write := FORMATS.get(request.GET.get("format", "")):
        return _for_programs(write, request, asked, at)
    try:
        page = results.find(asked, at)
        context = {"page_of": page, "heading": results.heading(page), "related": None if asked.on_map else help.related(page, at)}
        if not page.total:
            context["help"] = help.nothing_found(page)
        if request.GET.get("erklaerung") == "1" and request.user.has_perm(PERMISSION):
            context["explanation"] = explanation(asked, page)
        template, address = "results", asked.url(seite=page.page if page.page > 1 else None)
    except SearchUnavailable as error:
        logger.error("The search is down: %s", error)
        context, template, address = _plain_register(request, asked, at), "down", asked.url()
    part = request.htmx and not request.htmx.history_restore_request
    response = render(request, f"search/{template}{'_region' if part else ''}.html", {"asked": asked, **context})
    if part and not (request.htmx.target or "").startswith("spaeter-"):  # the choices of a filter that is opened are no other state
        response["HX-Push-Url"] = address  # without the empty fields of the form
    response.has_map = asked.on_map  # the portal's policy then lets it load the ground that the office chose
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def suggest(request):
    """Suggestions for `q`, or for `ort`, as JSON: everything public, for everybody. Nothing while the index can't be read: whoever types gets by without.

    {"status": "3 suggestions", "groups": [{"label": "Topics", "items": [{"parts": ["", "Flö", "te"], "url": …, "icon": …, …}]}]}
    """
    try:
        place = request.GET.get("ort")
        groups = suggestions(request.GET.get("q", ""), timezone.now()) if place is None else place_suggestions(place)
    except SearchUnavailable as error:
        logger.error("No suggestions, the search is down: %s", error)
        return _without_keeping(JsonResponse({"status": "", "groups": []}))
    total = sum(len(group.items) for group in groups)
    status = ngettext("%(count)d suggestion", "%(count)d suggestions", total) % {"count": total}
    listed = [{"name": group.name, "label": group.label, "items": [item.as_json() for item in group.items]} for group in groups]
    response = JsonResponse({"status": status, "groups": listed}, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, public=True, max_age=SUGGESTIONS_KEPT)
    response["X-Robots-Tag"] = "noindex"
    return response


def _without_keeping(response):
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def choose(request, param):
    """All values of one filter with their counts, for everybody."""
    facet = choosing.facet_of(param)
    if facet is None:
        raise Http404
    asked = _asked(request, timezone.now())
    try:
        choice = choosing.choice(asked, facet, request.GET.get("suche", ""))
    except SearchUnavailable as error:
        logger.error("The search is down: %s", error)
        return redirect(f"{reverse('search:search')}{asked.url()}")
    return render(request, "search/choose.html", {"asked": asked, "choice": choice})


def _asked(request, at):
    return read(request.GET, language=get_language() or "de", today=at.astimezone(BERLIN).date(), at=at)


def _plain_register(request, asked, at):
    listing = read_listing(Actor.objects.public().for_listing(), actor_groups(), request.GET)
    return {"listing": listing, "register": help.register_links(asked), "rows": [actor_row(actor, at) for actor in listing.items]}


# --- For programs -----------------------------------------------------------------------------------------------------------


def _for_programs(write, request, asked, at):
    try:
        response = write(request, asked, at)
    except SearchUnavailable as error:
        logger.error("The search is down: %s", error)
        text = _("The search can't answer right now. Please try again in a few minutes.")
        response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "300"})
    response["X-Robots-Tag"] = "noindex"
    return response


def _csv(request, asked, at):
    lines = formats.table(asked, at, language=get_language() or "de", absolute=request.build_absolute_uri)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = _("search-%(day)s") % {"day": at.astimezone(BERLIN).date().isoformat()}
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _atom(request, asked, at):
    entries = formats.feed_entries(asked, at, absolute=request.build_absolute_uri)
    address = request.build_absolute_uri(request.path)
    changed_at = max((entry.changed_at for entry in entries), default=at)
    context = {"asked": asked, "entries": entries, "changed_at": changed_at, "page_url": f"{address}{asked.url()}"}
    context["feed_url"] = f"{address}{asked.url(format='atom')}"
    return render(request, "search/feed.xml", context, content_type="application/atom+xml; charset=utf-8")


FORMATS = {"csv": _csv, "atom": _atom}
