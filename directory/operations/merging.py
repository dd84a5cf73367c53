"""Two institutions that are one. The one that stays takes over what the other had, the other is archived and its address leads on; all of it can be undone."""

import re

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState

from ..diff import label_of
from ..enums import FoundBy, MemberRole, PairState
from ..errors import OperationRefused
from ..merging import belongings, fields
from ..merging.steps import change, move, swap_in_drafts, take_back
from ..models import Actor, ChangeProposal, DuplicatePair, FormerSlug, Location, LocationIdentifier, Membership, MergeRun, Offer
from ..signals import actors_merged
from .content import change_content
from .locking import lock

STRONGER = [MemberRole.OWNER, MemberRole.EDITOR, MemberRole.VIEWER]
CONTENT_MODELS = {"actor": Actor, "location": Location}


@transaction.atomic
def merge(kept, gone, *, choices=None, as_location=False, by=None, at=None) -> MergeRun:
    """Let `gone` become part of `kept`. `choices`: {field: `enums.Choice`}, by default what `fields.proposal` says.

    Everything happens in one transaction. `as_location`: `kept` keeps all its own values, and the locations of `gone` get its name.
    """
    at = at or timezone.now()
    kept, gone = _lock_both(kept, gone)
    _refuse(kept, gone, as_location=as_location)
    choices = dict.fromkeys(fields.ACTOR_FIELDS, "kept") if as_location else dict(choices or {})
    run = MergeRun(kept=kept, gone=gone, as_location=as_location, choices=choices, at=at, by=by)
    mine, theirs = fields.shown_version(kept), fields.shown_version(gone)
    run.contents += _change(kept, mine, fields.chosen_values(mine, theirs, choices), by=by)
    run.steps += belongings.move_all(kept, gone)
    if not as_location:
        run.steps += change(ChangeProposal.objects.filter(model="actor", object_id=gone.pk), {"object_id": kept.pk})
    _move_locations(run, by=by)
    run.steps += _move_members(kept, gone)
    run.steps += change(FormerSlug.objects.filter(model="actor", object_id=gone.pk), {"object_id": kept.pk})
    for _receiver, steps in actors_merged.send(sender=Actor, kept=kept, gone=gone, run=run, at=at):
        run.steps += steps or []
    run.steps += _close(gone, at=at)
    run.save(force_insert=True)
    _decide(kept, gone, PairState.PART if as_location else PairState.SAME, by=by, at=at)
    log(instance=kept, action="directory.merge", user=by, data={"other": gone.name, "run": run.pk})
    log(instance=gone, action="directory.merge_away", user=by, data={"other": kept.name, "run": run.pk})
    kept.announce()
    return run


def make_location(gone, kept, *, by=None, at=None) -> MergeRun:
    """`gone` is no institution of its own but a location of `kept`, under its own name."""
    return merge(kept, gone, as_location=True, by=by, at=at)


@transaction.atomic
def undo_merge(run, *, by=None, at=None) -> MergeRun:
    """Give both institutions back what they were and had. What somebody edited since stays as it is and is listed in `run.left`."""
    at = at or timezone.now()
    kept, gone = _lock_both(run.kept, run.gone)
    run = MergeRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.undone_at:
        raise OperationRefused(_("This merge is undone already."))
    later = MergeRun.objects.active().filter(gone=kept).select_related("kept").first()
    if later:
        raise OperationRefused(
            _("“%(kept)s” itself became part of “%(later)s” since. Please undo that merge first.") % {"kept": kept, "later": later.kept}
        )
    newer = MergeRun.objects.active().filter(kept=kept, pk__gt=run.pk).select_related("gone").order_by("-pk").first()
    if newer:
        raise OperationRefused(
            _("“%(gone)s” became part of “%(kept)s” later. Please undo the later merge first.") % {"gone": newer.gone, "kept": kept}
        )
    run.undone_at, run.undone_by = at, by
    run.save(update_fields=["undone_at", "undone_by"])  # from now on nobody follows it any more
    left = take_back(run.steps, since=run.at)
    for content in reversed(run.contents):
        left += _change_back(content, by=by)
    run.left = left
    run.save(update_fields=["left"])
    DuplicatePair.objects.of(kept, gone).exclude(state=PairState.DIFFERENT).update(state=PairState.OPEN, decided_at=None, decided_by=None)
    for actor, other in ((kept, gone), (gone, kept)):
        log(instance=actor, action="directory.undo_merge", user=by, data={"other": other.name, "run": run.pk})
        actor.announce()
    return run


@transaction.atomic
def mark_different(a, b, *, by=None, at=None) -> DuplicatePair:
    """Remember for ever that these two are not the same."""
    a, b = _lock_both(a, b)
    if MergeRun.objects.active().filter(Q(kept=a, gone=b) | Q(kept=b, gone=a)).exists():
        raise OperationRefused(_("“%(a)s” and “%(b)s” are merged. Please undo the merge first.") % {"a": a, "b": b})
    return _decide(a, b, PairState.DIFFERENT, by=by, at=at or timezone.now())


def _lock_both(one, other):
    """In the order of their keys, so that two who merge the same two the other way round wait for each other."""
    if one.pk == other.pk:
        raise OperationRefused(_("An institution can't be merged with itself. Please choose another one."))
    locked = {actor.pk: lock(actor) for actor in sorted((one, other), key=lambda actor: actor.pk)}
    return locked[one.pk], locked[other.pk]


