"""Proposed changes: made, decided, withdrawn. What is taken over is laid field by field on the entry as it is *then*.

open → applied | corrected | returned | withdrawn | superseded. Each is decided once; who comes second is told.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .. import field_values
from ..diff import label_of
from ..enums import ProposalKind, ProposalState, Trust
from ..errors import OperationRefused
from ..models import Actor, ActorKind, ChangeProposal, Location
from ..signals import proposal_changed
from ..trust import fields_to_review, is_office, trust_of
from .content import change_content
from .locking import lock
from .publication import publish as publish_entry
from .publication import save_draft

LONGEST_REMARK = 4_000
PLACE = ("street", "postcode", "municipality")
NEW_FIELDS = ("name", "kind", "summary", "website", "email", "phone", *PLACE)
"""What a proposed new institution may say; the last three are of its location."""


class Conflict(OperationRefused):
    """Fields that somebody else changed meanwhile: `names`."""

    def __init__(self, entry, names):
        self.names = list(names)
        labels = ", ".join(label_of(entry, name) for name in self.names)
        super().__init__(_("Somebody else has changed this meanwhile: %(fields)s. Please look at it again.") % {"fields": labels})


# --- Making ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose(entry, changes, *, by, at, comment="", seen=None, kind=None, author_name="", author_email="", office_from=None):
    """Propose `changes` ({field: value} as `field_values` writes them) to an actor, location or offer. Returns a `ChangeProposal`.

    What the table of rules and the trust in `by` allow is applied at once, and kept as a proposal of its own; if something has to be reviewed, that
    proposal is the one returned. An open one of the same author for the same entry is replaced, and what it said of other fields goes along.
    `by`: a user, or None for visitors and imports. `comment`: the author's words. `seen`: {field: value} that the author looked at; raises
    `Conflict` where that isn't so any more. Raises `OperationRefused` for what can't be read, and when nothing would change.
    """
    entry = lock(entry)
    owner = entry if isinstance(entry, Actor) else entry.actor
    if entry.is_archived or owner.is_archived:
        raise OperationRefused(_("“%(entry)s” is archived, so nothing can be changed.") % {"entry": entry})
    present = content_of(entry)
    values = {name: field_values.clean(present, name, value) for name, value in changes.items()}
    if gone := [name for name, value in (seen or {}).items() if name in values and value != field_values.value_of(present, name)]:
        raise Conflict(entry, gone)
    earlier = _earlier(entry, by, author_name, kind)
    for proposal in earlier:
        values = {name: change["new"] for name, change in proposal.changes.items() if name not in values} | values
    found = {name: {"old": field_values.value_of(present, name), "new": value} for name, value in values.items()}
    found = {name: change for name, change in found.items() if change["old"] != change["new"]}
    comment = comment.replace("\x00", "").strip()[:LONGEST_REMARK]
    if not found and not comment:
        raise OperationRefused(_("Nothing was changed, and nothing written."))
    _supersede(earlier, by, at)
    waiting = set(found)  # what an editor has locked stays as it is
    if not entry.locked:
        waiting = set() if is_office(by) else fields_to_review(type(entry), found, trust_of(by, owner))
    made = {
        "kind": kind or (ProposalKind.CHANGE if by else ProposalKind.CORRECTION),
        "model": entry._meta.model_name,
        "object_id": entry.pk,
        "title": str(entry)[:500],
        "actor": owner,
        "base_revision_id": entry.latest_revision_id,
        "author": by,
        "author_name": author_name[:150],
        "author_email": author_email,
        "language": (get_language() or "de")[:10],
        "created_at": at,
    }
    at_once = {name: change for name, change in found.items() if name not in waiting}
    proposal = None
    if at_once:
        proposal = ChangeProposal(**made, office_from=at, changes=at_once, remark="" if waiting else comment)
        kept = _lay_on(entry, {name: change["new"] for name, change in at_once.items()}, proposal, by=by)
        _decide(proposal, ProposalState.APPLIED, by=by, at=at, applied=at_once, comment=_kept_words(entry, kept))
    if waiting or not found:
        proposal = ChangeProposal(
            **made, office_from=office_from or at, changes={name: found[name] for name in found if name in waiting}, remark=comment
        )
        proposal.save()
        proposal_changed.send(sender=ChangeProposal, proposal=proposal, event="made")
    return proposal


@transaction.atomic
def propose_new(values, *, by, at, comment="", author_name="", author_email=""):
    """Propose an institution that isn't in the register. `values`: those of `NEW_FIELDS` that are known."""
    actor, place = Actor(), Location()
    cleaned = {}
    for name in NEW_FIELDS:
        if values.get(name) not in (None, ""):
            cleaned[name] = {"new": field_values.clean(place if name in PLACE else actor, name, values[name])}
    if "name" not in cleaned:
        raise OperationRefused(_("Please say what the institution is called."))
    proposal = ChangeProposal.objects.create(
        kind=ProposalKind.NEW,
        model="actor",
        title=cleaned["name"]["new"],
        changes=cleaned,
        remark=comment.replace("\x00", "").strip()[:LONGEST_REMARK],
        author=by,
        author_name=author_name[:150],
        author_email=author_email,
        language=(get_language() or "de")[:10],
        created_at=at,
        office_from=at,
    )
    proposal_changed.send(sender=ChangeProposal, proposal=proposal, event="made")
    return proposal


