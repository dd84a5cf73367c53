"""What an import would do, row by row, without writing: `make_plan(table, mapping, source)`.

The unit of the source is the row, the unit of the register the thing (actor, location, offer). A row delivers one main thing and may name others,
which several rows share. What the source delivered last is compared with what it delivers now, field by field; only what the *source* changed
is a change. Whether a change can be written, or meets something that a person wrote here, decides `decisions`, now for the preview and again in the
transaction that writes.
"""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ..geo import AreaFinder
from ..models import ImportRow
from .decisions import decide
from .fields import MODELS, is_empty, same
from .mapping import Mapping, MappingRefused, Thing
from .places import PlaceResolver
from .readers import Table
from .records import Names, load
from .values import Problem, RowReader, RowValues, drop_repetitions

CHUNK = 500
SHARED = "@"
"""Begins the `ImportRow.key` of a thing that rows share; the keys of rows never begin so."""


@dataclass
class PlannedThing:
    """`values` is what this delivery says, `before` what the last one said, `pk` is set when it exists. `origin` names the row of each field."""

    thing: Thing
    key: str
    own: bool
    values: dict = field(default_factory=dict)
    before: dict = field(default_factory=dict)
    origin: dict = field(default_factory=dict)
    pk: int | None = None
    problem: str = ""
    decision: object = None
    created: bool = False
    is_only: bool = False

    @property
    def model(self):
        return self.thing.model

    @property
    def ref(self):
        return f"{self.model}:{self.key}"

    @property
    def changed(self):
        """Fields whose value the source has changed since its last delivery."""
        return [name for name, value in self.values.items() if name not in self.before or not same(value, self.before[name])]


@dataclass
class PlannedRow:
    """`fate`: created, updated, unchanged or skipped (then `reason`). `things` are all that the row names, the main one last."""

    line: int
    key: str
    fate: str = ""
    reason: str = ""
    things: list = field(default_factory=list)
    translations: list = field(default_factory=list)
    is_new: bool = True
    completes: str = ""
    refused: bool = False


@dataclass
class Plan:
    table: Table
    mapping: Mapping
    source: object
    names: Names
    rows: list = field(default_factory=list)
    things: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    delivered: dict = field(default_factory=dict)
    publish: bool = False
    seconds: float = 0.0

    def fates(self):
        return Counter(row.fate for row in self.rows)


def make_plan(table, mapping, source, *, publish=False, progress=lambda done, total: None):
    """The `Plan` of importing `table`. `source` is an `ImportSource`, possibly not saved yet. Nothing is written.

    Raises `MappingRefused` when the file lacks columns that the mapping names.
    """
    started = time.monotonic()
    check_columns(table, mapping)
    plan = Plan(table, mapping, source, Names(source, AreaFinder()), publish=publish)
    reader = RowReader(mapping, plan.names.vocabularies)
    rows = []
    for number, row in enumerate(table.rows):
        rows.append(reader.read(row))
        if number % 100 == 0:
            progress(number, len(table.rows))
    plan.problems = reader.problems
    _Planner(plan).run(rows)
    progress(len(table.rows), len(table.rows))
    plan.seconds = time.monotonic() - started
    return plan


def check_columns(table, mapping):
    heads = {name.split(".")[0].split("[")[0] for name in table.columns} | set(table.columns)
    wanted = mapping.required or mapping.columns()
    lacking = [column for column in wanted if column not in heads and column.split(".")[0].split("[")[0] not in heads]
    if table.rows and lacking and (mapping.required or table.format in ("CSV", "XLSX") or len(lacking) == len(wanted)):
        raise MappingRefused(
            _("The file doesn't have the columns that the mapping “%(name)s” names: %(lacking)s. It has: %(columns)s.")
            % {"name": mapping.name, "lacking": ", ".join(lacking), "columns": ", ".join(table.columns[:50])}
        )


