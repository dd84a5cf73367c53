"""The link to the online room: only for confirmed people who take part online, and only from `Meeting.link_hours` before the beginning."""

import hashlib
from datetime import timedelta

from ..enums import REMOTE, Format, TakesPart


def opens_at(meeting):
    """From when on confirmed people have the link."""
    return meeting.starts_at - timedelta(hours=meeting.link_hours)


def takes_part_online(registration):
    meeting = registration.meeting
    return meeting.format == Format.ONLINE or (meeting.format in REMOTE and registration.takes_part == TakesPart.ONLINE)


def link_of(registration, at) -> str:
    """What this person may see of it at `at`; "" before its time, once the meeting is over, and for everybody who isn't confirmed."""
    meeting = registration.meeting
    may = registration.comes and takes_part_online(registration) and not meeting.is_cancelled
    return meeting.online_url if may and opens_at(meeting) <= at < meeting.ends_at else ""


def digest(url):
    """Says which link somebody was told, without telling it."""
    return hashlib.sha256(url.encode()).hexdigest()[:10]
