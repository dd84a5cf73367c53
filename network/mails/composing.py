"""What mails to partners say, and whether they are still true when their time comes."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.wording import day
from mailing import layout, messages
from mailing.letterhead import letterhead, whole
from mailing.sending import Post, register

from .. import links
from ..enums import Answer, CooperationStatus, PartnerMailKind
from ..essentials import changed, essentials_of, shown_to_partners
from ..models import Cooperation, PartnerMail

WORDS = Path(__file__).parent / "words" / "de.toml"
LANGUAGE = "de"
"""Institutions have no language of their own."""
ASKING = (PartnerMailKind.REQUEST, PartnerMailKind.REMINDER, PartnerMailKind.CHANGED)


class Text(NamedTuple):
    subject: str
    body: str
    button: str


@lru_cache
def texts() -> dict[str, Text]:
    """{kind: words}"""
    found = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return {kind: Text(entry["subject"], entry["body"].strip(), entry.get("button", "")) for kind, entry in found.items()}


def load(key):
    return PartnerMail.objects.select_related("partner__actor", "partner__cooperation", "partner__asked_by").get(pk=key)


def is_true(mail, at):
    """As things stand at `at`: nobody is asked who has answered, or was asked anew since."""
    partner, cooperation = mail.partner, mail.partner.cooperation
    if cooperation.is_archived:
        return False
    if mail.kind in ASKING:
        return partner.answer == Answer.OPEN and partner.round == mail.data["round"] and not partner.actor.is_archived
    if mail.kind == PartnerMailKind.RUNNING:
        return partner.answer == Answer.CONFIRMED and cooperation.status != CooperationStatus.ENDED
    return {
        PartnerMailKind.DECLINED: partner.answer == Answer.DECLINED,
        PartnerMailKind.PUBLIC: cooperation.is_public,
        PartnerMailKind.ENDED: cooperation.status == CooperationStatus.ENDED,
        PartnerMailKind.LEFT: partner.answer == Answer.CONFIRMED and _left(mail) is not None,
    }[PartnerMailKind(mail.kind)]


def compose(mail, at):
    """(message, {}) as `mailing` wants it."""
    text = texts()[mail.kind]
    with override(LANGUAGE):
        head = letterhead()
        signature = _("You get this e-mail because this address is on record for “%(actor)s”.") % {
            "actor": layout.one_line(mail.partner.actor.name)
        }
        if mail.kind == PartnerMailKind.DECLINED:
            signature = _("You get this e-mail because you asked this partner.")
        written = messages.write(
            text.subject, text.body, values_of(mail), button=text.button, language=LANGUAGE, head=head, signature=signature
        )
        message = messages.message_of(
            written,
            to=mail.address,
            name=head.name,
            language=LANGUAGE,
            identifier=messages.message_id(mail, mail.partner.cooperation.uuid, f"{mail.partner_id}-{mail.address}-{mail.key}"),
        )
    return message, {}


def values_of(mail) -> dict[str, str]:
    """What stands in the place of each placeholder; "" leaves its line out."""
    partner = mail.partner
    cooperation = shown_to_partners(partner.cooperation)
    others = [other.actor for other in partner.cooperation.partners.select_related("actor").order_by("pk") if _is_there(other, partner)]
    return {
        "cooperation": layout.one_line(cooperation.name),
        "actor": layout.one_line(partner.actor.name),
        "form": str(cooperation.get_form_display()),
        "since": day(cooperation.starts_on) if cooperation.starts_on else "",
        "agreement": str(cooperation.get_agreement_display()) if cooperation.agreement != "keine" else "",
        "others": ", ".join(layout.one_line(other.name) for other in others),
        "asked_by": str(partner.asked_by.get_full_name()) if partner.asked_by else "",
        "link": whole(links.answer_page(partner)),
        "cooperation_link": whole(cooperation.get_absolute_url()) if partner.cooperation.is_public else "",
        "reason": layout.one_line(partner.reason) if mail.kind == PartnerMailKind.DECLINED else "",
        "changes": _changes(mail, partner, cooperation),
        "ended_on": day(cooperation.ends_on) if cooperation.ends_on else "",
        "left": layout.one_line(left.actor.name) if (left := _left(mail)) else "",
        "left_on": day(left.left_on) if left else "",
        "hidden": _("Until another partner confirms, the public doesn’t see this cooperation.")
        if left and not partner.cooperation.is_public
        else "",
        "until": day((mail.due_at + links.LIFE).date()),
    }


def _left(mail):
    """The partner of whom the mail says that it has left, if that is still so."""
    if mail.kind != PartnerMailKind.LEFT:
        return None
    return mail.partner.cooperation.partners.select_related("actor").filter(pk=mail.data["left"], answer=Answer.LEFT).first()


def _is_there(other, partner):
    return other.pk != partner.pk and other.answer in (Answer.OPEN, Answer.CONFIRMED)


def _changes(mail, partner, cooperation):
    """“- Titel: Chor statt Orchester”, of what the partner had confirmed."""
    if mail.kind != PartnerMailKind.CHANGED or not partner.confirmed_as:
        return ""
    return "\n".join(f"- {words}" for words in changes_of(partner, cooperation))


def changes_of(partner, cooperation) -> list[str]:
    """What is another since the partner confirmed, in words: “Titel: „Chor“, vorher „Orchester“”."""
    names = changed(partner.confirmed_as, essentials_of(cooperation)) if partner.confirmed_as else []
    return [
        _("%(field)s: “%(now)s”, before “%(before)s”")
        % {
            "field": str(Cooperation._meta.get_field(name).verbose_name).capitalize(),
            "now": _in_words(name, essentials_of(cooperation)[name]),
            "before": _in_words(name, partner.confirmed_as.get(name, "")),
        }
        for name in names
    ]


def _in_words(name, value):
    field = Cooperation._meta.get_field(name)
    if not value:
        return _("nothing given")
    if field.choices:
        return str(dict(field.choices).get(value, value))
    return day(field.to_python(value)) if name == "starts_on" else layout.one_line(value)


def register_post():
    register(Post(PartnerMail, load, is_true, compose, patient=(PartnerMailKind.REMINDER, PartnerMailKind.RUNNING)))