class _Planner:
    def __init__(self, plan):
        self.plan = plan
        self.before = self._deliveries()
        self.known_rows = plan.delivered

    def run(self, rows):
        seen, by_key, translations = {}, {}, []
        for values in rows:
            planned = PlannedRow(values.line, values.key, completes=values.completes)
            self.plan.rows.append(planned)
            if values.skipped:
                self._skip(planned, values.skipped, reported=True)
            elif values.key in seen:
                self._skip(planned, _("The same key stands in line %(line)d already.") % {"line": seen[values.key]})
            elif values.language:
                translations.append((planned, values))
            else:
                by_key[values.key] = planned
            seen.setdefault(values.key, values.line)
            planned.is_new = values.key not in self.known_rows
        contents = {values.line: values for values in rows}
        pairs = [(planned, contents[planned.line]) for planned in by_key.values()]
        self._resolve_places([values for _planned, values in pairs])
        for planned, values in pairs:
            self._collect(planned, values)
        for planned, values in translations:
            self._attach(planned, values, by_key)
        self._finish_values()
        self._decide()
        self._judge()
        delivered = {row.key for row in self.plan.rows if row.key}
        self.plan.missing = sorted(key for key in self.known_rows if not key.startswith(SHARED) and key not in delivered)

    def _deliveries(self):
        """{thing ref: {field: value}} of all earlier runs of the source; the plan keeps them by row."""
        before = defaultdict(dict)
        if self.plan.source.pk:
            self.plan.delivered = dict(ImportRow.objects.filter(source=self.plan.source).values_list("key", "delivered"))
        for delivered in self.plan.delivered.values():
            for ref, values in delivered.items():
                before[ref].update(values)
        return before

    def _resolve_places(self, rows):
        locations = [(row, values) for row in rows for values in row.things.values() if values.thing.model == "location"]
        resolver = PlaceResolver(self.plan.names.finder, len(locations))
        for _row, location in locations:
            resolver.note(location.values, location.place)
        for row, location in locations:
            path, remark = resolver.area_path(location.values, location.place)
            if path:
                location.values["area"] = path
            if remark:
                label = " / ".join(location.thing.fields[name].label for name in ("lat", "lon"))
                self._problem(row, label, f"{location.values['lat']} / {location.values['lon']}", remark, "note")

    def _collect(self, planned, values: RowValues):
        """Enter the things of a row into the plan, actors before locations before offers."""
        things = values.things
        main = self.plan.mapping.main
        if main.name not in things:
            return self._skip(planned, _("The row names no %(thing)s.") % {"thing": main.name})
        order = {"actor": 0, "location": 1, "offer": 2}
        for found in sorted(things.values(), key=lambda found: (order[found.thing.model], found.thing.main)):
            declared = found.thing
            if declared.operator:
                operator = things.get(declared.operator)
                found.values["operator"] = operator.key if operator and operator.key != found.key else ""
            if declared.actor:
                if declared.actor not in things:
                    if declared.main:
                        return self._skip(planned, _("The row names no %(thing)s.") % {"thing": declared.actor})
                    continue
                found.values["actor"] = things[declared.actor].key
            if declared.locations:
                found.values["locations"] = sorted(things[name].key for name in declared.locations if name in things)
        kept = [found for found in things.values() if not found.thing.actor or "actor" in found.values]
        for found in sorted(kept, key=lambda found: (order[found.thing.model], found.thing.main)):
            planned.things.append(self._enter(found, planned))
        return None

    def _enter(self, found, row):
        ref = f"{found.thing.model}:{found.key}"
        known = self.plan.things.get(ref)
        if known is None:
            known = PlannedThing(found.thing, found.key, found.own, before=dict(self.before.get(ref, {})))
            known.pk = self.plan.names.pk_of[found.thing.model].get(found.key)
            self.plan.things[ref] = known
        for name, value in found.values.items():
            if name not in known.values or (is_empty(known.values[name]) and not is_empty(value) and name not in known.origin.get("", ())):
                known.values[name] = value
                known.origin[name] = row
            elif not is_empty(value) and not same(value, known.values[name]):
                self._differs(known, name, value, row)
        return known

    def _differs(self, known, name, value, row):
        """Two rows say different things about what they share: the first is kept, or none where the mapping says so. Reported once per field."""
        spec = known.thing.fields.get(name)
        empties = known.origin.setdefault("", set())
        if (name, "reported") not in empties:
            empties.add((name, "reported"))
            self._problem(
                row,
                spec.label if spec else name,
                str(value),
                _("Line %(line)d says something else about “%(thing)s”: %(value)s.")
                % {"line": known.origin[name].line, "thing": known.values.get("name") or known.key, "value": str(known.values[name])[:100]},
                "note",
            )
        if spec and spec.differs == "empty":
            known.values[name] = None
            empties.add(name)

    def _attach(self, planned, values, by_key):
        """A row in another language adds texts to the things of the row that it completes."""
        main = by_key.get(values.completes)
        if main is None or main.fate == "skipped":
            return self._skip(
                planned, _("The row that it completes (%(key)s) is not in the file or was left out.") % {"key": values.completes}
            )
        things = {thing.thing.name: thing for thing in main.things}
        for name, found in values.things.items():
            thing = things.get(name)
            if thing is None:
                continue
            for text, value in drop_repetitions(found.values, thing.values):
                if text in thing.thing.model_fields and is_empty(thing.values.get(text)):
                    thing.values[text] = value
                    thing.origin[text] = planned
        main.translations.append(planned)
        planned.things = [things[name] for name in values.things if name in things]
        return None

    def _finish_values(self):
        """What a new thing can't be without; and which new actors have one location only."""
        places = Counter(thing.values.get("actor") for thing in self.plan.things.values() if thing.model == "location")
        for thing in self.plan.things.values():
            actor = self.plan.things.get(f"actor:{thing.values.get('actor')}")
            thing.is_only = thing.model == "location" and actor is not None and actor.pk is None and places[actor.key] == 1
        for thing in self.plan.things.values():
            thing.origin.pop("", None)
            if thing.pk is None and thing.model != "location" and is_empty(thing.values.get("name")):
                thing.problem = _("The name is missing.")
            elif thing.pk is None and thing.model == "actor" and is_empty(thing.values.get("kind")):
                thing.problem = _("The kind is missing.")
            elif thing.pk is not None and is_empty(thing.values.get("name", "?")) and thing.model != "location":
                del thing.values["name"]
        for row in self.plan.rows:
            broken = next((thing for thing in row.things if thing.problem), None)
            if broken and not row.fate:
                self._skip(row, broken.problem if broken.thing.main else f"{broken.thing.name}: {broken.problem}")
                for translation in row.translations:
                    self._skip(translation, _("The row that it completes (%(key)s) is not in the file or was left out.") % {"key": row.key})

    def _decide(self):
        """Look at the things whose source has changed, in chunks, and decide per field."""
        wanted = defaultdict(list)
        for thing in self.plan.things.values():
            if thing.pk is not None and (thing.changed or self.plan.publish):
                wanted[thing.model].append(thing)
        for model, things in wanted.items():
            waiting = _unpublished(MODELS[model], things) if self.plan.publish else set()
            things = [thing for thing in things if thing.changed or thing.pk in waiting]
            for start in range(0, len(things), CHUNK):
                chunk = things[start : start + CHUNK]
                records = load(MODELS[model], [thing.pk for thing in chunk])
                for thing in chunk:
                    thing.decision = decide(thing, records.get(thing.pk), self.plan.names, publish=self.plan.publish)

    def _judge(self):
        for row in self.plan.rows:
            if row.fate:
                continue
            row.fate, row.reason = judge(row)
            self.plan.problems += conflict_problems(row)
        self.plan.problems.sort(key=lambda problem: problem.line)

    def _skip(self, planned, reason, *, reported=False):
        planned.fate, planned.reason, planned.refused = "skipped", reason, True
        if not reported:
            self._problem(planned, self.plan.mapping.key.label, planned.key, reason, "skipped")

    def _problem(self, row, column, value, reason, level):
        self.plan.problems.append(Problem(row.line, column, value[:200], reason, level))


