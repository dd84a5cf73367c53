"""The second line of the menu, and what all pages of one institution have in common."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .editing import sections

PAGES = (("overview", _("Overview")), ("offers", _("Offers")), ("cooperations", _("Cooperations")))


def sub_nav(current, count=0):
    """[{"title", "url", "current", "count"}]. `current`: name of the address; `count`: how much there is to do."""
    return [
        {"title": title, "url": reverse(f"workspace:{name}"), "current": name == current, "count": count if name == "overview" else 0}
        for name, title in PAGES
    ]


def institution_frame(actor, current, place=None):
    """What templates need that extend `portal/workspace/institution.html`: {"actor", "sub_nav", "toc", "place_toc"}.

    `current`: the slug of the section, or any other word for pages that stand in no list; `place`: the location whose page it is. One query.
    """
    places = actor.locations.filter(archived_at=None).order_by("-is_main", "name", "pk")
    here = None if place is not None else current
    return {
        "actor": actor,
        "sub_nav": sub_nav("institution"),
        "is_start": current == "institution",
        "toc": [
            *(_line(section, sections.address_of(actor, section), section.slug == here) for section in sections.OF_ACTOR),
            {"title": _("Picture"), "icon": "camera", "url": reverse("workspace:picture", args=[actor.uuid]), "current": here == "bild"},
        ],
        "place_toc": [
            {
                "title": str(each),
                "lines": [
                    _line(section, sections.address_of(actor, section, each), place == each and section.slug == current)
                    for section in sections.OF_PLACE
                ],
            }
            for each in places
        ],
        "is_new_place": current == "neu",
    }


def _line(section, url, is_current):
    return {"title": section.title, "icon": section.icon, "url": url, "current": is_current}
