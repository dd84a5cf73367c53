"""Reads and checks mapping files (TOML); docs/import.md explains the format.

A mapping is checked as a whole when it is loaded: an unknown word in it is refused with its place, so that a typing error never means "no value".
"""

import csv
import json
import re
import tomllib
from pathlib import Path

from django.utils.translation import gettext as _

from .fields import FIELDS, TEXT_FIELDS, TEXT_LANGUAGES
from .mapping import Condition, Mapping, MappingRefused, Spec, Thing
from .parts import PARTS, ZONES

SHIPPED = Path(__file__).parent / "mappings"
MAX_MAPPING = 2_000_000

SPEC_KEYS = {
    "column", "template", "value", "first", "all", "when", "only", "replace", "split", "empty", "table", "other",
    "rules", "otherwise", "default", "excerpt", "join", "differs", "part", "utm", "take",
}  # fmt: skip
CONDITION_KEYS = {"column", "is", "in", "matches", "empty", "not"}
THING_KEYS = {"model", "key", "main", "when", "actor", "locations", "fields", "area", "hours", "sessions", "links", "text", "fold"}
TOP_KEYS = {"mapping", "source", "read", "row", "values", "tables", "translation", "things"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OTHER = ("report", "keep", "ignore")
DIFFERS = ("first", "empty")
TAKE = ("first", "rest")


def read_mapping(name, *, beside=None, files=None):
    """The mapping called `name` (shipped) or in the file `name`.

    Tables that stand in files of their own are looked for in `files` ({table: path}), then beside the imported file (`beside`), then beside
    the mapping. Raises `MappingRefused`.
    """
    return Loader(*load_toml(name, SHIPPED), beside, files).mapping()


def load_toml(name, folder):
    """(path, content) of the mapping called `name` in `folder`, or in the file `name`. Raises `MappingRefused`."""
    path = Path(name)
    if path.suffix != ".toml":
        path = folder / f"{name}.toml"
        if not re.fullmatch(r"[a-z0-9_]+", str(name)) or not path.is_file():
            raise MappingRefused(
                _("There is no mapping “%(name)s”. There are: %(names)s.") % {"name": name, "names": ", ".join(shipped(folder))}
            )
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MappingRefused(_("The mapping can't be opened: %(reason)s.") % {"reason": error.strerror or error}) from error
    if len(raw) > MAX_MAPPING:
        raise MappingRefused(_("The mapping file is too large."))
    try:
        data = tomllib.loads(raw.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeError, RecursionError) as error:
        raise MappingRefused(_("The mapping is no valid TOML: %(reason)s.") % {"reason": error}) from error
    return path, data


def shipped(folder=SHIPPED):
    """The names of the mappings that come with the portal."""
    return sorted(path.stem for path in folder.glob("*.toml"))


class Loader:
    """Reads the content of one mapping file. Rooms above, which import other things, read theirs with a class below it."""

    def __init__(self, path, data, beside=None, files=None):
        self.name, self.data, self.files = path.stem, data, files or {}
        self.folders = [*([Path(beside).parent] if beside else []), path.parent]
        self.table_names = set()

    def beginning(self, allowed):
        """What all mappings have: a `Mapping` without things. `allowed` are the sections that may stand in the file."""
        data = self.data
        self._only(data, allowed, "")
        head = self._table(data, "mapping")
        self._only(head, {"title"}, "mapping")
        source = self._table(data, "source")
        self._only(source, {"name", "owner", "licence", "url"}, "source")
        read = self._table(data, "read")
        self._only(read, {"rows", "delimiter", "encoding", "sheet", "header", "numbered", "required", "bounds"}, "read")
        row = self._table(data, "row", needed=True)
        self._only(row, {"key", "skip"}, "row")
        tables = {name: self._lookup(name, table) for name, table in self._table(data, "tables").items()}
        self.table_names = set(tables)
        values = {f"@{name}": self.spec(spec, f"values.{name}") for name, spec in self._table(data, "values").items()}
        mapping = Mapping(
            name=self.name,
            title=head.get("title", self.name),
            key=self.spec(row.get("key"), "row.key"),
            things=[],
            source=source,
            read={name: value for name, value in read.items() if name not in ("required", "bounds")},
            required=read.get("required", []),
            values=values,
            tables=tables,
        )
        if "bounds" in read:
            if len(read["bounds"]) != 4:
                self._refuse("read.bounds", _("four numbers are needed: west, south, east, north"))
            mapping.bounds = tuple(read["bounds"])
        for number, skip in enumerate(row.get("skip", [])):
            self._only(skip, {"when", "reason"}, f"row.skip[{number}]")
            mapping.skip.append((skip.get("reason", ""), self._conditions(skip.get("when"), f"row.skip[{number}].when")))
        return mapping

    def mapping(self):
        data, mapping = self.data, self.beginning(TOP_KEYS)
        mapping.things = [self._thing(name, thing) for name, thing in self._table(data, "things", needed=True).items()]
        translation = self._table(data, "translation")
        if translation:
            self._only(translation, {"when", "language", "of"}, "translation")
            mapping.translation_when = self._conditions(translation.get("when"), "translation.when")
            language = translation.get("language", "")
            mapping.translation_language = self.spec({"value": language} if isinstance(language, str) else language, "translation.language")
            mapping.translation_of = self.spec(translation.get("of"), "translation.of")
        self._check(mapping)
        return mapping

    def spec(self, data, place):
        """A string is short for `{column = …}` or, with braces, for `{template = …}`."""
        if isinstance(data, str):
            data = {"template": data} if "{" in data else {"column": data}
        if not isinstance(data, dict) or not data:
            self._refuse(place, _("a column or a table of settings is needed"))
        self._only(data, SPEC_KEYS, place)
        if sum(name in data for name in ("column", "template", "value", "first", "all")) != 1:
            self._refuse(place, _("exactly one of column, template, value, first and all is needed"))
        columns = data.get("column", [])
        spec = Spec(
            place=place,
            columns=[columns] if isinstance(columns, str) else columns,
            template=data.get("template", ""),
            value=data.get("value"),
            first=[self.spec(part, f"{place}.first") for part in data.get("first", [])],
            all=[self.spec(part, f"{place}.all") for part in data.get("all", [])],
            when=self._conditions(data["when"], f"{place}.when") if "when" in data else [],
            only=self._pattern(data["only"], f"{place}.only") if "only" in data else None,
            replace=[(self._pattern(pattern, f"{place}.replace"), new) for pattern, new in data.get("replace", [])],
            split=self._pattern(data["split"], f"{place}.split") if "split" in data else None,
            empty=frozenset(str(value) for value in data.get("empty", [])),
            other=data.get("other", "report"),
            rules=[(self._pattern(pattern, f"{place}.rules"), value) for pattern, value in data.get("rules", [])],
            otherwise=data.get("otherwise"),
            default=data.get("default"),
            excerpt=data.get("excerpt", 0),
            join=data.get("join"),
            differs=data.get("differs", "first"),
            part=data.get("part", ""),
            utm=data.get("utm", 0),
            take=data.get("take", ""),
        )
        names = data.get("table", [])
        for table in [names] if isinstance(names, str | dict) else names:
            if isinstance(table, dict):
                spec.tables.append({str(key): value for key, value in table.items()})
            elif table in self.table_names:
                spec.tables.append(table)
            else:
                self._refuse(place, _("there is no table “%(name)s”") % {"name": table})
        if spec.other not in OTHER:
            self._refuse(f"{place}.other", _("one of %(choices)s is needed") % {"choices": ", ".join(OTHER)})
        for word, value, allowed in (("part", spec.part, PARTS), ("utm", spec.utm, ZONES), ("take", spec.take, TAKE)):
            if value and value not in allowed:
                self._refuse(f"{place}.{word}", _("one of %(choices)s is needed") % {"choices": ", ".join(map(str, allowed))})
        if spec.differs not in DIFFERS:
            self._refuse(f"{place}.differs", _("one of %(choices)s is needed") % {"choices": ", ".join(DIFFERS)})
        return spec

    def _thing(self, name, data):
        place = f"things.{name}"
        if not isinstance(data, dict):
            self._refuse(place, _("a table of settings is needed"))
        self._only(data, THING_KEYS, place)
        if data.get("model") not in FIELDS:
            self._refuse(f"{place}.model", _("one of %(choices)s is needed") % {"choices": ", ".join(FIELDS)})
        thing = Thing(
            name=name,
            model=data["model"],
            key=self.spec(data.get("key"), f"{place}.key"),
            main=bool(data.get("main")),
            fold=bool(data.get("fold")),
            when=self._conditions(data["when"], f"{place}.when") if "when" in data else [],
            actor=data.get("actor", ""),
            locations=data.get("locations", []),
        )
        for field_name, spec in _dotted(data.get("fields", {})):
            if field_name == "operator" and thing.model == "actor":
                thing.operator = spec
                continue
            if field_name not in thing.model_fields or thing.model_fields[field_name].kind in (
                "ref",
                "refs",
                "area",
                "hours",
                "sessions",
                "links",
            ):
                self._refuse(f"{place}.fields.{field_name}", _("there is no such field"))
            thing.fields[field_name] = self.spec(spec, f"{place}.fields.{field_name}")
        for field_name, spec in data.get("text", {}).items():
            if field_name not in TEXT_FIELDS or thing.model == "location":
                self._refuse(f"{place}.text.{field_name}", _("there is no such field"))
            thing.text[field_name] = self.spec(spec, f"{place}.text.{field_name}")
        self._parts(thing, data, place)
        return thing

    def _parts(self, thing, data, place):
        allowed = {"location": ("area", "hours"), "offer": ("sessions",), "actor": ("links",)}[thing.model]
        for part in ("area", "hours", "sessions", "links"):
            if part in data and part not in allowed:
                self._refuse(f"{place}.{part}", _("there is no such field"))
        area = data.get("area", {})
        self._only(area, {"state", "district", "municipality", "quarter"}, f"{place}.area")
        thing.area = {part: self.spec(spec, f"{place}.area.{part}") for part, spec in area.items()}
        hours = data.get("hours", {})
        self._only(hours, {*WEEKDAYS, "text", "none"}, f"{place}.hours")
        thing.hours_none = frozenset(str(value) for value in hours.get("none", []))
        thing.hours_text = self.spec(hours["text"], f"{place}.hours.text") if "text" in hours else None
        for number, day in enumerate(WEEKDAYS):
            if day in hours:
                if not isinstance(hours[day], list) or len(hours[day]) != 2:
                    self._refuse(f"{place}.hours.{day}", _("two columns are needed: opens, closes"))
                thing.hours[number] = tuple(self.spec(spec, f"{place}.hours.{day}") for spec in hours[day])
        sessions = data.get("sessions", {})
        self._only(sessions, {"weekday", "starts", "ends"}, f"{place}.sessions")
        if sessions and "weekday" not in sessions:
            self._refuse(f"{place}.sessions", _("the column of the weekday is needed"))
        thing.sessions = {part: self.spec(spec, f"{place}.sessions.{part}") for part, spec in sessions.items()}
        for link in data.get("links", []):
            self._only(link, {"title", "url"}, f"{place}.links")
            title = link.get("title", "")
            thing.links.append({
                "title": self.spec(title if isinstance(title, dict) else {"value": title}, f"{place}.links"),
                "url": self.spec(link.get("url"), f"{place}.links"),
            })  # fmt: skip

    def _check(self, mapping):
        things = {thing.name: thing for thing in mapping.things}
        if sum(thing.main for thing in mapping.things) != 1:
            self._refuse("things", _("exactly one of them needs “main = true”"))
        for thing in mapping.things:
            place = f"things.{thing.name}"
            if thing.model == "actor" and thing.actor:
                self._refuse(f"{place}.actor", _("there is no such field"))
            if thing.model != "actor" and (thing.actor not in things or things[thing.actor].model != "actor"):
                self._refuse(f"{place}.actor", _("the name of an actor among the things is needed"))
            if thing.operator and (thing.operator not in things or things[thing.operator].model != "actor"):
                self._refuse(f"{place}.fields.operator", _("the name of an actor among the things is needed"))
            for name in thing.locations:
                if thing.model != "offer" or name not in things or things[name].model != "location":
                    self._refuse(f"{place}.locations", _("names of locations among the things are needed"))
            if thing.model != "location" and "name" not in thing.fields:
                self._refuse(f"{place}.fields.name", _("the name is needed"))
            if thing.model == "actor" and "kind" not in thing.fields:
                self._refuse(f"{place}.fields.kind", _("the kind is needed"))
            if ("lat" in thing.fields) != ("lon" in thing.fields):
                self._refuse(f"{place}.fields", _("lat and lon are needed together"))
        known = set(mapping.values)
        for spec in [*mapping.values.values(), *(spec for thing in mapping.things for spec in thing.fields.values())]:
            unknown = [column for column in spec.all_columns() if column.startswith("@") and column not in known]
            if unknown:
                self._refuse(spec.place, _("there is no value “%(name)s”") % {"name": unknown[0]})
        language = mapping.translation_language
        if language and language.value is not None and language.value not in TEXT_LANGUAGES:
            self._refuse("translation.language", _("one of %(choices)s is needed") % {"choices": ", ".join(TEXT_LANGUAGES)})

    def _conditions(self, data, place):
        conditions = []
        for condition in data if isinstance(data, list) else [data]:
            if not isinstance(condition, dict) or not isinstance(condition.get("column"), str):
                self._refuse(place, _("a condition names a column"))
            self._only(condition, CONDITION_KEYS, place)
            tests = [name for name in ("is", "in", "matches", "empty") if name in condition]
            if len(tests) != 1:
                self._refuse(place, _("exactly one of is, in, matches and empty is needed"))
            wanted = condition[tests[0]]
            if tests[0] == "matches":
                wanted = self._pattern(wanted, place)
            elif tests[0] == "in":
                wanted = frozenset(str(value) for value in wanted)
            conditions.append(Condition(condition["column"], tests[0], wanted, bool(condition.get("not"))))
        return conditions

    def _pattern(self, text, place):
        try:
            return re.compile(text)
        except (re.error, TypeError) as error:
            self._refuse(place, _("this is no regular expression (%(reason)s)") % {"reason": error})

    def _lookup(self, name, data):
        """{code: value} as it stands in the mapping, or read from the file that it names."""
        place = f"tables.{name}"
        if not isinstance(data, dict):
            self._refuse(place, _("a table of settings is needed"))
        if "file" not in data:
            return {str(code): value for code, value in data.items()}
        self._only(data, {"file", "path", "missing", "code", "value"}, place)
        path = self._find_file(name, data["file"], place)
        try:
            if path.stat().st_size > MAX_MAPPING * 10:
                self._refuse(place, _("the file “%(file)s” is too large") % {"file": path.name})
            text = path.read_text(encoding="utf-8-sig")
            if path.suffix == ".csv":
                rows = csv.DictReader(text.splitlines())
                return {row[data["code"]].strip(): row[data["value"]].strip() for row in rows}
            content = json.loads(text)
            for step in filter(None, data.get("path", "").split(".")):
                content = content[step]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self._refuse(place, _("the file “%(file)s” can't be read (%(reason)s)") % {"file": path.name, "reason": error})
        if isinstance(content, dict):
            return {str(code): value for code, value in content.items()}
        return dict(_number_list(content, set(data.get("missing", []))))

    def _find_file(self, name, file, place):
        if name in self.files:
            return Path(self.files[name])
        if Path(file).name != file:
            self._refuse(place, _("the file of a table is named without folders"))
        for folder in self.folders:
            if (folder / file).is_file():
                return folder / file
        self._refuse(place, _("the file “%(file)s” is neither beside the imported file nor beside the mapping") % {"file": file})

    def _table(self, data, name, *, needed=False):
        table = data.get(name, {})
        if not isinstance(table, dict) or (needed and not table):
            self._refuse(name, _("a table of settings is needed"))
        return table

    def _only(self, data, allowed, place):
        if not isinstance(data, dict):
            self._refuse(place, _("a table of settings is needed"))
        for name in data:
            if name not in allowed:
                self._refuse(f"{place}.{name}".strip("."), _("unknown; possible here: %(names)s") % {"names": ", ".join(sorted(allowed))})

    def _refuse(self, place, reason):
        raise MappingRefused(_("Mapping “%(name)s”, %(place)s: %(reason)s.") % {"name": self.name, "place": place, "reason": reason})


def _number_list(entries, missing):
    """(code, entry) of a list whose entries are numbered from 0, except the codes in `missing`: the list leaves them out and goes on one earlier."""
    code = 0
    for entry in entries:
        while code in missing:
            code += 1
        yield str(code), entry
        code += 1


def _dotted(fields, prefix=""):
    """("texts.en.name", spec) for nested tables; a table that has a word of a spec is one."""
    for name, value in fields.items():
        if (name == "texts" or prefix) and isinstance(value, dict) and not SPEC_KEYS & set(value):
            yield from _dotted(value, f"{prefix}{name}.")
            continue
        yield f"{prefix}{name}", value
