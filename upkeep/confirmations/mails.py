"""What mails about entries say, and whether they are still true when their time comes."""

import tomllib
import uuid
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from directory.freshness import BERLIN
from directory.wording import day
from mailing import layout, messages
from mailing.letterhead import letterhead, whole
from mailing.sending import Post, register

from . import links
from .enums import ConfirmationMailKind
from .models import ConfirmationLine, ConfirmationMail
from .people import spoken_for
from .planning import left_to_office

WORDS = Path(__file__).parent / "words" / "de.toml"
LANGUAGE = "de"
MOST_LINES = 15
"""Institutions named in a mail; the page has all of them."""
OFFICE = uuid.UUID("5f0b4c5e-6a3f-4b0f-9a55-3a1c2f4e8d10")
"""Stands for the question in the Message-ID of mails that belong to none."""


@lru_cache
def texts():
    """{kind: {"subject", "body", "button"?}}"""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def load(key):
    return ConfirmationMail.objects.select_related("request").get(pk=key)


def lines_of(request, today):
    """Those that still wait for an answer of this address, with institution and offer."""
    lines = ConfirmationLine.objects.waiting(today).filter(request=request, actor__in=spoken_for(request))
    return lines.select_related("actor", "offer").order_by("actor__sort_name", "pk")


def is_true(mail, at):
    """Nobody is asked about what was checked meanwhile, and the office hears only of what is still open."""
    today = at.astimezone(BERLIN).date()
    if mail.kind == ConfirmationMailKind.OFFICE:
        return left_to_office(today).exists()
    return lines_of(mail.request, today).exists()


def compose(mail, at):
    """(message, {}) as `mailing` wants it."""
    text = texts()[mail.kind]
    with override(LANGUAGE):
        head = letterhead()
        if mail.kind == ConfirmationMailKind.OFFICE:
            values, reason = _values_for_office(at), _("You get this e-mail because you look after the register.")
        else:
            values, reason = values_of(mail, at, head), _("You get this e-mail because this address is on record for the entry.")
        written = messages.write(
            text["subject"], text["body"].strip(), values, button=text.get("button", ""), language=LANGUAGE, head=head, signature=reason
        )
        message = messages.message_of(
            written,
            to=mail.address,
            name=head.name,
            language=LANGUAGE,
            identifier=messages.message_id(mail, mail.request.uuid if mail.request else OFFICE, f"{mail.address}-{mail.key}"),
        )
    return message, {}


def values_of(mail, at, head) -> dict[str, str]:
    lines = list(lines_of(mail.request, at.astimezone(BERLIN).date()))
    offers: dict[str, int] = {}
    for line in lines:
        offers[line.actor.name] = offers.get(line.actor.name, 0) + bool(line.offer_id)
    named = [_in_a_line(name, number) for name, number in list(offers.items())[:MOST_LINES]]
    if len(offers) > MOST_LINES:
        named.append(_("and %(count)d more") % {"count": len(offers) - MOST_LINES})
    only = layout.one_line(next(iter(offers), ""))
    many = ngettext("%(count)d entry", "%(count)d entries", len(offers)) % {"count": len(offers)}
    return {
        "portal": head.name,
        "about": _("“%(name)s”") % {"name": only} if len(offers) == 1 else many,
        "entries": "\n".join(f"- {line}" for line in named),
        "link": whole(links.answer_page(mail.request)),
        "until": day((mail.due_at + links.LIFE).astimezone(BERLIN).date()),
    }


def _in_a_line(name, offers):
    """“Musikschule Klangwerk (und 3 Angebote)”"""
    name = layout.one_line(name)
    more = ngettext("%(name)s (and %(count)d offer)", "%(name)s (and %(count)d offers)", offers)
    return more % {"name": name, "count": offers} if offers else name


def _values_for_office(at):
    lines = left_to_office(at.astimezone(BERLIN).date())
    number = len(set(lines.values_list("actor", "offer")))
    gone = len(set(ConfirmationLine.objects.reported_gone().values_list("actor", "offer")))
    return {
        "number": ngettext("%(count)d entry", "%(count)d entries", number) % {"count": number},
        "gone": str(gone) if gone else "",
        "link": whole(reverse("upkeep_freshness:index")),
    }


def register_post():
    kinds = (ConfirmationMailKind.ASK, ConfirmationMailKind.REMINDER, ConfirmationMailKind.OPERATOR, ConfirmationMailKind.OFFICE)
    register(Post(ConfirmationMail, load, is_true, compose, patient=kinds))
