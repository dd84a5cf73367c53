"""Mails about proposed changes: to the institution when a visitor sends a hint, to the author when it is decided. Rows first (room `mailing`)."""

import datetime as dt
import tomllib
from functools import lru_cache
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from directory.contacts import addresses_of
from directory.enums import ProposalKind, ProposalState
from directory.models import ChangeProposal
from directory.operations.proposals import compare
from directory.signals import proposal_changed
from directory.wording import day
from mailing import layout, messages
from mailing.letterhead import letterhead, whole
from mailing.sending import Post, register, wake

from . import links
from .models import ProposalMail, ProposalMailKind

WORDS = Path(__file__).parent / "words" / "de.toml"
LANGUAGE = "de"
KEEP = dt.timedelta(days=90)
"""After a decision: then who gave the hint is forgotten, and what they wrote in their own words."""
DECIDED = {
    ProposalState.APPLIED: ProposalMailKind.APPLIED,
    ProposalState.CORRECTED: ProposalMailKind.APPLIED,
    ProposalState.RETURNED: ProposalMailKind.RETURNED,
}


@lru_cache
def texts():
    """{kind: {"subject", "body", "button"?}}"""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


# --- Telling --------------------------------------------------------------------------------------------------------------


def watch():
    proposal_changed.connect(_tell, sender=ChangeProposal, dispatch_uid="upkeep.corrections.mails")


def _tell(sender, proposal, event, **kwargs):
    if event == "made" and proposal.kind == ProposalKind.CORRECTION and proposal.office_from > proposal.created_at:
        _write(proposal, ProposalMailKind.ASKED, addresses_of(proposal.actor), at=proposal.created_at)
    elif event == "decided" and proposal.decided_at != proposal.created_at and (kind := DECIDED.get(proposal.state)):
        address = proposal.author.email if proposal.author_id and proposal.author_id != proposal.decided_by_id else proposal.author_email
        _write(proposal, kind, [address] if address else [], at=proposal.decided_at)


def _write(proposal, kind, addresses, *, at):
    rows = [ProposalMail(proposal=proposal, kind=kind, key=kind, address=address.lower(), due_at=at) for address in addresses]
    ProposalMail.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        wake()


# --- Composing ------------------------------------------------------------------------------------------------------------


def load(key):
    return ProposalMail.objects.select_related("proposal__actor").get(pk=key)


def is_true(mail, at):
    """Nobody is asked about what is decided, and nobody is told what was decided otherwise since."""
    if mail.kind == ProposalMailKind.ASKED:
        return mail.proposal.is_open and mail.proposal.actor is not None and not mail.proposal.actor.is_archived
    return DECIDED.get(mail.proposal.state) == mail.kind


def compose(mail, at):
    """(message, {}) as `mailing` wants it."""
    text, proposal = texts()[mail.kind], mail.proposal
    with override(LANGUAGE):
        head = letterhead()
        if mail.kind == ProposalMailKind.ASKED:
            reason = _("You get this e-mail because this address is on record for “%(actor)s”.") % {
                "actor": layout.one_line(proposal.actor.name)
            }
        else:
            reason = _("You get this e-mail because this address was given with a proposed change.")
        values = values_of(mail, head)
        written = messages.write(
            text["subject"], text["body"].strip(), values, button=text.get("button", ""), language=LANGUAGE, head=head, signature=reason
        )
        message = messages.message_of(
            written,
            to=mail.address,
            name=head.name,
            language=LANGUAGE,
            identifier=messages.message_id(mail, proposal.uuid, f"proposal-{mail.address}-{mail.key}"),
        )
    return message, {}


def values_of(mail, head) -> dict[str, str]:
    """What stands in the place of each placeholder; "" leaves its line out."""
    proposal = mail.proposal
    asks = mail.kind == ProposalMailKind.ASKED
    entry = None if asks else proposal.entry
    return {
        "title": layout.one_line(proposal.title),
        "portal": head.name,
        "actor": layout.one_line(proposal.actor.name) if proposal.actor else "",
        "changes": _changes(proposal) if asks else "",
        "link": whole(links.answer_page(proposal)) if asks else "",
        "until": day(proposal.office_from.date()),
        "comment": layout.one_line(proposal.comment),
        "entry_link": whole(entry.get_absolute_url()) if entry is not None and entry.is_public else "",
    }


def _changes(proposal):
    """“- Telefon: 030 1234, bisher 030 4321”; the author's own words only on the page, so that nobody sends foreign words by our mail."""
    lines = [
        _("%(field)s: “%(new)s”, until now “%(old)s”")
        % {"field": field.label, "new": "; ".join(field.after) or _("nothing"), "old": "; ".join(field.before) or _("nothing")}
        for field in compare(proposal)
    ]
    if proposal.remark:
        lines.append(_("and a remark in their own words"))
    return "\n".join(f"- {layout.one_line(line)[:300]}" for line in lines)


def forget(at=None) -> int:
    """Forget mails, and of decided proposals the visitor's name, address and words. Returns how many proposals."""
    at = at or timezone.now()
    ProposalMail.objects.filter(due_at__lt=at - KEEP).delete()
    old = ChangeProposal.objects.filter(decided_at__lt=at - KEEP, author=None).exclude(kind=ProposalKind.IMPORT)
    return old.exclude(author_name="", author_email="", remark="").update(author_name="", author_email="", remark="")


def register_post():
    register(Post(ProposalMail, load, is_true, compose))
