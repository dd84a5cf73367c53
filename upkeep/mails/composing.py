"""What mails about access say, and whether they are still true when their time comes."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.enums import MemberRole
from directory.wording import day
from mailing import layout, messages
from mailing.letterhead import letterhead, whole
from mailing.sending import Post, register

from .. import links
from ..enums import AccessMailKind, ClaimState
from ..evidence import owners_of
from ..models import AccessMail

WORDS = Path(__file__).parent / "words" / "de.toml"
LANGUAGE = "de"
ROLES = {
    MemberRole.OWNER: "Sie sind verantwortlich: Sie bearbeiten den Eintrag und entscheiden, wer es noch darf.",
    MemberRole.EDITOR: "Sie bearbeiten den Eintrag.",
    MemberRole.VIEWER: "Sie lesen mit, auch was noch nicht veröffentlicht ist.",
}


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
    return AccessMail.objects.select_related("actor", "invitation__made_by", "invitation__accepted_by", "claim").get(pk=key)


def is_true(mail, at):
    """As things stand at `at`: nobody gets a link that doesn't work any more."""
    kind, invitation, claim = AccessMailKind(mail.kind), mail.invitation, mail.claim
    if mail.actor.is_archived:
        return kind in (AccessMailKind.ENDED, AccessMailKind.REFUSED)
    if kind in (AccessMailKind.INVITATION, AccessMailKind.GRANTED):
        return invitation.is_open(at) and invitation.round == mail.data["round"]
    if kind == AccessMailKind.CONFIRM:
        return claim.state == ClaimState.UNCONFIRMED
    if kind == AccessMailKind.ASKED:
        return claim.state == ClaimState.OPEN and not claim.answered_at
    if kind == AccessMailKind.ORPHANED:
        return not owners_of(mail.actor).exists()
    return True


def compose(mail, at):
    """(message, {}) as `mailing` wants it."""
    text = texts()[mail.kind]
    with override(LANGUAGE):
        head = letterhead()
        signature = _("You get this e-mail because of the entry “%(actor)s” in this portal.") % {"actor": layout.one_line(mail.actor.name)}
        written = messages.write(
            text.subject, text.body, values_of(mail, head), button=text.button, language=LANGUAGE, head=head, signature=signature
        )
        message = messages.message_of(
            written,
            to=mail.address,
            name=head.name,
            language=LANGUAGE,
            identifier=messages.message_id(mail, mail.actor.uuid, f"access-{mail.address}-{mail.key}"),
        )
    return message, {}


def values_of(mail, head) -> dict[str, str]:
    """What stands in the place of each placeholder; "" leaves its line out."""
    invitation, claim = mail.invitation, mail.claim
    if claim is None and invitation is not None:
        claim = getattr(invitation, "claim", None)
    values = {
        "actor": layout.one_line(mail.actor.name),
        "portal": head.name,
        "link": whole(_link(mail)),
        "left": str(mail.data.get("left") or ""),
    }
    if invitation:
        values |= {
            "invited_by": str(invitation.made_by or ""),
            "message": invitation.message,
            "role": ROLES[MemberRole(invitation.role)],
            "until": day(invitation.expires_at.date()),
            "person": str(invitation.accepted_by or ""),
        }
    if claim:
        values |= {"claimant": layout.one_line(claim.name), "address": claim.email, "function": claim.function, "reason": claim.reason}
    return values


def _link(mail):
    kind = AccessMailKind(mail.kind)
    if kind in (AccessMailKind.INVITATION, AccessMailKind.GRANTED):
        return links.invitation_page(mail.invitation)
    if kind == AccessMailKind.CONFIRM:
        return links.claim_page(mail.claim)
    if kind == AccessMailKind.ASKED:
        return links.answer_page(mail.claim)
    if kind == AccessMailKind.ORPHANED:
        return reverse("upkeep_people:actor", args=[mail.actor_id])
    if kind in (AccessMailKind.KNOWN, AccessMailKind.JOINED):
        return reverse("upkeep:team", args=[mail.actor_id])
    return mail.actor.get_absolute_url()


def register_post():
    register(Post(AccessMail, load, is_true, compose, patient=(AccessMailKind.INVITATION,)))
