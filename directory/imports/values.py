"""From a row to values: what a mapping's settings make of the cells. Problems are collected, never raised past the row."""

import hashlib
import re
from dataclasses import dataclass, field

from django.utils.dates import WEEKDAYS as NAMES
from django.utils.translation import gettext as _

from . import parsers
from .cells import as_list, cleaned, short, steps, walk
from .fields import TEXT_FIELDS, clock, is_empty, parse, same
from .mapping import Condition, Mapping, Spec, Thing
from .parsers import Unreadable
from .parts import part_of

MAX_KEY = 150


@dataclass(slots=True)
class Problem:
    """`level`: "skipped" (the row), "left out" (one value), "conflict" (edited here as well), "note"."""

    line: int
    column: str
    value: str
    reason: str
    level: str = "left out"

    def as_dict(self):
        return {"line": self.line, "column": self.column, "value": self.value, "reason": self.reason, "level": self.level}


@dataclass(slots=True)
class ThingValues:
    """What one row says about one thing. A field that couldn't be read is missing in `values`; one that the source leaves empty is there, empty."""

    thing: Thing
    key: str
    own: bool
    values: dict = field(default_factory=dict)
    place: dict = field(default_factory=dict)


@dataclass
class RowValues:
    line: int
    key: str
    things: dict = field(default_factory=dict)
    language: str = ""
    completes: str = ""
    skipped: str = ""


