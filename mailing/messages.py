"""What all mails of the portal have in common: sender, name, headers, text and HTML."""

from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from uuid import uuid5

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from . import layout
from .letterhead import Letterhead


@dataclass(frozen=True)
class Composed:
    subject: str
    text: str
    html: str
    used: frozenset[str]
    """Placeholders that stand in it with a value."""


def write(subject, body, values, *, button, language, head: Letterhead, signature) -> Composed:
    """Subject and body with their placeholders filled, in the active language. `signature`: one line that says why somebody gets this mail."""
    subject = layout.fill(subject, values)
    blocks, used = layout.laid_out(body, values)
    html = layout.html(blocks, subject=subject, button=button, language=language, letterhead=head, signature=signature)
    lines = [head.name, *filter(None, [head.office]), *(f"{words}: {address}" for words, address in head.pages), signature]
    return Composed(subject, layout.plain(blocks, signature=lines), html, frozenset(used))


def sender(name):
    """The portal's address, with its name where the setting gives none."""
    own, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((own or layout.one_line(name), address))


def message_id(mail, uuid, key):
    """The same for the same mail, whenever it is sent: what was accepted in the moment the worker died is the same mail when it comes once more."""
    again = f".{mail.data['again']}" if "again" in mail.data else ""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{uuid5(uuid, key)}{again}@{host}>"


def message_of(written: Composed, *, to, name, language, identifier, reply_to="") -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=written.subject,
        body=written.text,
        from_email=sender(name),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "Message-ID": identifier,
            "Content-Language": language.partition("-")[0],
            # else everybody's note of absence comes back
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(written.html, "text/html")
    return message
