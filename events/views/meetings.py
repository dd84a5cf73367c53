"""/termine/<slug>/: one meeting."""

from django.db.models import Prefetch
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import richtext
from directory.freshness import BERLIN
from directory.rows import foreign
from directory.structured_data import breadcrumb_data, script
from directory.views.entries import find_entry, pages_of_entries

from .. import wording
from ..admission.entrance import entrance
from ..admission.seats import seats
from ..calendar import ical
from ..calendar.rows import meeting_row
from ..calendar.structured_data import meeting_data
from ..enums import AT_A_PLACE, REMOTE, MaterialAudience, RegistrationWay
from ..models import Material, Meeting
from .calendars import meeting_address

NEXT_SHOWN, EARLIER_SHOWN = 3, 5


@require_safe
@pages_of_entries
def meeting_detail(request, slug):
    return meeting_page(request, find_entry(request, for_page(Meeting.objects.all()), slug, gone=gone))


@require_safe
@pages_of_entries
def meeting_file(request, slug):
    meeting = find_entry(request, Meeting.objects.all(), slug, gone=gone)
    meetings = Meeting.objects.public().filter(pk=meeting.pk)
    return ical.calendar_response(request, meetings, name=meeting.name, address=meeting_address, file_name=meeting.slug)


def gone():
    return {
        "text": _("The meeting was taken out of the calendar. Perhaps another one fits."),
        "way_on": [(_("Show all meetings"), reverse("events:meetings"))],
    }


def for_page(meetings):
    """All that the page of one meeting reads, but other meetings."""
    materials = Prefetch("materials", Material.objects.select_related("document"))
    return meetings.select_related("series", "alliance", "venue__area", "organiser__kind", "occupancy").prefetch_related(
        "topics", "target_groups", "agenda", materials
    )


def meeting_page(request, meeting):
    """The page of a meeting, be it published or the draft of a preview (`events.office.previews`): reads relations by `.all()` only."""
    at = timezone.now()
    series, way_in, is_over = meeting.public_series, entrance(meeting, at), meeting.is_over(at)
    crumbs = [(_("Meetings"), reverse("events:meetings")), *([(series.name, series.get_absolute_url())] if series else [])]
    origin = request.build_absolute_uri("/").rstrip("/")
    venue = meeting.venue if meeting.format in AT_A_PLACE and meeting.venue_id else None
    accessibility = venue.accessibility if venue else []
    materials = list(meeting.materials.all())
    return render(
        request,
        "events/meeting_detail.html",
        {
            "meeting": meeting,
            "series": series,
            "organiser": meeting.public_organiser,
            "alliance": meeting.public_alliance,
            "kind": capfirst(meeting.get_kind_display()),
            "lang": foreign("de"),
            "day": meeting.starts_at.astimezone(BERLIN).date(),
            "when": wording.when(meeting),
            "lead": "" if richtext.begins_with(meeting.description, meeting.summary) else meeting.summary,
            "description": richtext.shown(meeting.description) if meeting.description else "",
            "follow_up": richtext.shown(meeting.follow_up) if is_over and meeting.follow_up else "",
            "facts": facts(meeting),
            "agenda": list(meeting.agenda.all()),
            "materials": [downloaded(material) for material in materials if material.audience == MaterialAudience.ALL],
            "has_more_materials": is_over and any(material.audience == MaterialAudience.PARTICIPANTS for material in materials),
            "is_here": meeting.registration == RegistrationWay.HERE,
            "seats": seats(meeting),
            "venue": venue,
            "access": [
                {"text": str(label), "state": "yes" if value else "no"} for _column, label, value in accessibility if value is not None
            ],
            "entrance": way_in,
            "is_over": is_over,
            "moved_from": wording.moment(meeting.moved_from) if meeting.is_moved else "",
            "price": wording.price(meeting),
            "capacity": wording.capacity(meeting),
            "opens": wording.moment(meeting.opens_at) if meeting.opens_at and meeting.opens_at > at else "",
            "closes": wording.moment(meeting.closes_at) if meeting.closes_at and not is_over else "",
            "phone": meeting.registration_phone or meeting.contact_phone,
            "next": [meeting_row(other, at, with_series=False) for other in next_of_series(meeting, series, at)],
            "same_theme": [meeting_row(other, at) for other in same_theme(meeting, at)],
            "breadcrumb": crumbs,
            "structured_data": script(
                meeting_data(meeting, origin, at), breadcrumb_data([*crumbs, (meeting.name, meeting.get_absolute_url())], origin)
            ),
        },
    )


def facts(meeting):
    """What decides, as questions: [{"icon", "question", "answer", "notes": [text]}]."""
    groups = [group.local_name for group in meeting.target_groups.all()]
    venue = meeting.venue if meeting.format in AT_A_PLACE and meeting.venue_id else None
    found = [
        _fact("clock", _("When?"), wording.when(meeting), [meeting.time_note]),
        _fact("map-pin", _("Where?"), str(venue), [venue.address, venue.transport]) if venue else None,
        _fact("video", _("Online"), _("by video conference"), [_online_note(meeting)]) if meeting.format in REMOTE else None,
        _fact("users", _("For whom?"), meeting.audience or ", ".join(groups), [", ".join(groups)] if meeting.audience else []),
        _fact("euro", _("What does it cost?"), wording.price(meeting), [meeting.price_note]),
        _fact("ticket", _("Places"), wording.capacity(meeting), []) if meeting.registration != RegistrationWay.HERE else None,
    ]
    return [fact for fact in found if fact and fact["answer"]]


def _online_note(meeting):
    return "" if meeting.public_online_url else _("You get the link after you have registered.")


def _fact(icon, question, answer, notes):
    return {"icon": icon, "question": question, "answer": answer, "notes": [note for note in notes if note and note != answer]}


def downloaded(material):
    """A material as `components/downloads.html` and the page's list take it."""
    document = material.document
    if not document:
        return {"title": material.title, "url": material.url, "is_link": True}
    return {"title": material.title, "url": document.url, "type": document.file_extension.upper(), "size": document.file_size}


def next_of_series(meeting, series, at):
    if not series or not meeting.pk:
        return []
    others = Meeting.objects.public().coming(at).filter(series=series).exclude(pk=meeting.pk).for_listing()
    return others.order_by("starts_at", "pk")[:NEXT_SHOWN]


def same_theme(meeting, at):
    """Other dates of this theme: coming ones first, then the latest."""
    if not meeting.pk:
        return []
    theme = meeting.repeats_id or meeting.pk
    others = Meeting.objects.public().of_theme(theme).exclude(pk=meeting.pk).for_listing().order_by("-starts_at", "-pk")
    return sorted(others[:EARLIER_SHOWN], key=lambda other: (other.is_over(at), abs(other.starts_at - at)))