class RowReader:
    """Reads rows by one mapping. `problems` grows with every row."""

    def __init__(self, mapping: Mapping, vocabularies):
        self.mapping, self.vocabularies = mapping, vocabularies
        self.problems: list[Problem] = []
        self._tables = {}
        for name, table in mapping.tables.items():
            self._tables[name] = _folded(table)
        self._row: dict = {}
        self._line = 0
        self._computed: dict = {}

    def read(self, row):
        """`RowValues` of a `readers.Row`; its `skipped` says why it is left out, if it is."""
        self._row, self._line, self._computed = row.values, row.line, {}
        result = RowValues(row.line, "")
        if row.problem:
            return self._skip(result, row.problem)
        try:
            result.key = self._key(self.mapping.key)
            if not result.key:
                return self._skip(result, _("The key is empty."), self.mapping.key.label)
            if result.key.startswith("@"):
                return self._skip(result, _("A key must not begin with “@”."), self.mapping.key.label, result.key)
            for reason, when in self.mapping.skip:
                if self._holds(when):
                    return self._skip(result, reason or _("The mapping leaves such rows out."), value=result.key, expected=True)
            if self.mapping.translation_when and self._holds(self.mapping.translation_when):
                return self._translation(result)
        except Unreadable as error:
            return self._skip(result, str(error), self.mapping.key.label)
        for thing in self.mapping.things:
            values = self._thing(thing, result.key)
            if values:
                result.things[thing.name] = values
        return result

    # --- Things -------------------------------------------------------------------------------------------------------

    def _translation(self, result):
        language = self._evaluate(self.mapping.translation_language)
        result.language = str(language or "")
        result.completes = self._key(self.mapping.translation_of)
        for thing in self.mapping.things:
            if not thing.text or not self._applies(thing):
                continue
            values = ThingValues(thing, "", True)
            for name, spec in thing.text.items():
                self._fill(values, f"texts.{result.language}.{name}", spec)
            result.things[thing.name] = values
        return result

    def _applies(self, thing):
        try:
            return self._holds(thing.when)
        except Unreadable:
            return False

    def _thing(self, thing, row_key):
        try:
            if not self._holds(thing.when):
                return None
            key = self._key(thing.key, fold=thing.fold)
        except Unreadable as error:
            self._report(thing.key.label, "", str(error))
            return None
        if not key:
            return None
        own = key == row_key
        values = ThingValues(thing, key if thing.main else f"{thing.name}:{key}", own)
        for name, spec in thing.fields.items():
            if name not in ("lat", "lon"):
                self._fill(values, name, spec)
        if "lat" in thing.fields:
            self._point(values)
        if thing.hours:
            self._hours(values)
        elif thing.hours_text:
            self._hours_text(values)
        if thing.sessions:
            self._sessions(values)
        if thing.links:
            self._links(values)
        values.place = self._area(thing)
        self._check_together(values)
        return values

    def _fill(self, values, name, spec):
        described = values.thing.model_fields[name]
        raw = None
        try:
            raw = self._evaluate(spec)
            values.values[name] = parse(described, raw, lambda remark: self._report(spec.label, raw, remark, "note"), self.vocabularies)
        except Unreadable as error:
            self._report(spec.label, self._shown(spec) if raw is None else raw, str(error))

    def _point(self, values):
        specs = [values.thing.fields["lat"], values.thing.fields["lon"]]
        label = " / ".join(spec.label for spec in specs)
        shown = " / ".join(self._shown(spec) for spec in specs)
        try:
            raw = [self._evaluate(spec) for spec in specs]
            if all(is_empty(value) for value in raw):
                values.values["lat"] = values.values["lon"] = None
                return
            if any(is_empty(value) for value in raw):
                raise Unreadable(_("One of the two coordinates is missing."))
            lat, lon = (parsers.coordinate(str(value)) for value in raw)
            west, south, east, north = self.mapping.bounds
            if not (south <= lat <= north and west <= lon <= east):
                if south <= lon <= north and west <= lat <= east:
                    raise Unreadable(_("Latitude and longitude look swapped."))
                raise Unreadable(_("The point lies far outside of the region that the mapping expects."))
            values.values["lat"], values.values["lon"] = lat, lon
        except Unreadable as error:
            self._report(label, shown, str(error))

    def _hours(self, values):
        spans = []
        for day, (opens, closes) in values.thing.hours.items():
            label = f"{opens.label}, {closes.label}"
            shown = f"{self._shown(opens)}–{self._shown(closes)}"
            try:
                times = [
                    "" if value is None or str(value) in values.thing.hours_none else str(value)
                    for value in (self._evaluate(opens), self._evaluate(closes))
                ]
                if not any(times):
                    continue
                if not all(times):
                    raise Unreadable(_("Beginning or end is missing."))
                first, last = parsers.span(*times)
                spans.append([day, clock(first), clock(last)])
            except Unreadable as error:
                self._report(label, shown, _("%(day)s: %(reason)s") % {"day": str(NAMES[day]), "reason": error})
        values.values["hours"] = sorted(spans)

    def _hours_text(self, values):
        spec = values.thing.hours_text
        try:
            text = self._evaluate(spec)
            found = (
                []
                if is_empty(text)
                else parsers.opening_hours(parsers.plain(str(text)), lambda remark: self._report(spec.label, text, remark, "note"))
            )
            values.values["hours"] = [[day, clock(first), clock(last)] for day, first, last in found]
        except Unreadable as error:
            self._report(spec.label, self._shown(spec), str(error))

    def _sessions(self, values):
        specs = values.thing.sessions
        try:
            days = self._evaluate(specs["weekday"])
            starts, ends = (self._evaluate(specs[part]) if part in specs else None for part in ("starts", "ends"))
            first = clock(parsers.time(str(starts))) if not is_empty(starts) else None
            last = clock(parsers.time(str(ends))) if not is_empty(ends) else None
            days = days if isinstance(days, list) else [days]
            values.values["sessions"] = sorted({(parsers.weekday(str(day)), first, last) for day in days if not is_empty(day)}, key=str)
            values.values["sessions"] = [list(session) for session in values.values["sessions"]]
        except Unreadable as error:
            self._report(specs["weekday"].label, self._shown(specs["weekday"]), str(error))

    def _links(self, values):
        links = []
        for link in values.thing.links:
            try:
                raw = self._evaluate(link["url"])
                if is_empty(raw):
                    continue
                url = parsers.website(str(raw), lambda remark, raw=raw: self._report(link["url"].label, raw, remark, "note"))  # noqa: B023
                links.append([str(self._evaluate(link["title"]) or url)[:150], url])
            except Unreadable as error:
                self._report(link["url"].label, self._shown(link["url"]), str(error))
        values.values["links"] = links

    def _area(self, thing):
        place = {}
        for part, spec in thing.area.items():
            try:
                place[part] = parsers.plain(str(self._evaluate(spec) or ""))[:120]
            except Unreadable as error:
                self._report(spec.label, self._shown(spec), str(error))
        return place

    def _check_together(self, values):
        """What the database demands of two fields together."""
        found = values.values
        for first, last in (("age_from", "age_to"), ("price_from", "price_to"), ("starts_on", "ends_on")):
            low, high = found.get(first), found.get(last)
            if low is not None and high is not None and (float(low) > float(high) if first == "price_from" else low > high):
                spec = values.thing.fields[last]
                self._report(
                    f"{values.thing.fields[first].label}, {spec.label}", f"{low} – {high}", _("The end lies before the beginning.")
                )
                del found[first], found[last]
        if found.get("is_free") and any(found.get(name) is not None for name in ("price_from", "price_to")):
            spec = values.thing.fields["is_free"]
            self._report(spec.label, self._shown(spec), _("The offer is free, but there is a price."))
            for name in ("is_free", "price_from", "price_to"):
                found.pop(name, None)

    # --- Values -------------------------------------------------------------------------------------------------------

    def _key(self, spec, *, fold=False):
        value = self._evaluate(spec)
        value = " ".join(str(part) for part in value) if isinstance(value, list) else str("" if value is None else value)
        key = " ".join(parsers.plain(value).split())
        if fold:
            key = " ".join(re.sub(r"[^\w]+", " ", key.casefold()).split())
        if len(key) > MAX_KEY:
            key = f"{key[: MAX_KEY - 20]}~{hashlib.sha256(key.encode()).hexdigest()[:16]}"
        return key

    def _evaluate(self, spec: Spec):
        """A cleaned text, number, boolean, None, or a list of those. Raises `Unreadable`."""
        if spec.when and not self._holds(spec.when):
            return None
        value = self._source(spec)
        if spec.part:
            value = None if spec.empty and str(value) in spec.empty else part_of(value, spec.part, utm=spec.utm)
        if spec.empty or spec.only or spec.replace or spec.split or spec.tables or spec.rules:
            items = [self._change(spec, item) for item in (value if isinstance(value, list) else [value])]
            if isinstance(value, list) or spec.split or any(isinstance(item, list) for item in items):
                value = [part for item in items for part in (item if isinstance(item, list) else [item]) if not is_empty(part)]
            else:
                value = items[0]
        if spec.take:
            items = list(dict.fromkeys(str(item) for item in as_list(value) if not is_empty(item)))
            value = items[1:] if spec.take == "rest" else items[0] if items else None
        if is_empty(value) and spec.default is not None:
            value = spec.default
        if isinstance(value, list) and spec.join is not None:
            value = spec.join.join(str(item) for item in value)
        if spec.excerpt and isinstance(value, str):
            value = parsers.excerpt(value, spec.excerpt)
        return value

    def _source(self, spec):
        if spec.template:
            return self._fill_template(spec.template)
        if spec.first:
            return next((value for part in spec.first if not is_empty(value := self._evaluate(part))), None)
        if spec.all:
            found = [self._evaluate(part) for part in spec.all]
            return [item for value in found for item in (value if isinstance(value, list) else [value]) if not is_empty(item)]
        if spec.columns:
            if len(spec.columns) == 1:
                return self._cell(spec.columns[0])
            found = [self._cell(column) for column in spec.columns]
            return [item for value in found for item in (value if isinstance(value, list) else [value]) if not is_empty(item)]
        return spec.value

    def _fill_template(self, template):
        filled = False

        def put(match):
            nonlocal filled
            value = self._cell(match[1])
            if isinstance(value, list):
                value = ", ".join(str(item) for item in value)
            filled = filled or not is_empty(value)
            return "" if value is None else str(value)

        text = re.sub(r"\{([^{}]+)\}", put, template)
        if not filled and "{" in template:
            return ""
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()

    def _change(self, spec, value):
        if value is None or (spec.empty and str(value) in spec.empty):
            value = ""
        if isinstance(value, str):
            if spec.only and value:
                match = spec.only.search(value)
                value = "" if not match else (match[1] if spec.only.groups else match[0]) or ""
            for pattern, new in spec.replace:
                value = pattern.sub(new, value)
            value = value.strip()
            if spec.split and value:
                parts = [part.strip() for part in spec.split.split(value) if part and part.strip()]
                return [item for part in parts for item in as_list(self._translate(spec, part))]
        return self._translate(spec, value)

    def _translate(self, spec, value):
        if is_empty(value) and not spec.rules:
            return value
        for table in spec.tables:
            values = [self._look_up(spec, table, item) for item in as_list(value)]
            value = (
                [item for found in values for item in as_list(found)]
                if isinstance(value, list) or isinstance(values[0], list)
                else values[0]
            )
        if spec.rules:
            text = str("" if value is None else value)
            return next((new for pattern, new in spec.rules if pattern.search(text)), spec.otherwise)
        return value

    def _look_up(self, spec, table, value):
        words = self._tables[table] if isinstance(table, str) else self._tables.setdefault(id(table), _folded(table))
        text = str(value).casefold() if not isinstance(value, bool) else str(value).lower()
        if text.strip() in words:
            return words[text.strip()]
        if spec.other == "keep":
            return value
        if spec.other == "report":
            self._report(spec.label, value, _("The mapping has no translation for it."))
        return ""

    def _holds(self, conditions):
        return all(self._test(condition) for condition in conditions)

    def _test(self, condition: Condition):
        value = self._cell(condition.column)
        texts = [str(item).lower() if isinstance(item, bool) else str(item) for item in as_list(value) if not is_empty(item)]
        if condition.test == "empty":
            held = (not texts) == bool(condition.wanted)
        elif condition.test == "is":
            wanted = str(condition.wanted).lower() if isinstance(condition.wanted, bool) else str(condition.wanted)
            held = wanted in texts if texts else wanted == ""
        elif condition.test == "in":
            held = any(text in condition.wanted for text in texts)
        else:
            held = any(condition.wanted.search(text) for text in texts or [""])
        return held != condition.negated

    def _cell(self, path):
        if path.startswith("@"):
            if path not in self._computed:
                self._computed[path] = None  # a value that names itself finds itself empty
                self._computed[path] = self._evaluate(self.mapping.values[path])
            return self._computed[path]
        if path in self._row:
            return cleaned(self._row[path])
        return cleaned(walk(self._row, steps(path)))

    # --- Problems -----------------------------------------------------------------------------------------------------

    def _shown(self, spec):
        """The raw cells of a value, for the report."""
        cells = []
        for column in spec.all_columns():
            value = self._row.get(column) if column in self._row else None if column.startswith("@") else walk(self._row, steps(column))
            if not is_empty(value):
                cells.append(str(value))
        return " | ".join(cells)

    def _report(self, column, value, reason, level="left out"):
        self.problems.append(Problem(self._line, column, short(value), reason, level))

    def _skip(self, result, reason, column="", value="", *, expected=False):
        result.skipped = reason
        if not expected:
            self.problems.append(Problem(result.line, column, short(value or result.key), reason, "skipped"))
        return result


def drop_repetitions(values, german):
    """A text in another language that repeats the German one is no text of its own: (field, plain value) pairs that differ."""
    for name, value in values.items():
        language, _dot, part = name.removeprefix("texts.").partition(".")
        if name.startswith("texts.") and part in TEXT_FIELDS and language and same(value, german.get(part)):
            yield name, ""
        else:
            yield name, value


def _folded(table):
    return {str(code).strip().casefold(): value for code, value in table.items()}
