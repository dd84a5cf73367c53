"""Carry out a plan of edges: `execute(plan)`. Each row is one transaction; what the database or a rule refuses is skipped, its neighbours land."""

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.errors import OperationRefused
from directory.imports.values import Problem
from directory.models import Actor, ImportRow, ImportRun
from directory.operations import change_content, publish

from .. import operations
from ..models import Cooperation, CooperationIdentifier, CooperationPartner
from .mapping import FIELDS

STORED_PROBLEMS = 5_000


def execute(plan, *, by=None, at=None, progress=lambda done, total: None) -> ImportRun:
    """Write a `Plan`; its rows are brought up to date with what really happened. `by`: the user who started it. Returns the `ImportRun`."""
    at = at or timezone.now()
    if plan.source.pk is None:
        plan.source.save()
    run = ImportRun.objects.create(
        source=plan.source,
        mapping=plan.mapping.name[:100],
        file_name=plan.table.name[:255],
        file_hash=plan.table.digest,
        started_at=at,
        started_by=by,
        published=plan.publish,
    )
    for number, planned in enumerate(plan.rows):
        if planned.fate != "skipped":
            try:
                with transaction.atomic():
                    _write(planned, plan, run, by, at)
            except OperationRefused as refusal:
                planned.skip(str(refusal))
            except (DatabaseError, ValueError, OverflowError) as error:
                planned.skip(_("It could not be written: %(error)s") % {"error": str(error).split("\n")[0]})
        progress(number + 1, len(plan.rows))
    run.finished_at = timezone.now()
    run.counts = {"rows": len(plan.rows), **plan.fates(), "partners": dict(plan.findings()), "missing": len(plan.missing)}
    run.problems = [problem.as_dict() for problem in (*_fates_as_problems(plan), *plan.problems)][:STORED_PROBLEMS]
    run.save()
    return run


def _write(planned, plan, run, by, at):
    if planned.cooperation is None:
        _create(planned, plan, by, at)
    elif planned.changes:
        planned.cooperation = change_content(
            planned.cooperation, lambda content: assign(content, planned.changes, plan.vocabularies), by=by
        )
    if planned.to_publish:
        planned.cooperation = publish(planned.cooperation, by=by, at=at)
    for partner in planned.to_confirm:
        operations.confirm_partner(partner, by=by, at=at, on_word_of=plan.confirmed_by)
    _remember(planned, plan, run)


def _create(planned, plan, by, at):
    roles = {partner.slot: partner.role for partner in plan.mapping.partners}
    if CooperationIdentifier.objects.filter(source=plan.source.key, key=planned.row.key).exists():
        raise OperationRefused(_("Somebody else has just imported this row."))
    actors = Actor.objects.in_bulk(planned.actors.values())
    columns = {
        name: _column(name, value) for name, value in planned.row.values.items() if FIELDS[name].kind != "terms" and value not in (None, "")
    }
    terms = {name: _terms(name, value, plan.vocabularies) for name, value in planned.row.values.items() if FIELDS[name].kind == "terms"}
    planned.cooperation = operations.propose(
        partners=[(actors[pk], roles[slot]) for slot, pk in planned.actors.items()], ask=False, by=by, at=at, **columns, **terms
    )
    CooperationIdentifier.objects.create(cooperation=planned.cooperation, source=plan.source.key, key=planned.row.key)
    planned.to_publish = plan.publish
    if plan.confirmed_by:
        planned.to_confirm = list(CooperationPartner.objects.filter(cooperation=planned.cooperation).order_by("pk"))


def _remember(planned, plan, run):
    """What the source says now, where that is new: also what met something else here and was told."""
    delivered = {"fields": planned.row.values, "partners": planned.actors}
    known = ImportRow.objects.filter(source=plan.source, key=planned.row.key).values_list("delivered", flat=True).first()
    if known == delivered:
        return
    ImportRow.objects.update_or_create(source=plan.source, key=planned.row.key, defaults={"run": run, "delivered": delivered})


def assign(cooperation, values, vocabularies):
    """Set content in memory; relations too."""
    for name, value in values.items():
        if FIELDS[name].kind == "terms":
            setattr(cooperation, name, _terms(name, value, vocabularies))
        else:
            setattr(cooperation, name, _column(name, value))


def _column(name, value):
    model_field = Cooperation._meta.get_field(name)
    if value in (None, ""):
        return model_field.get_default() if not model_field.null else None
    return model_field.to_python(value)


def _terms(name, slugs, vocabularies):
    model = FIELDS[name].vocabulary
    return list(model.objects.filter(pk__in=[vocabularies.by_slug[model][slug] for slug in slugs]))


def _fates_as_problems(plan):
    for planned in plan.rows:
        if planned.fate == "skipped":
            yield Problem(planned.row.line, "", planned.row.key, planned.reason, "skipped")
        for note in planned.notes:
            yield Problem(planned.row.line, "", planned.row.key, note, "note")
