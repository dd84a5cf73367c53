"""Writes the demo's series, venues and meetings: some past, most to come, one cancelled, one moved, one a draft."""

import datetime as dt
from decimal import Decimal

from directory import operations
from directory.models import TargetGroup, Topic
from events.enums import AnswerKind, Format, MaterialAudience, MeetingKind, RegistrationWay
from events.models import AgendaItem, Material, Meeting, Question, Series, Venue
from events.operations import cancel

from . import data, notation, outlines
from .bulk import publish_new
from .register import BERLIN


class MeetingWriter:
    """`at` is the moment of loading, from which all dates count; `actors`, `alliances`: by their keys."""

    def __init__(self, *, at, actors, alliances, office):
        self.at, self.today, self.actors, self.office = at, at.astimezone(BERLIN).date(), actors, office
        self.alliances = alliances
        self.monday = self.today - dt.timedelta(days=self.today.weekday())
        self.topics = {topic.slug: topic for topic in Topic.objects.all()}
        self.professionals = list(TargetGroup.objects.filter(slug="fachkraefte"))
        self.content = data.read("meetings")
        self.series, self.venues, self.meetings = {}, {}, {}

    def write(self):
        self._write_series()
        self._write_venues()
        self._write_meetings()

    def _write_series(self):
        rows = self.content["series"]
        series = [
            Series(
                name=row["name"],
                summary=row["short"],
                description=notation.rich_text(row.get("text", "")),
                hue=row["hue"],
                organiser=self.actors[row["organiser"]],
            )
            for row in rows
        ]
        publish_new(series, by=self.office, at=self.at)
        self.series = {row["key"]: each for row, each in zip(rows, series, strict=True)}

    def _write_venues(self):
        centre = data.read("geography")["centre"]
        for row in self.content["venues"]:
            lat, lon = outlines.place(centre, *row["at"])
            self.venues[row["key"]] = Venue.objects.create(
                name=row["name"],
                room=row["room"],
                street=row["street"],
                postcode=row["postcode"],
                municipality=row["town"],
                lat=lat,
                lon=lon,
                transport=row.get("transport", ""),
                accessibility_note=row.get("note", ""),
                **notation.access(row["access"]),
            )

    def _write_meetings(self):
        """First what others repeat, then the rest."""
        rows = self.content["meetings"]
        for part in ([row for row in rows if "repeats" not in row], [row for row in rows if "repeats" in row]):
            meetings = {row["key"]: self._meeting(row) for row in part}
            public = [meetings[row["key"]] for row in part if row.get("state") != "draft"]
            publish_new(public, by=self.office, at=self.at - dt.timedelta(days=7))
            self.meetings |= meetings
        for row in rows:
            self._set_state(row, self.meetings[row["key"]])

    def _set_state(self, row, meeting):
        if row.get("state") == "draft":
            operations.save_draft(meeting, by=self.office)
        elif "cancelled" in row:
            cancel(meeting, reason=row["cancelled"], by=self.office, at=self.at)
        elif "moved_from_weeks" in row:
            meeting = Meeting.objects.get(pk=meeting.pk)
            meeting.starts_at, meeting.ends_at = self._times(row, row["in_weeks"])
            operations.save_draft(meeting, by=self.office)
            operations.publish(meeting, by=self.office, at=self.at)

    def _meeting(self, row):
        organiser = self.actors[row["organiser"]]
        starts, ends = self._times(row, row.get("moved_from_weeks", row["in_weeks"]))
        meeting = Meeting(
            name=row["name"],
            series=self.series.get(row.get("series")),
            alliance=self.alliances[row["alliance"]] if "alliance" in row else None,
            kind=MeetingKind(row.get("kind", "austausch")),
            summary=row["short"],
            description=notation.rich_text(row.get("text", "")),
            repeats=self.meetings.get(row.get("repeats")),
            starts_at=starts,
            ends_at=ends,
            time_note=row.get("time_note", ""),
            format=Format(row["format"]),
            venue=self.venues.get(row.get("venue")),
            organiser=organiser,
            audience=row["audience"],
            is_free="price" not in row,
            price=Decimal(row["price"]) if "price" in row else None,
            price_note=row.get("price_note", ""),
            precondition=row.get("precondition", ""),
            precondition_url=row.get("precondition_url", ""),
            online_url=row.get("online_url", ""),
            registration=RegistrationWay(row.get("registration", "anderswo")),
            registration_email=organiser.email if "registration" not in row else "",
            opens_at=starts - dt.timedelta(days=row["opens_days"]) if "opens_days" in row else None,
            closes_at=starts - dt.timedelta(days=row["closes_days"]) if "closes_days" in row else None,
            capacity_onsite=row.get("places"),
            capacity_online=row.get("places_online"),
            is_full=row.get("full", False),
            contact_name=organiser.contact_person,
            contact_phone=organiser.phone,
            contact_email=organiser.email,
            follow_up=notation.rich_text(row.get("follow_up", "")),
        )
        meeting.topics = [self.topics[slug] for slug in row["topics"]]
        meeting.target_groups = self.professionals
        meeting.agenda = [
            AgendaItem(starts=notation.clock(time), title=title, text=text, speakers=speakers)
            for time, title, text, speakers in row.get("agenda", [])
        ]
        inside = row.get("materials_for_participants", [])
        meeting.materials = [Material(title=title, url=url) for title, url in row.get("materials", [])] + [
            Material(title=title, url=url, audience=MaterialAudience.PARTICIPANTS) for title, url in inside
        ]
        meeting.questions = [
            Question(text=text, kind=AnswerKind(kind), is_needed=needed, choices="\n".join(choices))
            for text, kind, needed, choices in row.get("questions", [])
        ]
        return meeting

    def _times(self, row, weeks):
        """(begins, ends) in the week so many weeks from the day of loading."""
        day = self.monday + dt.timedelta(weeks=weeks, days=notation.DAYS.index(row["day"]))
        first, last = (notation.clock(part) for part in row["time"].split("-"))
        last_day = day + dt.timedelta(days=row.get("for_days", 1) - 1)
        return dt.datetime.combine(day, first, BERLIN), dt.datetime.combine(last_day, last, BERLIN)