def _unpublished(model, things):
    pks = [thing.pk for thing in things]
    found = set()
    for start in range(0, len(pks), CHUNK):
        found.update(
            model._base_manager.filter(pk__in=pks[start : start + CHUNK], live=False, first_published_at=None).values_list("pk", flat=True)
        )
    return found


def judge(row):
    """(fate, reason) of a row by what becomes of the fields that it brought, and of the things that it is the first to name."""
    if row.is_new and (row.completes or not any(thing.pk and not thing.created for thing in row.things if thing.thing.main)):
        return "created", ""
    changes = conflicts = 0
    for thing in row.things:
        mine = [name for name, origin in thing.origin.items() if origin is row]
        changes += bool(mine and (thing.pk is None or thing.created))
        if thing.decision:
            changes += sum(name in thing.decision.written for name in mine)
            conflicts += sum(name in thing.decision.conflicts for name in mine)
            changes += bool(thing.decision.publishes and mine)
    if changes:
        return "updated", ""
    if conflicts:
        return "skipped", _("What the source changed was changed here as well.")
    return "unchanged", ""


def conflict_problems(row):
    """What of this row was not written, because people write here as well."""
    found = []
    for thing in row.things:
        title = thing.values.get("name") or thing.key
        for name, conflict in (thing.decision.conflicts if thing.decision else {}).items():
            if thing.origin.get(name) is row:
                spec = thing.thing.fields.get(name) or thing.thing.text.get(name.rpartition(".")[2])
                value = thing.values[name]
                shown = ", ".join(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
                found.append(Problem(row.line, spec.label if spec else name, shown[:200], f"{title}: {conflict}", "conflict"))
        if thing.decision and thing.decision.held and any(origin is row for origin in thing.origin.values()):
            found.append(
                Problem(
                    row.line,
                    "",
                    row.key,
                    _("%(thing)s: somebody works on the draft, so it was not published.") % {"thing": title},
                    "conflict",
                )
            )
    return found
