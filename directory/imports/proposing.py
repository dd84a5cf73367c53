"""What a source changed and a person changed as well becomes a proposal: the office chooses between the two."""

from .. import field_values
from ..enums import ProposalKind, ProposalState
from ..models import Actor, ChangeProposal
from .decisions import changed_content
from .records import put

COLUMNS = {"hours": "opening_spans"}
"""Fields that mappings call otherwise than the model."""


def proposal_of(thing, record, names, source, *, at):
    """The `ChangeProposal` (not saved) of what was held back on a `PlannedThing`, or None. Of what is archived nobody has to decide anything.

    A field that was written to what is public and only kept in an editor's draft needs no decision either.
    """
    obj = record.obj
    held = [name for name in thing.decision.conflicts if name not in thing.decision.live]
    if obj.archived_at or not held:
        return None
    content = record.live if obj.live or not record.pending else record.pending[-1].content
    present = _entry(obj, content)
    delivered = _entry(obj, changed_content(content, thing, held, names, put))
    changes = {}
    for name in dict.fromkeys(COLUMNS.get(name, name.partition(".")[0]) for name in held):
        old, new = field_values.value_of(present, name), field_values.value_of(delivered, name)
        if old != new:
            changes[name] = {"old": old, "new": new}
    if not changes:
        return None
    return ChangeProposal(
        kind=ProposalKind.IMPORT,
        model=thing.model,
        object_id=obj.pk,
        title=str(obj)[:500],
        actor_id=obj.pk if isinstance(obj, Actor) else obj.actor_id,
        base_revision_id=obj.latest_revision_id,
        changes=changes,
        author_name=source.name[:150],
        created_at=at,
        office_from=at,
    )


def keep(proposals, source, *, at):
    """Write them with two statements for each kind of thing; what the same source proposed for the same things earlier is replaced."""
    for model in {proposal.model for proposal in proposals}:
        keys = [proposal.object_id for proposal in proposals if proposal.model == model]
        earlier = ChangeProposal.objects.open().filter(kind=ProposalKind.IMPORT, author_name=source.name[:150], model=model)
        earlier.filter(object_id__in=keys).update(state=ProposalState.SUPERSEDED, decided_at=at)
    ChangeProposal.objects.bulk_create(proposals)


def _entry(obj, content):
    entry = type(obj).from_serializable_data(content, check_fks=False, strict_fks=False)
    entry.pk = obj.pk
    return entry