def _earlier(entry, by, author_name, kind):
    """Open proposals that a new one of the same author replaces. Visitors are nobody, so theirs stay side by side."""
    mine = ChangeProposal.objects.open().of(entry).select_for_update()
    if by is not None:
        return list(mine.filter(author=by).order_by("pk"))
    if kind == ProposalKind.IMPORT:
        return list(mine.filter(kind=kind, author_name=author_name).order_by("pk"))
    return []


def _supersede(proposals, by, at):
    for proposal in proposals:
        proposal.state, proposal.decided_at, proposal.decided_by = ProposalState.SUPERSEDED, at, by
        proposal.save(update_fields=["state", "decided_at", "decided_by"])


# --- Looking --------------------------------------------------------------------------------------------------------------


def content_of(entry):
    """What a change is laid on: what is public, or the latest draft of what isn't."""
    return entry if entry.live else entry.get_latest_revision_as_object()


@dataclass(frozen=True)
class Field:
    """One field of a proposal beside the entry as it is. Lines of words; `now` may differ from `before`, which the author saw."""

    name: str
    label: str
    before: list
    now: list
    after: list
    is_conflict: bool
    is_done: bool
    """The entry says so already."""
    value: object
    """The proposed value, as `field_values` writes it."""


def compare(proposal):
    """[`Field`, …] in the order of the form. For a new institution, `before` and `now` are empty."""
    if proposal.is_new:
        return [_new_field(name, proposal.changes[name]["new"]) for name in NEW_FIELDS if name in proposal.changes]
    entry = proposal.entry
    if entry is None:
        return []
    names = [name for name in field_values.FIELDS[type(entry)] if name in proposal.changes]
    present = content_of(entry)
    return [_field(present, name, proposal.changes[name]) for name in names]


def _field(present, name, change):
    now = field_values.value_of(present, name)
    words = {key: words_of(present, name, value) for key, value in (("now", now), ("before", change["old"]), ("after", change["new"]))}
    is_done = now == change["new"]
    return Field(
        name=name, label=label_of(present, name), is_conflict=now != change["old"] and not is_done, is_done=is_done, value=change["new"], **words
    )  # fmt: skip


def _new_field(name, value):
    blank = Location() if name in PLACE else Actor()
    words = [str(value)]
    if name == "kind":
        words = [str(kind) for kind in ActorKind.objects.filter(pk=value)]
    return Field(name, label_of(blank, name), [], [], words, is_conflict=False, is_done=False, value=value)


def words_of(entry, name, value):
    """Lines of words for a value of field `name` of entries like `entry`."""
    if name == "tags":
        return list(value)
    blank = type(entry)(actor_id=entry.actor_id) if hasattr(entry, "actor_id") else type(entry)()
    field_values.put(blank, name, value)
    return field_values.in_words(blank, name)


