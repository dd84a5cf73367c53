"""Drafts on the public pages, for the admin."""

from django.utils.translation import gettext as _

from .audiences import EVERYTHING
from .models.cooperations import PARTS
from .views.alliances import alliance_page
from .views.cooperations import cooperation_page
from .views.wishes import wish_page


def preview_alliance(request, alliance):
    """With all parts: whoever previews may edit them."""
    alliance.name = alliance.name or _("Name is missing")
    alliance.slug = alliance.slug or "vorschau"
    return alliance_page(request, alliance, EVERYTHING)


def preview_cooperation(request, cooperation):
    cooperation.name = cooperation.name or _("Title is missing")
    cooperation.slug = cooperation.slug or "vorschau"
    return cooperation_page(request, cooperation, frozenset(PARTS))


def preview_wish(request, wish):
    wish.name = wish.name or _("Title is missing")
    wish.slug = wish.slug or "vorschau"
    return wish_page(request, wish)
