"""The mail itself: text, HTML and calendar entry, as programs of all makes read it."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from mailing import layout, messages
from mailing.letterhead import Letterhead, letterhead
from mailing.messages import Composed

from ..enums import MailKind, MaterialAudience
from ..models import Meeting, Registration
from ..personal import online_link
from .invitation import Invitation, invitation, left_behind
from .texts import Text, text_of
from .values import Case, values_of

CALENDAR_FILE = "termin.ics"
FORMER_FILE = "bisheriger-termin.ics"


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
    signature = _("You get this e-mail because this address was used to register for “%(meeting)s”.") % {
        "meeting": layout.one_line(case.registration.meeting.name)
    }
    return messages.write(
        text.subject,
        text.body,
        values_of(case),
        button=text.button,
        language=case.registration.language,
        head=head,
        signature=signature,
    )


def _message(mail, written, head):
    registration = mail.registration
    return messages.message_of(
        written,
        to=registration.email,
        name=head.name,
        language=registration.language,
        identifier=messages.message_id(mail, registration.uuid, mail.key),
        reply_to=registration.meeting.contact_email,
    )


def _attach(message, entry: Invitation, *, at_first=False):
    """Gmail and Outlook read the part among the alternatives, people and other programs the file."""
    if at_first:
        message.attach_alternative(entry.text, f"text/calendar; method={entry.method}")
    message.attach(CALENDAR_FILE if at_first else FORMER_FILE, entry.text.encode(), "application/ics")
