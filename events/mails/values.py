"""What stands in the place of each placeholder (`texts.PLACEHOLDERS`), in the active language. Nothing to say is ""."""

import re
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mailing.layout import one_line
from mailing.letterhead import whole

from .. import wording
from ..enums import Format, MailKind, MaterialAudience, TakesPart
from ..models import Message, Registration, Venue
from ..personal import links, online_link

ADDRESS_IN_NAME = re.compile(r"://|www\.|@|\w\.\w{2,}/|\.(?:com|net|org|de|ru|info|biz|top|xyz|shop|online)\b", re.IGNORECASE)
"""A form sends mails to addresses that nobody has confirmed: a “name” must not bring advertising into them."""

LONGEST_NAME = 80


@dataclass(frozen=True)
class Case:
    """What a mail is about: somebody's registration (with its meeting), at a moment. `participants` are names."""

    registration: Registration
    kind: MailKind
    at: datetime
    data: dict
    participants: tuple[str, ...] = ()
    materials: tuple = ()
    message: Message | None = None


def values_of(case: Case) -> dict[str, str]:
    registration, meeting = case.registration, case.registration.meeting
    name = safe_name(registration.name)
    several = registration.size > 1
    own_page = whole(links.own_page(registration))
    online = online_link.link_of(registration, case.at)
    before = _as_before(meeting, case.data.get("before"))
    return {
        "greeting": pgettext("beginning of a mail", "Dear %(name)s,") % {"name": name}
        if name
        else pgettext("beginning of a mail", "Hello,"),
        "name": name,
        "meeting": one_line(meeting.name),
        "when": wording.when(meeting),
        "where": where(meeting, registration),
        "time_note": meeting.time_note,
        "transport": meeting.venue.transport if meeting.venue and not _is_online(meeting, registration) else "",
        "people": ngettext("%(count)d person", "%(count)d people", registration.size) % {"count": registration.size} if several else "",
        "participants": ", ".join(filter(None, map(safe_name, case.participants))) if several else "",
        "state": str(registration.get_state_display()),
        "organiser": meeting.public_organiser.name if meeting.public_organiser else "",
        "contact": contact(meeting),
        "link": own_page,
        "meeting_link": whole(meeting.get_absolute_url()) if meeting.is_public else "",
        "deadline": wording.moment(registration.held_until) if registration.held_until and registration.held_until > case.at else "",
        "full_note": _("All places are taken at the moment. Once you have confirmed, you are on the waiting list.")
        if registration.waits
        else "",
        "online_link": online,
        "link_from": _link_from(registration, case.at),
        "before_when": wording.when(before) if before and wording.when(before) != wording.when(meeting) else "",
        "before_where": _place_before(before, registration, case.data["before"]) if before else "",
        "reason": meeting.cancel_reason,
        "materials": _materials(case.materials),
        "feedback_link": _feedback_link(registration),
        "subject": case.message.subject if case.message else "",
        "message": case.message.body if case.message else "",
    }


def safe_name(name):
    """One line that is a name, or "": somebody may have written an advertisement into the form."""
    name = one_line(name)[:LONGEST_NAME].strip()
    return "" if ADDRESS_IN_NAME.search(name) else name


def where(meeting, registration):
    """For who comes to the house its whole address, for the others “online”."""
    if _is_online(meeting, registration) or not meeting.venue_id:
        return capfirst(str(Format.ONLINE.label))
    return meeting.venue.whole


def contact(meeting):
    phone = meeting.contact_phone.as_national if meeting.contact_phone else ""
    return ", ".join(part for part in (one_line(meeting.contact_name), meeting.contact_email, phone) if part)


def _is_online(meeting, registration):
    return meeting.format == Format.ONLINE or (meeting.format == Format.HYBRID and registration.takes_part == TakesPart.ONLINE)


def _link_from(registration, at):
    """“ab 7. Dezember 2026, 16:30 Uhr”, as long as that is to come."""
    opens = online_link.opens_at(registration.meeting)
    if at >= opens or not registration.comes or not online_link.takes_part_online(registration):
        return ""
    return pgettext("moment", "from %(moment)s on") % {"moment": wording.moment(opens)}


def _as_before(meeting, before):
    """The meeting as it was announced before a change; None when that isn't known."""
    if not before:
        return None
    old = copy(meeting)
    old.starts_at, old.ends_at = parse_datetime(before["starts_at"]), parse_datetime(before["ends_at"])
    old.format = before["format"]
    old.venue = Venue.objects.filter(pk=before["venue"]).first() if before["venue"] else None
    return old


def _place_before(before, registration, data):
    """ "" when it is the same place. A venue whose address was changed doesn't know its former one any more."""
    place = data["where"] if "where" in data and not _is_online(before, registration) else where(before, registration)
    return place if place != where(registration.meeting, registration) else ""


def _materials(materials):
    """“- Folien: https://…”. What is only for those who took part stands on their own page, behind their link."""
    return "\n".join(
        f"- {one_line(material.title)}" + (f": {address}" if (address := _address(material)) else "") for material in materials
    )


def _address(material):
    if material.audience == MaterialAudience.PARTICIPANTS and material.document_id:
        return ""
    return whole(material.document.url) if material.document_id else material.url


def _feedback_link(registration):
    if not registration.meeting.asks_feedback or registration.gave_feedback:
        return ""
    return whole(reverse("events:feedback", args=[registration.meeting.slug, links.token(registration)]))
