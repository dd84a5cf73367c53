"""What an import of edges would do, row by row, without writing: `make_plan(table, mapping, source)`.

What the source delivered last (`ImportRow`) is compared with what it delivers now: only what the *source* changed is a change, and what somebody changed
here as well is a conflict, told and not written. What partners have confirmed is never changed by an import.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.db.models import Q
from django.utils.translation import gettext as _

from directory.imports.fields import Vocabularies, same
from directory.imports.planning import check_columns
from directory.imports.readers import Table
from directory.imports.values import Problem
from directory.models import ImportRow, ImportSource

from ..enums import Answer
from ..models import Cooperation, CooperationIdentifier, CooperationPartner
from ..models.cooperations import ESSENTIALS
from .mapping import FIELDS, EdgeMapping, EdgeReader, EdgeRow
from .matching import Finding, Register


@dataclass
class PlannedRow:
    """`fate`: created, updated, unchanged, skipped (with `reason`). `changes`: {field: plain value} to write. `found`: {slot: Finding}."""

    row: EdgeRow
    fate: str = "created"
    reason: str = ""
    found: dict[str, Finding] = field(default_factory=dict)
    changes: dict = field(default_factory=dict)
    cooperation: Cooperation | None = None
    to_confirm: list = field(default_factory=list)
    """Partners that haven't answered, where the office says by `confirmed_by` that they have."""
    to_publish: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def actors(self):
        return {slot: finding.entry.pk for slot, finding in self.found.items() if finding.entry}

    def skip(self, reason):
        self.fate, self.reason = "skipped", reason


