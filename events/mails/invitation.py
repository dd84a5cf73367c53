"""The calendar entry that goes with a mail (RFC 5545, 5546): the same `UID` as in the public calendars, so that nobody has the meeting twice.

REQUEST   somebody is confirmed, or what they are confirmed for has changed
CANCEL    they don't come any more, or the meeting doesn't take place
`SEQUENCE` is that of the meeting and, on top, how many entries this address got about it before: it rises with every mail that changes something,
also when somebody cancels and registers anew.
"""

from email.utils import parseaddr
from typing import NamedTuple

from django.conf import settings
from icalendar import vCalAddress, vText

from mailing.layout import one_line
from mailing.letterhead import whole

from ..calendar import ical
from ..enums import MailKind, RegistrationState
from ..models import Mail
from ..personal import online_link
from .values import where

REQUEST, CANCEL = "REQUEST", "CANCEL"
ENTRIES = (MailKind.CONFIRMED, MailKind.CHANGED, MailKind.CANCELLED)
"""Kinds that change the entry of one person; those about the meeting raise `Meeting.sequence`."""

TO_WHO_COMES = (
    MailKind.CONFIRMED,
    MailKind.CHANGED,
    MailKind.LINK,
    MailKind.MEETING_MOVED,
    MailKind.MEETING_REINSTATED,
)


class Invitation(NamedTuple):
    method: str
    text: str


def invitation(mail, at) -> Invitation | None:
    """The entry of `mail`; None where it brings none: whoever waits has nothing to put into a calendar."""
    registration, kind = mail.registration, MailKind(mail.kind)
    if kind in TO_WHO_COMES and registration.comes and not registration.meeting.is_cancelled:
        return _written(mail, registration.meeting, REQUEST, at)
    if kind == MailKind.MEETING_CANCELLED and registration.comes:
        return _written(mail, registration.meeting, CANCEL, at)
    if kind == MailKind.CANCELLED and registration.state == RegistrationState.CANCELLED and registration.confirmed_at:
        return _written(mail, registration.meeting, CANCEL, at)
    return None


def left_behind(mail, meeting, at) -> Invitation:
    """Takes `meeting`, from which somebody was moved to another one, out of their calendar."""
    return _written(mail, meeting, CANCEL, at)


def _written(mail, meeting, method, at):
    registration = mail.registration
    url = whole(meeting.get_absolute_url())
    event = ical.make_event(ical.facts_of(meeting), url)
    for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "STATUS", "TRANSP", "CLASS"):
        event.pop(name, None)
    event.add("sequence", meeting.sequence + _earlier(mail, meeting))
    event.add("dtstamp", mail.due_at.replace(microsecond=0))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if method == CANCEL else "OPAQUE")
    event["organizer"] = _person(meeting.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1], _organiser(meeting))
    attendee = _person(registration.email, registration.name)
    attendee.params |= {
        "CUTYPE": vText("INDIVIDUAL"),
        "ROLE": vText("REQ-PARTICIPANT"),
        "PARTSTAT": vText("DECLINED" if method == CANCEL and registration.state == RegistrationState.CANCELLED else "ACCEPTED"),
        "RSVP": vText("FALSE"),
    }
    event.add("attendee", attendee, encode=False)
    if meeting == registration.meeting:
        _set_place(event, registration, method, at)
    return Invitation(method, ical.invitation_text(event, method=method).decode())


def _earlier(mail, meeting):
    """How many entries of their own this address got about `meeting` before `mail`."""
    told = Mail.objects.filter(registration__meeting=meeting, registration__email=mail.registration.email, kind__in=ENTRIES, pk__lt=mail.pk)
    return told.count() + (meeting.pk != mail.registration.meeting_id)


def _set_place(event, registration, method, at):
    """Where this person takes part; online, the link as soon as they may have it."""
    online = online_link.link_of(registration, at) if method == REQUEST else ""
    event["LOCATION"] = vText(online or where(registration.meeting, registration))
    if online_link.takes_part_online(registration):
        event.pop("GEO", None)
    if online:
        event["DESCRIPTION"] = vText(f"{online}\n\n{event['DESCRIPTION']}")


def _person(address, name):
    person = vCalAddress(f"mailto:{address}")
    if name := one_line(name).replace('"', "'"):
        person.params["CN"] = vText(name)
    return person


def _organiser(meeting):
    return meeting.public_organiser.name if meeting.public_organiser else meeting.contact_name
