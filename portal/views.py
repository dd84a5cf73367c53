"""Views of the frame: brand, errors, hidden mail addresses, style guide."""

import json
import logging
import sys

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods

from . import branding, mailguard, specimens
from .addresses import address
from .shell import Shell

logger = logging.getLogger(__name__)

BRAND_SECONDS = 300
"""How long a browser may use the brand's files without asking. The brand's version stands in their address, a kind's new hue does not."""
SYMBOL_SIZES = (32, 180, 192, 512)


# --- Brand -------------------------------------------------------------------------------------------------------------

brand_file = cache_control(public=True, max_age=BRAND_SECONDS, stale_while_revalidate=86400)


def _style_sheet(request):
    from directory.models import ActorKind, Topic  # the shell works without the register, its colours don't
    from events.models import Series

    kinds = ActorKind.objects.order_by("slug").values_list("slug", "hue", "chroma")
    topics = Topic.objects.filter(hue__isnull=False).order_by("slug").values_list("slug", "hue")
    series = Series.objects.exclude(slug=None).order_by("slug").values_list("slug", "hue")
    return branding.style_sheet(Shell(request).brand, kinds, topics, series)


@require_GET
@brand_file
def brand_style_sheet(request):
    """The site's hues and one rule for each kind of institution, so that no page needs an inline style."""
    return HttpResponse(_style_sheet(request), content_type="text/css; charset=utf-8")


@require_GET
@brand_file
def brand_admin_style_sheet(request):
    return HttpResponse(branding.admin_style_sheet(Shell(request).brand), content_type="text/css; charset=utf-8")


@require_GET
@brand_file
def brand_symbol(request):
    return HttpResponse(branding.symbol_svg(Shell(request).brand), content_type="image/svg+xml")


@require_GET
@brand_file
def brand_symbol_png(request, size):
    if size not in SYMBOL_SIZES:
        raise Http404
    return HttpResponse(branding.symbol_png(Shell(request).brand, size), content_type="image/png")


@require_GET
@brand_file
def social_card(request):
    shell = Shell(request)
    return HttpResponse(branding.social_card(shell.brand, shell.name, shell.wordmark), content_type="image/png")


@require_GET
@brand_file
def manifest(request):
    shell = Shell(request)
    icons = [{"src": reverse("brand_symbol_png", args=[size]), "sizes": f"{size}x{size}", "type": "image/png"} for size in (192, 512)]
    return HttpResponse(
        json.dumps(
            {
                "name": shell.full_name,
                "short_name": shell.name[:30],
                "lang": settings.LANGUAGE_CODE,
                "start_url": address("/", settings.LANGUAGE_CODE),
                "display": "browser",
                "background_color": shell.brand.paper,
                "theme_color": shell.brand.colour,
                "icons": [{"src": reverse("brand_symbol"), "sizes": "any", "type": "image/svg+xml"}, *icons],
            },
            ensure_ascii=False,
        ),
        content_type="application/manifest+json; charset=utf-8",
    )


# --- Hidden mail addresses ---------------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def hidden_mail(request, token):
    """Show an address after a press of the button: programs that follow links only see the question."""
    try:
        email = mailguard.read(token)
    except mailguard.NoAddress as error:
        raise Http404 from error
    response = render(request, "portal/hidden_mail.html", {"email": email if request.method == "POST" else ""})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


# --- Errors ------------------------------------------------------------------------------------------------------------


def bad_request(request, exception=None):
    if isinstance(exception, DisallowedHost):  # the frame of a page asks which site it is, and would fail the same way
        return HttpResponse(status=400)
    return render(request, "400.html", status=400)


def permission_denied(request, exception=None):
    return render(request, "403.html", {"reason": str(exception or "")}, status=403)


def not_found(request, exception=None):
    return render(request, "404.html", {"lost": True}, status=404)


def server_error(request):
    """No database, no context processors, no choice of language: whatever broke may be one of them."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        return service_unavailable(request)
    return _static_page("500.html", 500)


def service_unavailable(request=None):
    """For maintenance and for a database that is away."""
    response = _static_page("503.html", 503)
    response["Retry-After"] = "120"
    return response


def _static_page(template, status):
    try:
        html = render_to_string(template)
    except Exception:  # even the static files may be what broke; a person still gets a sentence
        logger.exception("The error page %s could not be rendered.", template)
        html = f"<!doctype html><html lang=de><title>{status}</title><p>Es ist ein Fehler aufgetreten. / Something went wrong."
    return HttpResponse(html, status=status)


def csrf_failure(request, reason=""):
    return render(request, "errors/csrf.html", status=403)


# --- Style guide -------------------------------------------------------------------------------------------------------


@login_required
@never_cache
def style_guide(request):
    """All components in all states, for those who build and edit the portal."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    context = specimens.context()
    if request.method == "POST":
        context["form"] = specimens.SpecimenForm(request.POST)
        context["form"].is_valid()
    return render(request, "portal/style_guide.html", context)
