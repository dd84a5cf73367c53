"""/kooperationen/<slug>/: one cooperation, as a page and as a sheet to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import richtext
from directory.freshness import BERLIN, State, freshness
from directory.rows import foreign
from directory.structured_data import breadcrumb_data, script
from directory.views.entries import find_entry, pages_of_entries

from .. import parts as reading
from .. import sheet
from ..listing import similar
from ..models import Cooperation
from ..profile import for_page, profile_of
from ..rows import cooperation_row
from ..structured_data import cooperation_data

SIMILAR_SHOWN = 3


@require_safe
@pages_of_entries
def cooperation_detail(request, slug):
    return cooperation_page(request, find_entry(request, for_page(Cooperation.objects.all()), slug, gone=gone))


@require_safe
@pages_of_entries
def cooperation_sheet(request, slug):
    """One page as PDF/UA: what everybody may read, whoever asks."""
    cooperation = find_entry(request, for_page(Cooperation.objects.all()), slug, gone=gone)
    at = timezone.now()
    profile = profile_of(cooperation, reading.public_parts(cooperation), at.astimezone(BERLIN).date())
    pdf = sheet.sheet_pdf(profile, origin=_origin(request), at=at)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="kooperation-{cooperation.slug}.pdf"'}
    )


def gone():
    return {
        "text": _("The cooperation was taken from the list. Perhaps another one is of use to you."),
        "way_on": [(_("Show all cooperations"), reverse("network:cooperations"))],
    }


def cooperation_page(request, cooperation, parts=None):
    """The page of a cooperation, be it published or the draft of a preview, which gives the `parts` to show: reads relations by `.all()` only."""
    at = timezone.now()
    parts = reading.readable_parts(request.user, cooperation) if parts is None else parts
    profile = profile_of(cooperation, parts, at.astimezone(BERLIN).date())
    state = freshness(cooperation, at)
    crumbs = [(_("Cooperations"), reverse("network:cooperations"))]
    origin = _origin(request)
    response = render(
        request,
        "network/cooperation_detail.html",
        {
            "cooperation": cooperation,
            "profile": profile,
            "lang": foreign("de"),
            "lead": "" if richtext.begins_with(cooperation.about, cooperation.summary) and "about" in parts else cooperation.summary,
            "chips": _chips(profile),
            "document": cooperation.agreement_document if "agreement" in parts else None,
            "checked_on": state.checked_on,
            "due": state.state == State.DUE,
            "similar": [cooperation_row(other, at) for other in similar.similar_to(cooperation, SIMILAR_SHOWN)],
            "breadcrumb": crumbs,
            "structured_data": script(
                cooperation_data(profile, origin),
                breadcrumb_data([*crumbs, (cooperation.name, cooperation.get_absolute_url())], origin),
            ),
        },
    )
    if request.user.is_authenticated:
        patch_cache_control(response, private=True, no_store=True)
    return response


def _chips(profile):
    chips = [{"text": profile.confirmation, "tone": "free", "icon": "badge-check"}, {"text": profile.running}]
    chips += [{"text": area.name} for area in profile.areas[:3]]
    if profile.cooperation.good_practice_at:
        chips.append({"text": _("Good practice"), "tone": "brand", "icon": "award"})
    return chips


def _origin(request):
    return request.build_absolute_uri("/").rstrip("/")
