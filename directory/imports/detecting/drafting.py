"""The mapping that somebody's choices mean, as TOML that the command reads as well (docs/import.md)."""

import re

import tomli_w

from ...enums import Weekday
from .choices import Choices
from .targets import targets

NO_VALUE = ["-", "–", "—", "k. A.", "k.A.", "n/a", "N/A", "null", "NULL", "entfällt", "unbekannt", "keine Angabe"]
"""What lists write instead of leaving a cell empty."""
LONG_WORD = 5


def draft(choices: Choices, *, read=None, source=None, known=None):
    """TOML text. `read` are arguments of `readers.read`, `source` {"name", "owner", "licence", "url"}, `known` gives words for kinds in names."""
    return tomli_w.dumps(Draft(choices, known).content(read or {}, source or {}))


class Draft:
    def __init__(self, choices, known=None):
        self.choices, self.known = choices, known
        self.tables = {}

    def content(self, read, source):
        things = self._things()
        data = {"mapping": {"title": self.choices.title or "Import"}}
        if source := {name: value for name, value in source.items() if value}:
            data["source"] = source
        read = {name: value for name, value in read.items() if value not in ("", None)}
        main = self.choices.of(f"{self.choices.subject}.name")
        if not any("." in column or "[" in column for column in main):
            read["required"] = main
        if read:
            data["read"] = read
        data["row"] = {"key": self._key()}
        if self.tables:
            data["tables"] = self.tables
        return data | {"things": things}

    # --- Things ---------------------------------------------------------------------------------------------------------

    def _things(self):
        choices = self.choices
        things = {}
        operator = choices.of("operator.name") if choices.subject == "actor" else []
        if operator:
            name = self._single(operator)
            things["operator"] = {
                "model": "actor", "key": name, "fold": True, "when": {"column": operator[0], "empty": False}, "fields": {"name": name, "kind": {"value": "traeger"}},
            }  # fmt: skip
        actor = {"model": "actor", "fields": self._fields("actor")}
        actor["fields"]["kind"] = self._kind()
        if further := self._further_kinds():
            actor["fields"]["further_kinds"] = further
        if choices.subject == "actor":
            actor |= {"main": True, "key": self._key()}
            if operator:
                actor["fields"]["operator"] = "operator"
        else:
            named = self._single(choices.of("actor.name")) if choices.of("actor.name") else {"value": choices.provider}
            actor["fields"]["name"] = named
            actor |= {"key": named, "fold": True}
        things["institution"] = actor
        place = self._place()
        if place:
            things["place"] = place
        if choices.subject == "offer":
            things["offer"] = {"model": "offer", "main": True, "key": self._key(), "actor": "institution", "fields": self._fields("offer")}
            if place:
                things["offer"]["locations"] = ["place"]
        return things

    def _fields(self, part):
        fields = {}
        for target in targets(self.choices.subject).values():
            if not target.key.startswith(f"{part}.") or target.key == "actor.kind":
                continue
            columns = self.choices.of(target.key)
            if columns:
                fields[target.key.partition(".")[2]] = self._value(target, columns)
        if part == "offer" and "price_from" in fields:
            fields["price_to"] = fields["price_from"]
        return fields

    def _place(self):
        """The location, or None when no column tells where it is."""
        of = self.choices.of
        fields, area = {}, {}
        if of("location.street"):
            numbers = of("location.house_number")
            street = of("location.street")[0]
            fields["street"] = f"{{{street}}} {{{numbers[0]}}}" if numbers and _plain(street, numbers[0]) else self._single([street])
        for target, parts in (
            ("location.address", ("street", "postcode", "municipality")),
            ("location.postcode_place", ("postcode", "municipality")),
        ):
            for column in of(target)[:1]:
                for part in parts:
                    fields.setdefault(part, self._part(column, part))
        for name in ("name", "transport", "step_free", "hours_note"):
            if columns := of(f"location.{name}"):
                fields[name] = self._value(targets(self.choices.subject)[f"location.{name}"], columns)
        for name in ("postcode", "municipality"):
            if columns := of(f"location.{name}"):
                fields[name] = self._single(columns)
        self._point(fields)
        for name in ("district", "quarter"):
            if columns := of(f"location.{name}"):
                area[name] = self._translated(columns[0], name, other="keep")
        hours = self._hours()
        if not fields and not area and not hours:
            return None
        if "municipality" not in fields and self.choices.municipality:
            fields["municipality"] = {"value": self.choices.municipality}
        place = {"model": "location", "actor": "institution", "fields": fields}
        if self.choices.subject == "offer":
            place |= {
                "key": self._template(list(dict.fromkeys([*of("actor.name")[:1], *of("location.name")[:1], *self._address_columns()]))),
                "fold": True,
            }
            place["when"] = {"column": self._address_columns()[0], "empty": False}
        else:
            place["key"] = self._key()
        if area:
            place["area"] = area
        if hours:
            place["hours"] = hours
        return place

    def _point(self, fields):
        of = self.choices.of
        if of("location.lat") and of("location.lon"):
            fields |= {"lat": self._single(of("location.lat")[:1]), "lon": self._single(of("location.lon")[:1])}
        elif of("location.point"):
            fields |= {part: self._part(of("location.point")[0], part) for part in ("lat", "lon")}
        elif of("location.utm_east") and of("location.utm_north"):
            columns = [of("location.utm_east")[0], of("location.utm_north")[0]]
            fields |= {part: {"column": columns, "part": part, "utm": self.choices.utm} for part in ("lat", "lon")}

    def _hours(self):
        of = self.choices.of
        pairs = {day: (of(f"hours.{day.value}.opens"), of(f"hours.{day.value}.closes")) for day in Weekday}
        if any(opens and closes for opens, closes in pairs.values()):
            days = {day.name.lower(): [opens[0], closes[0]] for day, (opens, closes) in pairs.items() if opens and closes}
            return {"none": ["0", "-", "–", "geschlossen", "zu"], **days}
        texts = [(day, of(f"hours.{day.value}.text")) for day in Weekday]
        short = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
        parts = [
            {"template": f"{short[day.value]} {{{columns[0]}}}", "when": {"column": columns[0], "empty": False}}
            for day, columns in texts
            if columns
        ]
        if parts:
            return {"text": {"all": parts, "join": "; "}}
        if columns := of("location.hours_text"):
            return {"text": self._single(columns)}
        return {}

    # --- Values ---------------------------------------------------------------------------------------------------------

    def _key(self):
        """The column of the key; without one, name and address together."""
        columns = self.choices.of("row.key")
        if not columns:
            columns = [*self.choices.of(f"{self.choices.subject}.name")[:1], *self._address_columns()[:2]]
            if self.choices.subject == "offer":
                columns = [*columns, *self.choices.of("actor.name")[:1], *self.choices.of("offer.starts_on")[:1]]
        return self._template(columns)

    def _address_columns(self):
        order = (
            "address",
            "street",
            "house_number",
            "postcode",
            "postcode_place",
            "municipality",
            "name",
            "lat",
            "point",
            "utm_east",
            "quarter",
            "district",
        )
        found = [column for name in order for column in self.choices.of(f"location.{name}")]
        return found or [column for column, target in self.choices.columns.items() if target.startswith(("location.", "hours."))]

    def _template(self, columns):
        if len(columns) == 1 or not _plain(*columns):
            return _spec({"column": columns[0]} if len(columns) == 1 else {"column": columns, "join": " | "})
        return " | ".join(f"{{{column}}}" for column in columns)

    def _kind(self):
        columns = self.choices.of("actor.kind")
        if columns:
            spec = self._translated(columns[0], "kind")
            spec = {"column": spec} if isinstance(spec, str) else spec
            if self._is_split(columns[0]):
                spec["take"] = "first"
            if self.choices.kind:
                spec["default"] = self.choices.kind
            return spec
        names = self.choices.of("actor.name")
        if self.choices.kind_from_name and names and self.known:
            return {"column": names[0], "rules": kind_rules(self.known), "otherwise": self.choices.kind}
        return {"value": self.choices.kind}

    def _further_kinds(self):
        columns = self.choices.of("actor.kind")
        if not columns or not self._is_split(columns[0]):
            return None
        return self._translated(columns[0], "kind", other="ignore") | {"take": "rest"}

    def _is_split(self, column):
        listed = any(isinstance(value, list) and len(value) > 1 for value in self.choices.values.get(column, {}).values())
        return listed or bool(self.choices.splits.get(column))

    def _value(self, target, columns):
        name = target.key.partition(".")[2]
        if target.vocabulary:
            found = [self._translated(column, name, other="report") for column in columns]
        elif name in ("tags", "other_names", "languages"):
            found = [self._listed(column) for column in columns]
        else:
            found = [self._emptied(column) for column in columns]
        if len(found) > 1:
            return {"all" if target.many else "first": found} | ({"join": ", "} if name == "other_names" else {})
        return found[0]

    def _single(self, columns):
        found = [self._emptied(column) for column in columns]
        return found[0] if len(found) == 1 else {"first": found}

    def _emptied(self, column):
        empty = self.choices.empty.get(column)
        return _spec({"column": column, "empty": empty}) if empty else _spec({"column": column})

    def _listed(self, column):
        split = self.choices.splits.get(column)
        spec = {"column": column}
        if split:
            spec["split"] = split
        if self.choices.empty.get(column):
            spec["empty"] = self.choices.empty[column]
        return _spec(spec)

    def _part(self, column, part):
        spec = {"column": column, "part": part}
        if self.choices.empty.get(column):
            spec["empty"] = self.choices.empty[column]
        return spec

    def _translated(self, column, name, other="report"):
        """A table of `[tables]` for the values of a column, made once for it; without translations the value as it stands."""
        values = {text: _listed(value) for text, value in self.choices.values.get(column, {}).items() if value is not None}
        spec = self._listed(column)
        if not values:
            return spec
        spec = {"column": column} if isinstance(spec, str) else dict(spec)
        table = next((known for known, content in self.tables.items() if content == values), "")
        if not table:
            table, number = name, 2
            while table in self.tables:
                table, number = f"{name}_{number}", number + 1
            self.tables[table] = values
        return spec | {"table": table} | ({"other": other} if other != "report" else {})


def kind_rules(known):
    """[[regular expression, slug]] for words of the vocabulary in a name, the longest first; short ones only as whole words."""
    words = known.words.get("kinds", {})
    rules = []
    for word, slug in sorted(words.items(), key=lambda found: (-len(found[0]), found[0])):
        shorter = [other for other in words if other != word and len(other) >= LONG_WORD and other in word]
        if shorter and words[max(shorter, key=len)] == slug:
            continue  # the shorter word says the same
        pattern = re.escape(word).replace(r"\ ", "[ -]?")
        for plain, letter in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")):
            pattern = pattern.replace(plain, f"(?:{letter}|{plain})")
        rules.append([f"(?i){pattern}" if len(word) >= LONG_WORD else rf"(?i)\b{pattern}\b", slug])
    return rules


def _listed(value):
    return [item for item in value if item] if isinstance(value, list) else value if value else []


def _spec(spec):
    """The short form where a column alone is enough; braces in a name would make it a template."""
    return spec["column"] if set(spec) == {"column"} and isinstance(spec["column"], str) and "{" not in spec["column"] else spec


def _plain(*columns):
    return not any("{" in column or "}" in column for column in columns)