@dataclass
class Plan:
    table: Table
    mapping: EdgeMapping
    source: ImportSource
    publish: bool
    confirmed_by: str
    vocabularies: Vocabularies
    rows: list[PlannedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Keys of earlier deliveries that this one lacks."""

    def fates(self):
        return Counter(row.fate for row in self.rows)

    def findings(self):
        """How many partners of rows were found, are in doubt, are missing."""
        return Counter(finding.state for row in self.rows for finding in row.found.values())


def make_plan(table, mapping, source, *, publish=False, confirmed_by="", progress=lambda done, total: None) -> Plan:
    """`source` is an `ImportSource`, perhaps not saved yet. Nothing is written. Raises `MappingRefused` when the file lacks columns that the mapping names."""
    check_columns(table, mapping)
    plan = Plan(table, mapping, source, publish, confirmed_by.strip(), Vocabularies())
    reader, register = EdgeReader(mapping, plan.vocabularies), Register()
    seen = {}
    for number, row in enumerate(table.rows):
        planned = PlannedRow(reader.read(row))
        plan.rows.append(planned)
        _look_at(planned, plan, register, seen)
        if number % 100 == 0:
            progress(number, len(table.rows))
    _compare(plan)
    _warn_of_others(plan)
    plan.problems = sorted(reader.problems, key=lambda problem: problem.line)
    progress(len(table.rows), len(table.rows))
    return plan


def _look_at(planned, plan, register, seen):
    """Who is meant, and whether the row can be used at all."""
    row = planned.row
    planned.found = {slot: register.find(sought) for slot, sought in row.partners.items()}
    if row.skipped:
        return planned.skip(row.skipped)
    if row.key in seen:
        return planned.skip(_("This key stands in line %(line)d already.") % {"line": seen[row.key]})
    seen[row.key] = row.line
    if not row.values.get("name"):
        return planned.skip(_("The row has no title."))
    if len(row.partners) < 2:
        return planned.skip(_("The row names fewer than two institutions."))
    unclear = [
        _("%(name)s: %(reason)s") % {"name": row.partners[slot].name, "reason": finding.how}
        for slot, finding in planned.found.items()
        if finding.state != "sure"
    ]
    if unclear:
        return planned.skip("; ".join(unclear))
    if len(set(planned.actors.values())) < len(planned.actors):
        return planned.skip(_("Both sides are the same institution."))
    return None


def _compare(plan):
    """With what is there under the keys of this source."""
    usable = {planned.row.key: planned for planned in plan.rows if planned.fate != "skipped"}
    identifiers = CooperationIdentifier.objects.filter(source=plan.source.key).select_related("cooperation")
    known = {identifier.key: identifier.cooperation for identifier in identifiers}
    delivered = dict(ImportRow.objects.filter(source=plan.source.pk).values_list("key", "delivered")) if plan.source.pk else {}
    plan.missing = sorted(known.keys() - {planned.row.key for planned in plan.rows})
    for key, planned in usable.items():
        if key in known:
            planned.cooperation = known[key]
            _compare_one(planned, plan, delivered.get(key, {}))


def _compare_one(planned, plan, before):
    cooperation, row = planned.cooperation, planned.row
    if cooperation.is_archived:
        return planned.skip(_("The cooperation is archived here."))
    partners = list(CooperationPartner.objects.filter(cooperation=cooperation).select_related("actor"))
    draft = cooperation if cooperation.live and not cooperation.has_unpublished_changes else cooperation.get_latest_revision_as_object()
    confirmed = any(partner.answer == Answer.CONFIRMED for partner in partners)
    for name, value in row.values.items():
        said, present = before.get("fields", {}).get(name), plain_value(draft, name)
        if (name in before.get("fields", {}) and same_value(name, value, said)) or same_value(name, value, present):
            continue
        if not same_value(name, said, present):
            planned.notes.append(_("“%(field)s” was changed here and by the source; the one here stays.") % {"field": name})
        elif name in ESSENTIALS and confirmed:
            planned.notes.append(
                _("“%(field)s” is new in the source, but partners have confirmed it as it is. Please change it by hand.") % {"field": name}
            )
        else:
            planned.changes[name] = value
    for slot, pk in planned.actors.items():
        said = before.get("partners", {}).get(slot)
        if said is not None and said != pk:
            planned.notes.append(
                _("The source names another partner now: %(name)s. Please change it by hand.") % {"name": planned.found[slot].entry.name}
            )
    if plan.confirmed_by:
        named = set(planned.actors.values())
        planned.to_confirm = [partner for partner in partners if partner.answer == Answer.OPEN and partner.actor_id in named]
    planned.to_publish = plan.publish and not cooperation.live and cooperation.first_published_at is None
    planned.fate = "updated" if planned.changes or planned.to_confirm or planned.to_publish else "unchanged"
    return None


def _warn_of_others(plan):
    """New rows whose institutions have a cooperation of the same form already, which may be the same one."""
    new = [planned for planned in plan.rows if planned.fate == "created"]
    pks = {pk for planned in new for pk in planned.actors.values()}
    links = CooperationPartner.objects.filter(
        Q(answer=Answer.OPEN) | Q(answer=Answer.CONFIRMED), actor__in=pks, cooperation__archived_at=None
    )
    partners = {}
    for cooperation, actor, name, form in links.values_list("cooperation", "actor", "cooperation__name", "cooperation__form"):
        partners.setdefault((cooperation, name, form), set()).add(actor)
    for planned in new:
        wanted, form = set(planned.actors.values()), planned.row.values.get("form") or Cooperation._meta.get_field("form").default
        for (_pk, name, other_form), actors in partners.items():
            if wanted <= actors and form == other_form:
                planned.notes.append(
                    _("These institutions have a cooperation of this form already: “%(name)s”. Perhaps it is the same.") % {"name": name}
                )


def plain_value(cooperation, name):
    """As mappings give it: slugs of terms, days as text."""
    described, value = FIELDS[name], getattr(cooperation, name)
    if described.kind == "terms":
        return sorted(term.slug for term in value.all())
    if value is None:
        return described.empty
    return value.isoformat() if described.kind == "date" else value


def same_value(name, left, right):
    if FIELDS[name].kind == "decimal" and left not in (None, "") and right not in (None, ""):
        try:
            return Decimal(str(left)) == Decimal(str(right))
        except InvalidOperation:
            return False
    return same(left, right)
