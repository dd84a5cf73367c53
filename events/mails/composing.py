"""The mail itself: text, HTML and calendar entry, as programs of all makes read it."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from uuid import uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..enums import MailKind, MaterialAudience
from ..models import Meeting, Registration
from ..personal import online_link
from . import layout
from .invitation import Invitation, invitation, left_behind
from .letterhead import Letterhead, letterhead
from .texts import Text, text_of
from .values import Case, values_of

CALENDAR_FILE = "termin.ics"
FORMER_FILE = "bisheriger-termin.ics"


@dataclass(frozen=True)
class Composed:
    subject: str
    text: str
    html: str
    used: frozenset[str]
    """Placeholders that stand in it with a value."""


def compose(mail, at) -> tuple[EmailMultiAlternatives, dict]:
    """The message of a `Mail` as things stand at `at`, and what is to be kept of it: {"link": which online link it told}."""
    registration = mail.registration
    with override(registration.language):
        head = letterhead()
        written = write(case_of(mail, at), text_of(mail.kind, registration.language), head)
        message = _message(mail, written, head)
        if found := invitation(mail, at):
            _attach(message, found, at_first=True)
        former = mail.kind == MailKind.CHANGED and mail.data.get("former")
        if former and (meeting := Meeting.objects.filter(pk=former).first()):
            _attach(message, left_behind(mail, meeting, at))
    told = {"link": online_link.digest(registration.meeting.online_url)} if "online_link" in written.used else {}
    return message, told


def case_of(mail, at):
    meeting, participants = mail.registration.meeting, mail.registration.participants.all()
    materials = ()
    if mail.kind == MailKind.THANKS:
        materials = tuple(meeting.materials.select_related("document"))
        if not Registration.objects.took_part().filter(pk=mail.registration_id).exists():
            materials = tuple(material for material in materials if material.audience == MaterialAudience.ALL)
    return Case(
        mail.registration, MailKind(mail.kind), at, mail.data, tuple(each.name for each in participants), materials, message=mail.message
    )


def write(case: Case, text: Text, head: Letterhead) -> Composed:
    """In the active language."""
    registration = case.registration
    values = values_of(case)
    subject = layout.fill(text.subject, values)
    blocks, used = layout.laid_out(text.body, values)
    signature = _signature(head, registration.meeting)
    html = layout.html(blocks, subject=subject, button=text.button, language=registration.language, letterhead=head, signature=signature)
    lines = [head.name, *filter(None, [head.office]), *(f"{words}: {address}" for words, address in head.pages), signature]
    return Composed(subject, layout.plain(blocks, signature=lines), html, frozenset(used))


def _signature(head, meeting):
    return _("You get this e-mail because this address was used to register for “%(meeting)s”.") % {
        "meeting": layout.one_line(meeting.name)
    }


def sender(name):
    """The portal's address, with its name where the setting gives none."""
    own, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((own or layout.one_line(name), address))


def message_id(mail):
    """The same for the same mail, whenever it is sent: what was accepted in the moment the worker died is the same mail when it comes once more."""
    again = f".{mail.data['again']}" if "again" in mail.data else ""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid5(mail.registration.uuid, mail.key)}{again}@{host}>"


def _message(mail, written, head):
    meeting = mail.registration.meeting
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        from_email=sender(head.name),
        to=[mail.registration.email],
        reply_to=[meeting.contact_email] if meeting.contact_email else None,
        headers={
            "Message-ID": message_id(mail),
            "Content-Language": mail.registration.language.partition("-")[0],
            # else everybody's note of absence comes back
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(written.html, "text/html")
    return message


def _attach(message, entry: Invitation, *, at_first=False):
    """Gmail and Outlook read the part among the alternatives, people and other programs the file."""
    if at_first:
        message.attach_alternative(entry.text, f"text/calendar; method={entry.method}")
    message.attach(CALENDAR_FILE if at_first else FORMER_FILE, entry.text.encode(), "application/ics")
