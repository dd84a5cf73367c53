"""The real registers, where they are at hand: `REAL_DATA=/path/to/data pytest tests/directory/imports/test_real_data.py`."""

import csv
import json
import os
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from directory.imports import read_mapping
from directory.models import Actor, Area, Location, Offer

from .files import run

FOLDER = Path(os.environ.get("REAL_DATA", ""))

pytestmark = pytest.mark.django_db

FILES = [
    ("berlin/schools_2024.geojson", "berlin_schulen", 925, {("actor", "created"): 925, ("location", "created"): 925}),
    ("berlin/kitas_2017.csv", "berlin_kitas", 2552, {("actor", "created"): 3765, ("location", "created"): 2552}),
    ("berlin/music_schools.csv", "berlin_musikschulen", 13, {("actor", "created"): 13, ("location", "created"): 12}),
    (
        "berlin/offers_2026.json",
        "berlin_angebote",
        768,
        {("actor", "created"): 382, ("location", "created"): 374, ("offer", "created"): 384},
    ),
    (
        "berlin/vhs_courses_2020.json.gz",
        "berlin_vhs",
        1878,
        {("actor", "created"): 12, ("location", "created"): 98, ("offer", "created"): 1878},
    ),
    ("lichtenberg/youth_centres_2014.geojson", "lichtenberg_jugend", 71, {("actor", "created"): 115, ("location", "created"): 71}),
]


@pytest.fixture
def districts():
    call_command(
        "import_areas", str(FOLDER / "geo/berlin-bezirke.geojson"), level="bezirk", ags="110{spatial_name}0{spatial_name}", dissolve=True
    )
    call_command("import_areas", str(FOLDER / "geo/postcodes_geonames_2026.csv.gz"))


def load(name, path):
    return read_mapping(name, beside=path)


@pytest.mark.parametrize(("file", "name", "rows", "objects"), FILES)
def test_every_row_has_a_fate_and_the_second_run_changes_nothing(districts, file, name, rows, objects):
    path = FOLDER / file
    mapping = load(name, path)

    plan, result = run(path, mapping, name)
    again, repeated = run(path, mapping, name)

    assert (dict(plan.fates()), result.objects) == ({"created": rows}, objects)
    assert (dict(again.fates()), repeated.objects) == ({"unchanged": rows}, {})


def test_quarters_are_made_once_each_in_the_right_district(districts):
    for file, name, _rows, _objects in FILES[:2]:
        run(FOLDER / file, load(name, FOLDER / file), name)

    quarters = {area.name: area.get_parent().name for area in Area.objects.filter(level="ortsteil")}
    assert (len(quarters), Area.objects.filter(level="ortsteil").count()) == (95, 95)
    assert (quarters["Kreuzberg"], quarters["Schöneberg"], quarters["Mitte"]) == (
        "Friedrichshain-Kreuzberg",
        "Tempelhof-Schöneberg",
        "Mitte",
    )
    assert Location.objects.filter(area__level="ortsteil").count() == 925 + 2552


def test_operators_of_kitas_fit_their_names(districts):
    """Names of Kitas often contain their operator: with the list shifted by one they would not."""
    path = FOLDER / "berlin/kitas_2017.csv"
    run(path, load("berlin_kitas", path), "berlin_kitas")
    codes = json.loads((path.parent / "kitas_2017_codes.json").read_text(encoding="utf-8"))["parent"]
    with path.open(encoding="utf-8-sig") as stream:
        late = {row["id"]: int(row["parent"]) for row in csv.DictReader(stream) if int(row["parent"]) >= 600}

    kitas = Actor.objects.filter(identifiers__key__in=late).select_related("operator").prefetch_related("identifiers")

    def words(text):
        return set(re.findall(r"[a-zäöüß]{6,}", text.casefold())) - {
            "kindertagesstätte",
            "berlin",
            "kinder",
            "kinderladen",
            "haftungsbeschränkt",
        }

    fits = sum(bool(words(kita.name) & words(kita.operator.name)) for kita in kitas)
    shifted = sum(
        bool(words(kita.name) & words(codes[late[kita.identifiers.get().key]]))
        for kita in kitas
        if late[kita.identifiers.get().key] < len(codes)
    )
    assert len(late) == 1242
    assert fits > 10 * shifted


def test_last_years_schools_update_by_their_key(districts):
    path = FOLDER / "berlin/schools_2024.geojson"
    run(path, load("berlin_schulen", path), "berlin_schulen")
    older = FOLDER / "berlin/schools_2023.csv"
    mapping_text = (
        '[row]\nkey = "BSN"\n[things.school]\nmodel = "actor"\nmain = true\nkey = "BSN"\n[things.school.fields]\nname = "Name"\n'
        'kind = { value = "schule" }\nemail = "eMail"\n'
    )
    (older_mapping := Path(os.environ.get("TMPDIR", "/tmp")) / "schulen_2023.toml").write_text(mapping_text, encoding="utf-8")

    plan, _result = run(older, read_mapping(older_mapping), "berlin_schulen")

    assert sum(plan.fates().values()) == 917
    assert plan.fates()["created"] == 5
    assert len(plan.missing) == 13


def test_english_rows_complete_their_offers(districts):
    path = FOLDER / "berlin/offers_2026.json"
    run(path, load("berlin_angebote", path), "berlin_angebote")

    assert Offer.objects.filter(texts__language="en").distinct().count() == 384
