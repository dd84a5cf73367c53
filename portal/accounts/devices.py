"""Where somebody is signed in: each session with its browser in words and when it was last used, to be looked at and ended."""

import datetime as dt
import re
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from .models import Device

NOTED = "device_noted_at"
"""In the session: seconds since 1970 when its row was last written."""
PAUSE = 5 * 60
"""Seconds for which using a device is not written again."""
BROWSERS = [
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Opera", r"OPR/|Opera"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
]
SYSTEMS = [
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
]


def in_words(user_agent) -> tuple[str, str]:
    """(browser, system) of a `User-Agent`; "" for what isn't known."""
    browser, system = (next((name for name, pattern in names if re.search(pattern, user_agent)), "") for names in (BROWSERS, SYSTEMS))
    return browser, system


def note_sign_in(sender, request, user, **kwargs):
    """Somebody has signed in: the session has its key already."""
    _write(request, user, timezone.now())


def note_sign_out(sender, request, user, **kwargs):
    if request and request.session.session_key:
        Device.objects.filter(session_key=request.session.session_key).delete()


def note_use(request):
    """Seldom, so that reading a page writes nothing as a rule."""
    at = timezone.now()
    if request.user.is_authenticated and at.timestamp() - request.session.get(NOTED, 0) > PAUSE:
        _write(request, request.user, at)


def _write(request, user, at):
    if not request.session.session_key:
        return
    browser, system = in_words(request.META.get("HTTP_USER_AGENT", ""))
    seen = {"user": user, "browser": browser, "system": system, "used_at": at}
    Device.objects.update_or_create(session_key=request.session.session_key, defaults=seen, create_defaults=seen | {"signed_in_at": at})
    request.session[NOTED] = int(at.timestamp())


def of(user) -> list[Device]:
    """Those whose session still holds, the latest first."""
    return list(
        Device.objects.filter(user=user, session_key__in=Session.objects.filter(expire_date__gt=timezone.now()).values("session_key"))
    )


def end(devices):
    """Whoever sits there is signed out with the next page."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for device in devices:
        store.delete(device.session_key)
        device.delete()


def end_others(request, user, **kwargs):
    """All but the one that asks."""
    end(Device.objects.filter(user=user).exclude(session_key=request.session.session_key or ""))


def forget_ended(at: dt.datetime):
    """Periodic: rows of sessions that are over."""
    Device.objects.exclude(session_key__in=Session.objects.filter(expire_date__gt=at).values("session_key")).delete()
