"""Meetings as documents, as results and as names. What is over is left out by the day of the search, like offers."""

from functools import partial

from directory.addresses import entry_address
from directory.freshness import BERLIN
from directory.models import TargetGroup, Topic
from directory.rows import foreign
from events.calendar.rows import ICON, search_row
from events.enums import AT_A_PLACE, MeetingKind
from events.models import Meeting, Venue
from events.wording import days, last_day

from ..analysis import plain_text
from ..engines.base import Document, Found, Label, Name, Text
from ..enums import Section
from ..language import compounds
from ..opening import Span, slots
from ..registry import DocumentType
from .entries import sort_name
from .places import Place, Places
from .reading import among, grouped, joined
from .terms import TermsOfThings


def _addresses(meeting):
    return (meeting.venue.address,) if meeting.format in AT_A_PLACE and meeting.venue_id else ()


class MeetingDocuments(DocumentType):
    model = Meeting
    name = "meeting"
    section = Section.MEETINGS.value
    has_places = True

    def public_ids(self):
        return Meeting.objects.public().order_by().values_list("pk", flat=True)

    def documents(self, ids):
        meetings = Meeting.objects.public().filter(among("pk", ids)).select_related("series", "organiser").order_by("pk")
        wanted = set(ids)
        topics = TermsOfThings(Topic, Meeting.topics.through, "meeting", ids)
        groups = TermsOfThings(TargetGroup, Meeting.target_groups.through, "meeting", ids)
        places = Places(Venue.objects.filter(meetings__in=ids, meetings__format__in=AT_A_PLACE), "meetings")
        agenda = grouped(
            Meeting.agenda.rel.related_model.objects.filter(among("meeting_id", ids))
            .order_by("sort_order", "pk")
            .values_list("meeting_id", "title")
        )
        return [
            self._document(meeting, topics.of(meeting.pk), groups.of(meeting.pk), places.of(meeting.pk), agenda.get(meeting.pk, ()))
            for meeting in meetings
            if meeting.pk in wanted
        ]

    def _document(self, meeting, topics, groups, place: Place, agenda):
        kind, series, organiser = str(MeetingKind(meeting.kind).label), meeting.public_series, meeting.public_organiser
        terms = joined([series.name if series else "", *(term.name for term in (*topics, *groups) if not term.is_list), meeting.audience])
        begins, ends = meeting.starts_at.astimezone(BERLIN), meeting.ends_at.astimezone(BERLIN)
        weekdays, times, pairs = slots([Span(begins.weekday(), begins.time(), ends.time() if begins.date() == ends.date() else None)])
        body = joined([meeting.summary, plain_text(meeting.description), *agenda])
        return Document(
            doc_type=self.name,
            object_id=meeting.pk,
            section=self.section,
            texts={"de": Text(meeting.name, terms, body)},
            sort_name=sort_name(meeting.name),
            kind=kind,
            parts=compounds.parts_in(meeting.name, terms, kind, places=place.names),
            listed=joined(term.name for term in (*topics, *groups) if term.is_list),
            place=place.words,
            operator=organiser.name if organiser else "",
            facets={
                "topic": tuple(term.slug for term in topics),
                "group": tuple(term.slug for term in groups),
                "area": place.areas,
                "access": place.access,
                "cost": ("kostenlos",) if meeting.is_free else (),
                "language": ("de",),
                "day": weekdays,
                "time": times,
            },
            last_day=last_day(meeting),
            changed_at=meeting.last_published_at,
            points=place.points,
            slots=pairs,
        )

    def names(self, ids, at):
        columns = ("name", "slug", "starts_at", "ends_at", "series__slug", "series__live", "series__archived_at")
        meetings = Meeting.objects.public().filter(pk__in=ids).select_related("series").only(*columns)
        return {meeting.pk: self._name(meeting) for meeting in meetings} if ids else {}

    def _name(self, meeting):
        series, url = meeting.public_series, entry_address("events:meeting", meeting.slug)
        return Name(meeting.name, url, ICON, series.colour_key if series else "", days(meeting), foreign("de"))

    def found(self, ids, at):
        meetings = Meeting.objects.public().filter(pk__in=ids).for_listing() if ids else ()
        return {meeting.pk: self._found(meeting, at) for meeting in meetings}

    def _found(self, meeting, at):
        return Found(search_row(meeting, at), partial(plain_text, meeting.description), foreign("de"), partial(_addresses, meeting))

    def labels(self, ids):
        rows = Meeting.objects.public().filter(pk__in=ids).order_by().values_list("pk", "name")
        return {pk: Label(name, "", foreign("de")) for pk, name in rows}
