"""Mails that the clock writes: reminders, links to the online room, thanks.

They are laid out when their time has come, from what is true then: whatever moved, was cancelled or came in late meanwhile needs no rule of its own.
"""

import datetime as dt

from django.db.models import Exists, OuterRef

from directory.freshness import BERLIN
from mailing.enums import MailState

from .. import wording
from ..enums import REMOTE, Format, MailKind, RegistrationState, TakesPart
from ..models import Mail, Meeting, Registration
from ..personal import online_link
from .telling import tell_many

DATES = (MailKind.CONFIRMED, MailKind.MEETING_MOVED, MailKind.MEETING_REINSTATED)
"""Mails that say when the meeting is."""
WITH_LINK = (*DATES, MailKind.CHANGED, MailKind.REMINDER)
"""Mails that bring the link to the online room when they are sent in its time."""
LONGEST = dt.timedelta(days=61)
"""Of `reminder_days` and `link_hours`."""
THANKS_AT = dt.time(9)
"""On the day after, on Berlin's clock."""
THANKS_UNTIL = dt.timedelta(days=7)
"""Later than that nobody thanks."""


def plan(at):
    """Periodic job. Returns how many mails were written."""
    return remind(at) + send_links(at) + thank(at)


def remind(at):
    """`reminder_days` before, at the time of day at which the meeting begins. Who was told the date after that moment needs no reminder."""
    written = 0
    for meeting in _meetings().filter(starts_at__gt=at, starts_at__lte=at + LONGEST, reminder_days__isnull=False):
        moment = reminder_moment(meeting)
        if moment > at:
            continue
        told = Mail.objects.filter(registration=OuterRef("pk"), kind__in=DATES, due_at__gte=moment).exclude(state=MailState.DROPPED)
        start = meeting.starts_at
        key = f"reminder-{start:%Y%m%dT%H%M}"
        people = _confirmed(meeting, key).filter(~Exists(told), confirmed_at__lt=moment)
        written += tell_many(people, MailKind.REMINDER, key=key, at=at, starts_at=start.isoformat())
    return written


def reminder_moment(meeting):
    local = meeting.starts_at.astimezone(BERLIN).replace(tzinfo=None)
    return (local - dt.timedelta(days=meeting.reminder_days)).replace(tzinfo=BERLIN)


def send_links(at):
    """From `link_hours` before the beginning on, to each once: another link is told anew. Who has it with another mail already needs none."""
    written = 0
    coming = _meetings().filter(ends_at__gt=at, starts_at__lte=at + LONGEST, format__in=REMOTE).exclude(online_url="")
    for meeting in coming:
        if online_link.opens_at(meeting) > at:
            continue
        digest = online_link.digest(meeting.online_url)
        key = f"link-{digest}"
        mails = Mail.objects.filter(registration=OuterRef("pk"), kind__in=WITH_LINK)
        has_it = mails.filter(state=MailState.SENT, data__link=digest)
        gets_it = mails.filter(state__in=(MailState.QUEUED, MailState.SENDING), due_at__lte=at)
        people = _confirmed(meeting, key).filter(~Exists(has_it), ~Exists(gets_it))
        if meeting.format != Format.ONLINE:
            people = people.filter(takes_part=TakesPart.ONLINE)
        written += tell_many(people, MailKind.LINK, key=key, at=at)
    return written


def thank(at):
    """On the morning after, to everybody who took part."""
    written = 0
    for meeting in _meetings().filter(ends_at__lte=at, ends_at__gt=at - THANKS_UNTIL):
        if thanks_moment(meeting) > at:
            continue
        written += tell_many(_confirmed(meeting, str(MailKind.THANKS)).took_part(), MailKind.THANKS, at=at)
    return written


def thanks_moment(meeting):
    return dt.datetime.combine(wording.last_day(meeting) + dt.timedelta(days=1), THANKS_AT, tzinfo=BERLIN)


def _meetings():
    """With people who come, and on the site: of what was taken off it nobody hears."""
    coming = Registration.objects.filter(meeting=OuterRef("pk"), state=RegistrationState.CONFIRMED)
    return Meeting.objects.public().filter(Exists(coming), cancelled_at=None)


def _confirmed(meeting, key):
    """Who comes and has no mail with this key yet."""
    told = Mail.objects.filter(registration=OuterRef("pk"), key=key)
    return Registration.objects.filter(~Exists(told), meeting=meeting, state=RegistrationState.CONFIRMED)