def conflicts_of(proposal):
    """Names of fields that say neither what the author saw nor what is proposed."""
    entry = proposal.entry
    if entry is None or proposal.is_new:
        return []
    present = content_of(entry)
    return [
        name
        for name, change in proposal.changes.items()
        if (now := field_values.value_of(present, name)) != change["old"] and now != change["new"]
    ]


# --- Deciding -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve(proposal, *, by, at, corrected=None, fields=None, seen=None, publish=False, comment=""):
    """Take over a proposal, or of it the `fields` alone, some with another value (`corrected`: {field: value}). Returns it as decided.

    A field that somebody else changed meanwhile is never overwritten silently: `Conflict`, unless `seen` ({field: value}) shows that the reviewer
    looked at what stands there now and chose the field in `fields`. `publish`: whether a new institution is published, or stays a draft.
    """
    proposal = _take(proposal)
    corrected = corrected or {}
    chosen = list(proposal.changes) if fields is None else [name for name in proposal.changes if name in set(fields) | set(corrected)]
    if proposal.changes and not chosen:
        raise OperationRefused(_("Please choose what is taken over, or send the proposal back."))
    if proposal.is_new:
        return _make(proposal, chosen, corrected, by=by, at=at, publish=publish, comment=comment)
    entry = _entry_to_change(proposal)
    present = content_of(entry)
    now = {name: field_values.value_of(present, name) for name in chosen}
    looked = {name for name in chosen if seen is not None and name in seen and seen[name] == now[name]}
    if seen is not None and (gone := [name for name in chosen if name not in looked]):
        raise Conflict(entry, gone)
    values = {name: field_values.clean(present, name, corrected.get(name, proposal.changes[name]["new"])) for name in chosen}
    in_conflict = [name for name in chosen if now[name] not in (proposal.changes[name]["old"], values[name]) and name not in looked]
    if in_conflict:
        raise Conflict(entry, in_conflict)
    writes = {name: value for name, value in values.items() if value != now[name]}
    kept = _lay_on(entry, writes, proposal, by=by) if writes else []
    is_whole = all(values.get(name) == change["new"] for name, change in proposal.changes.items())
    applied = {name: {"old": now[name], "new": value} for name, value in values.items()}
    state = ProposalState.APPLIED if is_whole else ProposalState.CORRECTED
    return _decide(proposal, state, by=by, at=at, applied=applied, comment=" ".join(filter(None, [comment, _kept_words(entry, kept)])))


def _make(proposal, chosen, corrected, *, by, at, publish, comment):
    blank = {name: Location() if name in PLACE else Actor() for name in chosen}
    values = {name: field_values.clean(blank[name], name, corrected.get(name, proposal.changes[name]["new"])) for name in chosen}
    if not values.get("name"):
        raise OperationRefused(_("Please say what the institution is called."))
    actor = Actor()
    for name in chosen:
        if name not in PLACE:
            field_values.put(actor, name, values[name])
    save_draft(actor, by=by)
    if any(values.get(name) for name in PLACE):
        location = Location(actor=actor, is_main=True, **{name: values.get(name, "") for name in PLACE})
        save_draft(location, by=by)
    if publish:
        publish_entry(actor, by=by, at=at)
        for location in actor.locations.all():
            publish_entry(location, by=by, at=at)
    proposal.object_id, proposal.actor, proposal.title = actor.pk, actor, actor.name
    is_whole = all(values.get(name) == change["new"] for name, change in proposal.changes.items())
    state = ProposalState.APPLIED if is_whole else ProposalState.CORRECTED
    return _decide(proposal, state, by=by, at=at, applied={name: {"new": value} for name, value in values.items()}, comment=comment)