def _refuse(kept, gone, *, as_location):
    for actor in (gone, kept):
        known = MergeRun.objects.active().filter(gone=actor).select_related("kept").first()
        if known:
            raise OperationRefused(_("“%(gone)s” is part of “%(kept)s” already.") % {"gone": actor, "kept": known.kept})
        if actor.locked:
            raise OperationRefused(_("“%(actor)s” is locked. Please unlock it first.") % {"actor": actor})
    if kept.is_archived:
        raise OperationRefused(_("“%(actor)s” is archived. Please restore it first, or let the other one stay.") % {"actor": kept})
    if gone.live and not gone.is_archived and not kept.live:
        raise OperationRefused(
            _("“%(gone)s” is published and “%(kept)s” isn't. Please let the published one stay.") % {"gone": gone, "kept": kept}
        )
    if as_location and not gone.locations.exists():
        raise OperationRefused(_("“%(gone)s” has no location yet. Please enter where it is first.") % {"gone": gone})


def _change(entry, shown, values, *, by):
    """Give `entry` new contents, with a revision. Returns what was there, for the undo."""
    if not values:
        return []
    before = {name: fields.read(shown, name) for name in values}
    change_content(entry, fields.put(before, values), by=by)
    return [{"model": entry._meta.model_name, "id": entry.pk, "before": before, "after": values}]


def _change_back(content, *, by):
    """[what somebody edited since]"""
    entry = lock(CONTENT_MODELS[content["model"]](pk=content["id"]))
    shown = fields.shown_version(entry)
    same = {name: value for name, value in content["before"].items() if fields.read(shown, name) == content["after"][name]}
    if same:
        change_content(entry, fields.put({name: content["after"][name] for name in same}, same), by=by)
    return [f"{entry}: {label_of(entry, name)}" for name in content["before"] if name not in same]


def same_place(location) -> str:
    """What two locations at one address have in common; "" without an address."""
    street = re.sub(r"[\s.\-]+", "", location.street.casefold().replace("straße", "str").replace("strasse", "str"))
    return f"{street}|{location.postcode}" if street and location.postcode else ""


def _move_locations(run, *, by):
    """Locations at another address go along; at the same address the one of `kept` learns what it lacks and takes over offers and keys."""
    kept, gone = run.kept, run.gone
    own = list(kept.locations.filter(archived_at=None))
    places = {same_place(location): location for location in reversed(own) if same_place(location)}
    for location in gone.locations.order_by("pk"):
        rows = Location.objects.filter(pk=location.pk)
        twin = places.get(same_place(location))
        if twin is None or location.is_archived:
            run.steps += move(rows, "actor", kept)
            if own:
                run.steps += change(rows, {"is_main": False})
            if run.as_location and not location.name:
                run.steps += change(rows, {"name": run.gone.name[:200]})
            continue
        run.contents += _change(twin, fields.shown_version(twin), fields.missing_values(fields.shown_version(twin), location), by=by)
        run.steps += change(rows, {"archived_at": run.at})
        run.steps += change(LocationIdentifier.objects.filter(location=location), {"location_id": twin.pk})
        run.steps += change(ChangeProposal.objects.filter(model="location", object_id=location.pk), {"object_id": twin.pk})
        through = Offer.locations.through
        there = through.objects.filter(location=twin).values("offer")
        run.steps += change(through.objects.filter(location=location).exclude(offer__in=there), {"location_id": twin.pk})
        swap_in_drafts(Offer, list(Offer.objects.filter(actor=kept).values_list("pk", flat=True)), "locations", location.pk, twin.pk)


def _move_members(kept, gone):
    """Who works for both keeps the stronger role."""
    steps = []
    theirs = dict(Membership.objects.filter(actor=kept).values_list("user", "role"))
    for membership in Membership.objects.filter(actor=gone):
        if membership.user_id not in theirs:
            steps += move(Membership.objects.filter(pk=membership.pk), "actor", kept)
        elif STRONGER.index(membership.role) < STRONGER.index(theirs[membership.user_id]):
            steps += change(Membership.objects.filter(actor=kept, user=membership.user_id), {"role": membership.role})
    return steps


def _close(gone, *, at):
    """Archive `gone`; a planned publication and a submission in progress end with it, and come back with the undo."""
    steps = change(gone.revisions.exclude(approved_go_live_at=None), {"approved_go_live_at": None})
    open_states = gone.workflow_states.filter(status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES))
    tasks = TaskState.objects.filter(workflow_state__in=list(open_states), status=TaskState.STATUS_IN_PROGRESS)
    steps += change(tasks, {"status": TaskState.STATUS_CANCELLED, "finished_at": at})
    steps += change(open_states, {"status": WorkflowState.STATUS_CANCELLED})
    if not gone.is_archived:
        steps += change(Actor.objects.filter(pk=gone.pk), {"archived_at": at})
    return steps


def _decide(a, b, state, *, by, at):
    first, second = sorted((a, b), key=lambda actor: actor.pk)
    decision = {"state": state, "decided_at": at, "decided_by": by}
    return DuplicatePair.objects.update_or_create(
        first=first, second=second, defaults=decision, create_defaults={**decision, "found_by": FoundBy.OFFICE, "found_at": at}
    )[0]
