"""What happens to a meeting is told to all who are registered for it, in the transaction in which it happens."""

from mailing.enums import MailState

from ..enums import MailKind, TakesPart
from ..models import Mail, Registration
from .telling import tell_many

TOLD = ("starts_at", "ends_at", "format", "venue_id")
"""Of what raises the version in calendars (`Meeting.ANNOUNCED`), what people have to know at once; a mended title isn't."""


def moved(meeting, before, at):
    """`meeting` as it is now; `before`: {column of `TOLD`: former value}. A change that wasn't sent yet is told together with this one."""
    if meeting.is_cancelled or meeting.is_over(at) or all(before[name] == getattr(meeting, name) for name in TOLD):
        return
    own = {
        "starts_at": before["starts_at"].isoformat(),
        "ends_at": before["ends_at"].isoformat(),
        "format": before["format"],
        "venue": before["venue_id"],
    }
    _tell_change(meeting, _people(meeting), own, at)


def venue_changed(meeting, former, at):
    """The venue stayed, its address or room is another one: who comes there is told. `former`: what they were told before (`Venue.whole`)."""
    own = {
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "format": meeting.format,
        "venue": meeting.venue_id,
        "where": former,
    }
    _tell_change(meeting, _people(meeting).filter(takes_part=TakesPart.ONSITE), own, at)


def _tell_change(meeting, people, own, at):
    unsent = list(_unsent(meeting, MailKind.MEETING_MOVED).filter(registration__in=people).order_by("-pk"))
    earlier = {mail.registration_id: mail.data["before"] for mail in unsent}
    tell_many(
        people,
        MailKind.MEETING_MOVED,
        key=f"moved-{meeting.sequence}",
        at=at,
        data_of=lambda registration: {"before": _before_both(earlier.get(registration.pk), own)},
    )
    _unsent(meeting, MailKind.MEETING_MOVED).filter(pk__in=[mail.pk for mail in unsent]).update(state=MailState.DROPPED)


def _before_both(earlier, own):
    """What people know who haven't been told of the earlier change yet."""
    if earlier is None:
        return own
    knew_address = "where" in earlier or "where" not in own or earlier["venue"] != own["venue"]
    return earlier if knew_address else earlier | {"where": own["where"]}


def cancelled(meeting, at):
    tell_many(_people(meeting), MailKind.MEETING_CANCELLED, key=f"meeting-cancelled-{meeting.sequence}", at=at)


def reinstated(meeting, at):
    """Who hasn't been told of the cancellation yet needn't be told of this."""
    unsent = _unsent(meeting, MailKind.MEETING_CANCELLED)
    people = _people(meeting).exclude(pk__in=list(unsent.values_list("registration", flat=True)))
    unsent.update(state=MailState.DROPPED)
    tell_many(people, MailKind.MEETING_REINSTATED, key=f"meeting-back-{meeting.sequence}", at=at)


def _people(meeting):
    return Registration.objects.active().filter(meeting=meeting)


def _unsent(meeting, kind):
    return Mail.objects.filter(registration__meeting=meeting, kind=kind, state=MailState.QUEUED)
