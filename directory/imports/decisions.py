"""May a change of the source be written, or did a person write there as well?

`decide` compares three values per field: what the source delivered last, what it delivers now, and what stands here: in the row, and in every
draft that may still be published. The plan shows the answer; the writer asks again inside its transaction, with the rows locked.
"""

import copy
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .fields import is_empty, same
from .records import plain_value


@dataclass
class Decision:
    """`live` and `drafts` say which fields are written where, `written` is their union. `publishes`: the draft of an earlier import goes live now; `held`: a person works on it."""

    live: list = field(default_factory=list)
    drafts: list = field(default_factory=list)
    conflicts: dict = field(default_factory=dict)
    publishes: bool = False
    held: bool = False

    @property
    def written(self):
        found = set(self.live)
        for names in self.drafts:
            found.update(names)
        return found


def decide(thing, record, names, *, publish):
    """The `Decision` on a `PlannedThing` that exists. `record` is a `Record`, or None when the thing is gone (then it is made anew)."""
    decision = Decision()
    if record is None:
        return decision
    changed = thing.changed
    if changed and (refusal := _refusal(record.obj)):
        decision.conflicts = dict.fromkeys(changed, refusal)
        return decision
    contents = [revision.content for revision in record.pending]
    if record.obj.live and publish:
        decision.live = _writable(thing, changed, record.live, names, decision.conflicts, _("changed here as well"))
        for content in contents:
            drafted = {}
            wanted = [name for name in changed if name not in decision.conflicts]
            decision.drafts.append(_writable(thing, wanted, content, names, drafted, _("changed in a draft as well"), also=record.live))
            decision.conflicts.update(drafted)
    else:
        base = contents[-1] if contents else record.live
        decision.drafts = [_writable(thing, changed, base, names, decision.conflicts, _("changed here as well"))]
        if not record.obj.live:
            decision.live = [name for name in decision.drafts[0] if _was_delivered(thing, name, record.live, names)]
            waits = publish and record.obj.first_published_at is None
            decision.held = waits and is_edited(record)
            decision.publishes = waits and not decision.held
    return decision


def is_edited(record):
    """Whether a person's draft lies on top of what the import wrote: then the import doesn't publish it."""
    if not record.pending:
        return False
    return any(_edited(name, value, record.pending[-1].content.get(name)) for name, value in record.live.items() if name not in NOT_CONTENT)


NOT_CONTENT = {
    "pk", "latest_revision", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision", "locked", "locked_at",
    "locked_by", "uuid", "slug", "confirmed_at", "archived_at", "created_at", "updated_at", "expired", "last_day",
}  # fmt: skip


def _edited(name, row_value, draft_value):
    if isinstance(row_value, list) and row_value and isinstance(row_value[0], dict):
        return [_without_keys(child) for child in row_value] != [_without_keys(child) for child in draft_value or []]
    if isinstance(row_value, list):
        return sorted(row_value, key=str) != sorted(draft_value or [], key=str)
    return not same(str(row_value) if row_value is not None else None, str(draft_value) if draft_value is not None else None)


def _without_keys(child):
    return {name: str(value) for name, value in child.items() if name not in ("pk", "sort_order")}


def _refusal(obj):
    if obj.archived_at:
        return _("archived here")
    if obj.locked:
        return _("locked here by an editor")
    return ""


def _was_delivered(thing, name, content, names):
    present = plain_value(content, thing.thing.model_fields[name], names)
    return same(present, thing.before[name]) if name in thing.before else is_empty(present)


def _writable(thing, changed, content, names, conflicts, reason, *, also=None):
    """The fields out of `changed` that may be written into `content`; the others are added to `conflicts`, unless they say the same already.

    `also` is the content of the row: what a draft has in common with it was not written by the draft's editor.
    """
    writable = []
    for name in changed:
        described = thing.thing.model_fields[name]
        present = plain_value(content, described, names)
        if same(present, thing.values[name]):
            continue
        if _was_delivered(thing, name, content, names) or (also is not None and same(present, plain_value(also, described, names))):
            writable.append(name)
        else:
            conflicts[name] = f"{reason} ({_shown(present)})"
    return writable


def _shown(value):
    text = ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)
    return text if len(text) <= 100 else f"{text[:100]} …"


def changed_content(content, thing, field_names, names, put):
    """A copy of `content` with the values of the source in `field_names`."""
    content = copy.deepcopy(content)
    for name in field_names:
        put(content, thing.thing.model_fields[name], thing.values[name], names)
    return content
