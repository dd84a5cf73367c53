"""The second line of the menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

PAGES = (("overview", _("Overview")),)


def sub_nav(current, count=0):
    """[{"title", "url", "current", "count"}]. `current`: name of the address; `count`: how much there is to do."""
    return [
        {"title": title, "url": reverse(f"workspace:{name}"), "current": name == current, "count": count if name == "overview" else 0}
        for name, title in PAGES
    ]
