"""Small invented registers, and the mapping that most tests use."""

import json

from directory.imports import execute, find_source, make_plan, read, read_mapping

MAPPING = """
[mapping]
title = "Häuser"

[row]
key = "nr"

[tables.kinds]
MS = "musikschule"
KiTa = "kita"

[things.operator]
model = "actor"
key = "traeger"
fold = true
when = { column = "traeger", empty = false }
[things.operator.fields]
name = "traeger"
kind = { value = "traeger" }

[things.house]
model = "actor"
main = true
key = "nr"
[things.house.fields]
name = "name"
kind = { column = "art", table = "kinds" }
operator = "operator"
summary = "kurz"
phone = "telefon"
topics = { column = "themen", split = ",", table = { Musik = "musik", Sport = "sport" } }
tags = { column = "worte", split = "," }

[things.place]
model = "location"
actor = "house"
key = "nr"
area = { quarter = "ortsteil" }
[things.place.fields]
street = "strasse"
postcode = "plz"
lat = "lat"
lon = "lon"
[things.place.hours]
none = ["0"]
monday = ["mo_von", "mo_bis"]
"""
COLUMNS = (
    "nr",
    "name",
    "art",
    "traeger",
    "kurz",
    "telefon",
    "themen",
    "worte",
    "strasse",
    "plz",
    "ortsteil",
    "lat",
    "lon",
    "mo_von",
    "mo_bis",
)
HOUSE = {
    "nr": "1",
    "name": "Musikschule Nord",
    "art": "MS",
    "traeger": "Kreis Muster",
    "kurz": "Wir musizieren.",
    "telefon": "030 1234567",
    "themen": "Musik",
    "worte": "Chor,Blasmusik",
    "strasse": "Notenweg 1",
    "plz": "13187",
    "ortsteil": "",
    "lat": "52,5",
    "lon": "13,4",
    "mo_von": "8:00",
    "mo_bis": "16:00",
}


def house(**changes):
    return {**HOUSE, **changes}


def write_table(folder, *rows, name="haeuser.csv"):
    path = folder / name
    lines = [";".join(COLUMNS), *(";".join(row[column] for column in COLUMNS) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def write_json(folder, data, name="datei.json"):
    path = folder / name
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path


def load_mapping(folder, text=MAPPING):
    path = folder / "haeuser.toml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def plan_of(path, mapping, source="haeuser", *, publish=True):
    return make_plan(read(path, **mapping.read), mapping, find_source(source, mapping), publish=publish)


def run(path, mapping, source="haeuser", *, publish=True, by=None):
    """Import a file; answers (plan, result)."""
    plan = plan_of(path, mapping, source, publish=publish)
    return plan, execute(plan, by=by)


def fates(plan):
    return [(row.key, row.fate) for row in plan.rows]


def problems(plan):
    return [(problem.line, problem.column, problem.value, problem.level) for problem in plan.problems]
