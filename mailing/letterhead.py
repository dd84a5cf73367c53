"""Who writes: name, colour and pages of the portal on a mail. The room above says it (`letterhead_from`), because only it knows the site's settings."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Letterhead:
    name: str
    colour: str = "#1d5560"
    """As #rrggbb, dark enough for white letters on it."""
    office: str = ""
    """One line: who answers, with the address."""
    pages: tuple[tuple[str, str], ...] = ()
    """((words, whole address), …): imprint, data protection."""


def _plain() -> Letterhead:
    return Letterhead(settings.WAGTAIL_SITE_NAME)


_letterhead: Callable[[], Letterhead] = _plain


def letterhead_from(function):
    """`function()` gives the letterhead in the active language."""
    global _letterhead
    _letterhead = function


def letterhead() -> Letterhead:
    return _letterhead()


def whole(path):
    """The whole address of a path of this portal."""
    return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{path}"
