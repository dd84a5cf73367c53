"""On every request of somebody who is signed in: has a second factor been shown where one is needed, and when was this device last used?"""

from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from . import devices
from .factors import FACTORS, has_second_factor, has_shown_second_factor, needs_second_factor

FREE = ("/static/", "/marke", "/favicon.ico", "/manifest.webmanifest", "/gesund/", "/metriken/")
"""What pages need to look right, and what isn't for people."""
WAYS = (
    "/konto/reauthenticate/",
    "/konto/logout/",
    *(f"/konto/zweiter-faktor/{way}" for way in ("authenticate/", "reauthenticate/", "webauthn/reauthenticate/")),
)
"""In any language: where a second factor is shown, and the way out."""
SETTING_UP = "/konto/zweiter-faktor/"
"""Open to who has none yet. Who has one shows it first: with the password alone nobody adds a factor of their own."""


class AccountMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.session.session_key or not request.user.is_authenticated:
            return self.get_response(request)
        response = self._stop(request) or self.get_response(request)
        devices.note_use(request)
        return response

    @staticmethod
    def _stop(request):
        """The answer instead of the page, or None."""
        path = request.path_info
        plain = _without_language(path)
        if path.startswith(FREE) or plain.startswith(WAYS):
            return None
        if has_shown_second_factor(request) or not needs_second_factor(request.user):
            return None
        if plain.startswith(SETTING_UP) and not has_second_factor(request.user):
            return None
        way = _way(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": way})
        if not request.accepts("text/html") or request.headers.get("X-Requested-With"):
            return HttpResponseForbidden(_("A second factor is needed."), content_type="text/plain; charset=utf-8")
        return HttpResponseRedirect(way)


def _way(request):
    """Where the factor is shown, or set up when there is none yet."""
    types = set(Authenticator.objects.filter(user=request.user, type__in=FACTORS).values_list("type", flat=True))
    if not types:
        return reverse("mfa_index")
    name = "mfa_reauthenticate" if Authenticator.Type.TOTP in types else "mfa_reauthenticate_webauthn"
    return f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}" if request.method == "GET" else reverse(name)


def _without_language(path):
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return path[len(code) + 1 :]
    return path
