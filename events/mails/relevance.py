"""Whether a mail is still true when its time comes: between the writing and the sending, people cancel and meetings move."""

from django.utils.dateparse import parse_datetime

from ..enums import ACTIVE_STATES, MailKind, RegistrationState
from ..personal import online_link

EXPECTED = {
    MailKind.VERIFY: (RegistrationState.PENDING,),
    MailKind.CONFIRMED: (RegistrationState.CONFIRMED,),
    MailKind.WAITING: (RegistrationState.WAITING,),
    MailKind.OFFERED: (RegistrationState.OFFERED,),
    MailKind.EXPIRED: (RegistrationState.EXPIRED,),
    MailKind.CANCELLED: (RegistrationState.CANCELLED, RegistrationState.DECLINED),
    MailKind.REMINDER: (RegistrationState.CONFIRMED,),
    MailKind.LINK: (RegistrationState.CONFIRMED,),
    MailKind.THANKS: (RegistrationState.CONFIRMED,),
}
"""States in which the mail of a kind is true; all others: any active one."""

ALWAYS = (MailKind.KNOWN,)
"""Brings people to their own page, which tells them how things stand; they have asked for it."""

ANYWAY = (*ALWAYS, MailKind.CANCELLED, MailKind.EXPIRED, MailKind.MEETING_CANCELLED, MailKind.MESSAGE, MailKind.THANKS)
"""May be told of a meeting that was cancelled."""

AFTERWARDS = (*ALWAYS, MailKind.THANKS, MailKind.MESSAGE)
"""May be told of a meeting that is over."""


def is_true(mail, at):
    """Of a mail with its registration and meeting, as they are at `at`."""
    registration, meeting, kind = mail.registration, mail.registration.meeting, MailKind(mail.kind)
    if registration.anonymised_at or not registration.email:
        return False
    states = EXPECTED.get(kind, RegistrationState if kind in ALWAYS else ACTIVE_STATES)
    if registration.state not in states:
        return False
    if (meeting.is_cancelled and kind not in ANYWAY) or (meeting.is_over(at) and kind not in AFTERWARDS):
        return False
    return _AND_ALSO.get(kind, lambda mail, meeting, at: True)(mail, meeting, at)


def _differs(mail, meeting, at):
    """Not when everything was changed back before anybody heard of it."""
    before = mail.data["before"]
    same_time = [parse_datetime(before[name]) for name in ("starts_at", "ends_at")] == [meeting.starts_at, meeting.ends_at]
    same_place = (before["format"], before["venue"]) == (meeting.format, meeting.venue_id)
    return not (same_time and same_place) or ("where" in before and before["where"] != meeting.venue.whole)


_AND_ALSO = {
    MailKind.OFFERED: lambda mail, meeting, at: mail.registration.held_until > at,
    MailKind.MEETING_MOVED: _differs,
    MailKind.MEETING_CANCELLED: lambda mail, meeting, at: meeting.is_cancelled,
    MailKind.REMINDER: lambda mail, meeting, at: meeting.starts_at > at and mail.data.get("starts_at") == meeting.starts_at.isoformat(),
    MailKind.LINK: lambda mail, meeting, at: bool(online_link.link_of(mail.registration, at)),
    MailKind.THANKS: lambda mail, meeting, at: not meeting.is_cancelled and meeting.is_over(at),
}
