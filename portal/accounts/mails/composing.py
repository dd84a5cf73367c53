"""How a mail about an account is written, and whether it is worth sending yet (`mailing.sending`)."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import override

from mailing import layout, messages
from mailing.letterhead import letterhead
from mailing.sending import Post, register

from ..models import AccountMail
from .words import HOLDS, SECRETS, WORDS


def load(key):
    return AccountMail.objects.get(pk=key)


def is_true(mail, at):
    """Codes and links that hold no longer aren't sent. The row is written when the mail is due for the first time, so its pauses count."""
    minutes = HOLDS.get(mail.kind)
    return minutes is None or at < dt.datetime.fromisoformat(mail.data["asked_at"]) + dt.timedelta(minutes=minutes)


def compose(mail, at):
    words = WORDS[mail.kind]
    with override(mail.language):
        head = letterhead()
        parts = (words.body,) if isinstance(words.body, str) else words.body
        written = messages.write(
            str(words.subject),
            "\n\n".join(str(part) for part in parts),
            {name: layout.one_line(value) if name != "materials" else value for name, value in mail.data.items()},
            button=str(words.button),
            language=mail.language,
            head=head,
            signature=_("You get this e-mail because of an account on this portal, or because somebody typed this address there."),
        )
        message = messages.message_of(
            written,
            to=mail.address,
            name=head.name,
            language=mail.language,
            identifier=messages.message_id(mail, mail.uuid, mail.kind),
        )
    return message, {name: "" for name in SECRETS if name in mail.data}


def register_post():
    register(Post(AccountMail, load, is_true, compose, patient=("unused",)))