@transaction.atomic
def accept_for_institution(proposal, *, at, by=None):
    """Whoever works for the institution says yes. What the rules leave to the office goes to it with that word. Returns the proposal.

    `by` is None when the answer came by the link of a mail: then it counts as a member's with usual trust.
    """
    proposal = _take(proposal)
    entry = _entry_to_change(proposal)
    trust = Trust.NORMAL if by is None else trust_of(by, proposal.actor)
    if fields_to_review(type(entry), proposal.changes, trust):
        if proposal.endorsed_at is None:
            proposal.endorsed_at, proposal.office_from = at, min(at, proposal.office_from)
            proposal.save(update_fields=["endorsed_at", "office_from"])
            proposal_changed.send(sender=ChangeProposal, proposal=proposal, event="to_office")
        return proposal
    return approve(proposal, by=by, at=at)


@transaction.atomic
def send_back(proposal, *, comment, by, at):
    """Refuse a proposal, with words that its author reads."""
    proposal = _take(proposal)
    comment = comment.strip()[:LONGEST_REMARK]
    if not comment:
        raise OperationRefused(_("Please say why: whoever proposed it gets to read that."))
    return _decide(proposal, ProposalState.RETURNED, by=by, at=at, comment=comment)


@transaction.atomic
def withdraw(proposal, *, by, at):
    """Take back one's own proposal."""
    proposal = _take(proposal)
    if by is None or proposal.author_id != by.pk:
        raise OperationRefused(_("Only who proposed it can withdraw it."))
    return _decide(proposal, ProposalState.WITHDRAWN, by=by, at=at)


@transaction.atomic
def leave_to_office(proposal, *, at):
    """The institution doesn't answer by itself: the office's queue has it from now on."""
    proposal = _take(proposal)
    if proposal.office_from > at:
        proposal.office_from = at
        proposal.save(update_fields=["office_from"])
    return proposal


def _take(proposal):
    """The proposal as the database has it, locked. Raises `OperationRefused` when it is decided already."""
    proposal = ChangeProposal.objects.select_for_update().get(pk=proposal.pk)
    if not proposal.is_open:
        raise OperationRefused(
            _("“%(title)s” is decided already: %(state)s.") % {"title": proposal.title, "state": proposal.get_state_display()}
        )
    return proposal


def _entry_to_change(proposal):
    if proposal.entry is None:
        raise OperationRefused(_("“%(title)s” isn't there any more.") % {"title": proposal.title})
    entry = proposal.entry = lock(proposal.entry)
    if entry.is_archived:
        raise OperationRefused(_("“%(entry)s” is archived. Please restore it first, or send the proposal back.") % {"entry": entry})
    if entry.locked:
        raise OperationRefused(_("“%(entry)s” is locked by an editor. Please wait until it is unlocked.") % {"entry": entry})
    return entry


def _lay_on(entry, values, proposal, *, by):
    """Write `values` onto what is public and onto every open draft that hasn't changed the field itself. Returns the names that a draft keeps as they are."""
    before = {name: field_values.value_of(content_of(entry), name) for name in values}
    kept, is_first = set(), True

    def change(content):
        nonlocal is_first
        for name, value in values.items():
            if is_first or field_values.value_of(content, name) == before[name]:
                field_values.put(content, name, value)
            elif field_values.value_of(content, name) != value:
                kept.add(name)
        if is_first:
            field_values.check_whole(content)
        is_first = False

    data = {"fields": sorted(values), "author": proposal.author_label if proposal.author_id else proposal.get_kind_display()}
    change_content(entry, change, by=by, action="directory.apply_proposal", data=data)
    return sorted(kept)


def _kept_words(entry, names):
    """For those who read the decision: the office's own draft says otherwise."""
    labels = ", ".join(label_of(entry, name) for name in names)
    return _("An open draft says otherwise, and was left as it is: %(fields)s.") % {"fields": labels} if names else ""


def _decide(proposal, state, *, by, at, applied=None, comment=""):
    proposal.state, proposal.decided_at, proposal.decided_by = state, at, by
    proposal.applied, proposal.comment = applied or {}, comment
    proposal.save()
    proposal_changed.send(sender=ChangeProposal, proposal=proposal, event="decided")
    return proposal
