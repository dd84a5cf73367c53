"""What mails to partners say, and whether they are still true when their time comes."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from directory import wording
from directory.wording import day
from mailing import layout, messages
from mailing.letterhead import letterhead, whole
from mailing.sending import Post, register

from .. import links
from ..enums import Answer, CooperationStatus, PartnerMailKind
from ..essentials import changed, essentials_of, shown_to_partners
from ..models import Cooperation, PartnerMail
from .gathering import GATHERED, still_open

WORDS = Path(__file__).parent / "words" / "de.toml"
LANGUAGE = "de"
"""Institutions have no language of their own."""
ASKING = (PartnerMailKind.REQUEST, PartnerMailKind.CHANGED)


MOST_LINES, MOST_NAMES = 20, 3
"""Of a mail about many cooperations; the page has all of them."""


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
    if mail.kind in GATHERED:
        return bool(still_open(mail))
    partner, cooperation = mail.partner, mail.partner.cooperation
    if cooperation.is_archived:
        return False
    if mail.kind in ASKING:
        return partner.answer == Answer.OPEN and partner.round == mail.data["round"] and not partner.actor.is_archived
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
        values = values_of(mail)
        signature = _("You get this e-mail because this address is on record for “%(actor)s”.") % {"actor": values["actor"]}
        if mail.kind == PartnerMailKind.DECLINED:
            signature = _("You get this e-mail because you asked this partner.")
        written = messages.write(text.subject, text.body, values, button=text.button, language=LANGUAGE, head=head, signature=signature)
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
    if mail.kind in GATHERED:
        partners = still_open(mail)
        if len(partners) > 1:
            return _values_of_many(mail, partners)
        return _values_of_one(mail, partners[0] if partners else mail.partner)
    return _values_of_one(mail, mail.partner)


def _values_of_many(mail, partners):
    """What differs between the cooperations stands in the list alone."""
    named = [layout.one_line(name) for name in dict.fromkeys(partner.actor.name for partner in partners)]
    return {
        "actor": _some(named),
        "about": ngettext("%(count)d cooperation", "%(count)d cooperations", len(partners)) % {"count": len(partners)},
        "cooperations": "\n".join(f"- {_in_a_line(partner)}" for partner in partners[:MOST_LINES])
        + (("\n- " + _("and %(count)d more") % {"count": len(partners) - MOST_LINES}) if len(partners) > MOST_LINES else ""),
        "link": whole(links.questions_page(mail)),
        "until": day((mail.due_at + links.LIFE).date()),
    }


def _some(names):
    more = len(names) - MOST_NAMES
    return wording.join(
        [*names[:MOST_NAMES], *([ngettext("%(count)d other", "%(count)d others", more) % {"count": more}] if more > 0 else [])]
    )


def _in_a_line(partner):
    """“Chor (Grundschule am Park, seit 1. August 2024)”"""
    cooperation = shown_to_partners(partner.cooperation)
    since = _("since %(day)s") % {"day": day(cooperation.starts_on)} if cooperation.starts_on else ""
    return layout.one_line(f"{cooperation.name} ({', '.join(filter(None, [partner.actor.name, since]))})")


def _values_of_one(mail, partner) -> dict[str, str]:
    cooperation = shown_to_partners(partner.cooperation)
    others = [other.actor for other in partner.cooperation.partners.select_related("actor").order_by("pk") if _is_there(other, partner)]
    return {
        "about": _("cooperation “%(title)s”") % {"title": layout.one_line(cooperation.name)},
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
