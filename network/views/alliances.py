"""/buendnisse/: alliances and each one's page."""

from django.db.models import Prefetch
from django.http import QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import richtext
from directory.listing import PAGE_SIZE, Listing, narrow, read_page
from directory.models import Area
from directory.rows import foreign
from directory.structured_data import breadcrumb_data, script
from directory.views.entries import find_entry, pages_of_entries

from .. import sections
from ..alliance_parts import hides_from, parts, period
from ..alliance_rows import ICON, alliance_row
from ..audiences import reader_of
from ..enums import Audience
from ..filter_groups import alliance_groups
from ..models import Alliance, AllianceDocument, AllianceGroup, AllianceGroupMember, AllianceMember


@require_safe
def alliance_list(request):
    """All public alliances by name, with filters. Those that are over come with the others and say so."""
    today = timezone.localdate()
    listing = read_alliances(Alliance.objects.public().for_listing(today), request.GET)
    url = reverse("network:alliances")
    return render(
        request,
        "network/alliance_list.html",
        {
            "listing": listing,
            "rows": [alliance_row(alliance, today) for alliance in listing.items],
            "list_url": url,
            "way_on": [(_("Show all alliances"), url)],
        },
    )


def read_alliances(queryset, params: QueryDict) -> Listing:
    notices: list[str] = []
    found = narrow(queryset, alliance_groups(), params, notices, lasting=True)
    total = found.total or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = read_page(params, pages, notices)
    items = list(found.entries.order_by("sort_name", "pk")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]) if total else []
    return Listing(items, total, page, pages, "", found.facets, found.filters, notices, found.query, found.unshown)


@require_safe
@pages_of_entries
def alliance_detail(request, slug):
    alliance = find_entry(request, for_page(Alliance.objects.all()), slug, gone=gone)
    return alliance_page(request, alliance, reader_of(request.user, alliance))


def gone():
    return {
        "text": _("The alliance was taken out. Perhaps you find what you need at another one."),
        "way_on": [(_("Show all alliances"), reverse("network:alliances"))],
    }


def for_page(alliances):
    """All that a page reads but what other rooms add."""
    return alliances.select_related("coordination_actor").prefetch_related(
        "topics",
        Prefetch("areas", Area.objects.defer("outline")),
        "goals__measures",
        Prefetch("members", AllianceMember.objects.select_related("actor__kind")),
        Prefetch(
            "groups", AllianceGroup.objects.prefetch_related(Prefetch("members", AllianceGroupMember.objects.select_related("actor")))
        ),
        "people",
        "milestones",
        Prefetch("documents", AllianceDocument.objects.select_related("document")),
        "notes",
    )


def alliance_page(request, alliance, reader):
    """The page of an alliance, be it published or the draft of a preview."""
    at = timezone.now()
    today = timezone.localdate(at)
    crumbs = [(_("Alliances"), reverse("network:alliances"))]
    origin = request.build_absolute_uri("/").rstrip("/")
    shown = parts(alliance, reader, today)
    return render(
        request,
        "network/alliance_detail.html",
        {
            "alliance": alliance,
            "icon": ICON,
            "lang": foreign("de"),
            "kind": capfirst(alliance.get_kind_display()),
            "areas": sorted(area.name for area in alliance.areas.all()),
            "lead": "" if richtext.begins_with(alliance.purpose, alliance.summary) else alliance.summary,
            "purpose": richtext.shown(alliance.purpose) if alliance.purpose else "",
            "period": period(alliance.starts_on, alliance.ends_on),
            "is_over": alliance.ends_on is not None and alliance.ends_on < today,
            "parts": shown,
            "figures": figures(shown),
            "has_more_for_members": hides_from(alliance, reader),
            "login_url": f"{reverse('account_login')}?next={request.path}",
            "sections": sections.sections_of(alliance, at) if alliance.pk else [],
            "breadcrumb": crumbs,
            "structured_data": script(
                alliance_data(alliance, origin, today), breadcrumb_data([*crumbs, (alliance.name, alliance.get_absolute_url())], origin)
            ),
        },
    )


def figures(shown):
    """Numbers of what the reader sees anyway, as `components/figures.html` takes them."""
    found = []
    if "members" in shown and shown["members"].content.current:
        members = shown["members"].content
        found.append({"value": len(members.current) + members.unnamed, "label": _("members")})
    if "goals" in shown:
        goals = shown["goals"].content
        found.append({"value": len(goals), "label": _("strategic goals")})
        found.append({"value": sum(len(goal["measures"]) for goal in goals), "label": _("measures")})
    if "groups" in shown:
        found.append({"value": sum(not group["ended"] for group in shown["groups"].content), "label": _("working groups")})
    return [figure for figure in found if figure["value"]]


def alliance_data(alliance, origin, today):
    """What programs read (schema.org): only what everybody may know, whoever looks."""
    data = {"@type": "Organization", "name": alliance.name, "url": origin + alliance.get_absolute_url(), "description": alliance.summary}
    if alliance.starts_on:
        data["foundingDate"] = alliance.starts_on.isoformat()
    if alliance.members_for == Audience.PUBLIC:
        members = [member for member in alliance.members.all() if member.is_current(today) and member.is_named]
        data["member"] = [{"@type": "Organization", "name": str(member)} for member in members]
    return {key: value for key, value in data.items() if value}
