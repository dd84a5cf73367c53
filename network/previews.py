"""Drafts on the public pages, for the admin."""

from django.utils.translation import gettext as _

from .audiences import EVERYTHING
from .views.alliances import alliance_page


def preview_alliance(request, alliance):
    """With all parts: whoever previews may edit them."""
    alliance.name = alliance.name or _("Name is missing")
    alliance.slug = alliance.slug or "vorschau"
    return alliance_page(request, alliance, EVERYTHING)
