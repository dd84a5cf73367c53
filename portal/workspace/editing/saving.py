"""What somebody typed in a section is laid on the entry as it is then: only what they changed; what another changed meanwhile is asked back."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from directory import field_values
from directory.enums import ProposalState
from directory.errors import OperationRefused
from directory.models import ChangeProposal, Location
from directory.operations import proposals
from directory.operations.locking import lock

MINE, THEIRS = "mine", "theirs"
ADDRESS = ("street", "postcode", "municipality")


@dataclass
class Opened:
    """What the page carries along: `seen` {key: shown} when it was opened, `looked` {key: shown} of conflicts that it showed, `chosen` {key: MINE | THEIRS}."""

    seen: dict[str, Any] = field(default_factory=dict)
    looked: dict[str, Any] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


class NotSaved(Exception):
    """Nothing was written. `conflicts`: {key: what stands there now}; `refused`: {key: text for the person}; key "" for the whole."""

    def __init__(self, conflicts=None, refused=None):
        super().__init__()
        self.conflicts, self.refused = conflicts or {}, refused or {}


@transaction.atomic
def save(entry, pieces, typed, opened, *, by, at) -> ChangeProposal | None:
    """Propose what `typed` ({key: shown}) changes. Returns the proposal that waits, or the one that was applied; None when nothing differs. Raises `NotSaved`."""
    content = proposals.content_of(lock(entry))
    changed, conflicts = _changed(content, pieces, typed, opened)
    if conflicts:
        raise NotSaved(conflicts)
    if not changed:
        return None
    values = _values(content, [(piece, typed[piece.key]) for piece in changed])
    if isinstance(content, Location):
        _place_anew(content, values)
    try:
        # the row is locked: what was read above is what stands there
        return proposals.propose(entry, values, by=by, at=at)
    except OperationRefused as refusal:
        raise NotSaved(refused={"": str(refusal)}) from refusal


def with_typed(entry, pieces, typed):
    """The entry in memory with what was typed, for a preview; nothing is written. Raises `NotSaved` for what can't be read."""
    content = proposals.content_of(type(entry)._base_manager.get(pk=entry.pk))
    given = [(piece, typed[piece.key]) for piece in pieces if typed[piece.key] != piece.shown(content)]
    for name, value in _values(content, given).items():
        field_values.put(content, name, value)
    return content


def _changed(content, pieces, typed, opened):
    changed, conflicts = [], {}
    for piece in pieces:
        key, now = piece.key, piece.shown(content)
        mine, was = typed[key], opened.seen.get(key)
        if mine in (was, now):
            continue
        is_decided = opened.looked.get(key) == now and key in opened.chosen
        if was != now and not is_decided:
            conflicts[key] = now
        elif was == now or opened.chosen[key] == MINE:
            changed.append(piece)
    return changed, conflicts


def _values(content, given):
    values, refused = {}, {}
    for piece, text in given:
        name = piece.name
        present = values.get(name, field_values.value_of(content, name))
        try:
            values[name] = field_values.clean(content, name, piece.laid(present, text))
        except OperationRefused as refusal:
            refused[piece.key] = str(refusal)
    if refused:
        raise NotSaved(refused=refused)
    return values


def _place_anew(content, values):
    """A new address has another point on the map: that of an entry of the register with the same address, else none."""
    if any(name in values for name in ADDRESS):
        address = {name: values.get(name, getattr(content, name)) for name in ADDRESS}
        lat, lon = point_of(address)
        values.update(lat=lat, lon=lon)


def point_of(address):
    """(latitude, longitude) of a known location with this street, postcode and town; (None, None) when there is none."""
    if not all(address.values()):
        return None, None
    street = address["street"]
    known = Location.objects.public().filter(
        street__iexact=street, postcode=address["postcode"], municipality__iexact=address["municipality"]
    )
    return known.exclude(lat=None).values_list("lat", "lon").first() or (None, None)


def waiting_for(entry):
    """Changes of this entry that members made and that wait for the office, with what they say; the oldest first."""
    found = ChangeProposal.objects.filter(state=ProposalState.OPEN, model=entry._meta.model_name, object_id=entry.pk, kind="change")
    waiting = list(found.select_related("author").order_by("created_at", "pk"))
    for proposal in waiting:
        proposal.compared = proposals.compare(proposal)
    return waiting
