"""/kooperationen/gesuche/: who is looking for a partner, or offers to be one."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import richtext
from directory import wording as words
from directory.freshness import BERLIN
from directory.models import Area
from directory.rows import actor_row, foreign
from directory.structured_data import breadcrumb_data, script
from directory.views.entries import find_entry, pages_of_entries

from .. import wording
from ..listing.matching import fitting_institutions, fitting_wishes
from ..listing.wishes import read_wishes
from ..models import CooperationWish
from ..rows import direction, wish_row


@require_safe
def wish_list(request):
    """Open wishes of public institutions; anyone may see them."""
    at = timezone.now()
    narrowed, wishes, total, page, pages, notices = read_wishes(request.GET, at.astimezone(BERLIN).date())
    url = reverse("network:wishes")
    return render(
        request,
        "network/wish_list.html",
        {
            "rows": [wish_row(wish, at) for wish in wishes],
            "narrowed": narrowed,
            "has_choices": any(facet["options"] for facet in narrowed.facets),
            "address": urlencode(narrowed.query + [("seite", page)] * (page > 1)),
            "total": total,
            "page": page,
            "pages": pages,
            "notices": notices,
            "list_url": url,
            "cooperations_url": reverse("network:cooperations"),
            "way_on": [(_("Show all wishes"), url)],
            "breadcrumb": [(_("Cooperations"), reverse("network:cooperations"))],
        },
    )


@require_safe
@pages_of_entries
def wish_detail(request, slug):
    return wish_page(request, find_entry(request, for_page(CooperationWish.objects.all()), slug, gone=gone))


def gone():
    return {
        "text": _("This wish was taken from the list. Perhaps another one fits."),
        "way_on": [(_("Show all wishes"), reverse("network:wishes"))],
    }


def for_page(wishes):
    return wishes.select_related("actor__kind").prefetch_related("kinds", "topics", "transitions", "areas")


def wish_page(request, wish):
    """The page of a wish, be it published or the draft of a preview."""
    at = timezone.now()
    today = at.astimezone(BERLIN).date()
    is_past = wish.until is not None and wish.until < today
    crumbs = [(_("Cooperations"), reverse("network:cooperations")), (_("Looking for partners"), reverse("network:wishes"))]
    origin = request.build_absolute_uri("/").rstrip("/")
    fits = not is_past and wish.actor_id and wish.pk
    return render(
        request,
        "network/wish_detail.html",
        {
            "wish": wish,
            "actor": wish.actor,
            "direction": direction(wish),
            "is_past": is_past,
            "text": richtext.shown(wish.text),
            "lang": foreign("de"),
            "facts": _facts(wish),
            "institutions": [actor_row(actor, at) for actor in fitting_institutions(wish)] if fits else [],
            "wishes": [wish_row(other, at) for other in fitting_wishes(wish, today)] if fits else [],
            "breadcrumb": crumbs,
            "structured_data": script(breadcrumb_data([*crumbs, (wish.name, wish.get_absolute_url())], origin)),
        },
    )


def _facts(wish):
    areas: list[Area] = list(wish.areas.all())
    facts = [
        ("users", _("Wanted kinds of partner"), words.join(kind.local_name for kind in wish.kinds.all())),
        ("handshake", _("Form"), wording.form(wish.form) or _("open")),
        ("book-open-text", _("Field of work"), words.join(topic.local_name for topic in wish.topics.all())),
        ("route", _("Transition"), words.join(transition.local_name for transition in wish.transitions.all())),
        ("map-pin", _("Area"), words.join(area.name for area in areas)),
        ("calendar", _("Until"), words.day(wish.until) if wish.until else ""),
    ]
    return [{"icon": icon, "term": term, "value": value} for icon, term, value in facts if value]
