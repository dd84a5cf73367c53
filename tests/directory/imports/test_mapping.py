import re
from pathlib import Path

import pytest

from directory.imports import MappingRefused, read_mapping, shipped

from .files import MAPPING, load_mapping, plan_of, write_json, write_table

SMALL = (
    '[row]\nkey = "id"\n[things.a]\nmodel = "actor"\nmain = true\nkey = "id"\n[things.a.fields]\nname = "name"\nkind = { value = "kita" }\n'
)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("[row]", "[rows]"), "rows"),
        (('key = "id"\n[things', 'kee = "id"\n[things'), "row.kee"),
        (('model = "actor"', 'model = "house"'), "things.a.model"),
        (("main = true\n", ""), "things"),
        (('name = "name"\n', ""), "things.a.fields.name"),
        (('kind = { value = "kita" }', ""), "things.a.fields.kind"),
        (("name = ", "nane = "), "things.a.fields.nane"),
        (('"name"', '{ column = "name", value = "x" }'), "things.a.fields.name"),
        (('"name"', '{ column = "name", table = "nowhere" }'), "nowhere"),
        (('"name"', '{ column = "name", only = "(" }'), "regular expression|regulärer Ausdruck"),
        (('"name"', '{ column = "name", when = { column = "x" } }'), "when"),
        (('"name"', '{ column = "name", other = "guess" }'), "other"),
        (('"name"', "5"), "things.a.fields.name"),
        (('"name"', '"@unknown"'), "@unknown"),
    ],
)
def test_a_mistake_in_a_mapping_is_refused_with_its_place(tmp_path, change, place):
    text = SMALL.replace(*change)
    assert text != SMALL

    with pytest.raises(MappingRefused, match=place):
        load_mapping(tmp_path, text)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"no toml", b"[a]\n[a]\n", b""])
def test_what_is_no_mapping_is_refused(tmp_path, content):
    path = tmp_path / "x.toml"
    path.write_bytes(content)

    with pytest.raises(MappingRefused):
        read_mapping(path)


def test_an_unknown_name_lists_the_shipped_mappings():
    for name in ("unknown", "../mapping", "/etc/passwd"):
        with pytest.raises(MappingRefused, match="berlin_schulen"):
            read_mapping(name)


def test_relations_between_things_are_checked(tmp_path):
    for wrong in ('actor = "place"', 'actor = "nobody"', ""):
        with pytest.raises(MappingRefused, match=r"things\.place\.actor"):
            load_mapping(tmp_path, MAPPING.replace('actor = "house"', wrong))


@pytest.mark.django_db
def test_a_file_without_the_columns_is_refused_with_what_it_has(tmp_path):
    mapping = load_mapping(tmp_path, SMALL)
    path = tmp_path / "x.csv"
    path.write_text("nr;titel\n1;A", encoding="utf-8")

    with pytest.raises(MappingRefused, match=r"id, name.*nr, titel"):
        plan_of(path, mapping)


@pytest.mark.django_db
def test_an_empty_table_is_a_plan_without_rows(tmp_path):
    assert plan_of(write_table(tmp_path), load_mapping(tmp_path)).rows == []


def test_code_lists_are_read_from_a_file_beside_the_imported_one(tmp_path):
    text = (
        SMALL
        + '[tables.list]\nfile = "codes.json"\npath = "a.b"\nmissing = [1]\n[tables.table]\nfile = "codes.csv"\ncode = "nr"\nvalue = "name"\n'
    )
    write_json(tmp_path, {"a": {"b": ["null", "zwei", "drei"]}}, "codes.json")
    (tmp_path / "codes.csv").write_text("nr,name\n7,sieben\n", encoding="utf-8")
    folder = tmp_path / "mappings"
    folder.mkdir()
    (folder / "m.toml").write_text(text, encoding="utf-8")

    mapping = read_mapping(folder / "m.toml", beside=tmp_path / "data.csv")

    assert mapping.tables == {"list": {"0": "null", "2": "zwei", "3": "drei"}, "table": {"7": "sieben"}}


def test_a_code_list_that_is_missing_or_elsewhere_is_named(tmp_path):
    text = SMALL + '[tables.list]\nfile = "codes.json"\n'
    with pytest.raises(MappingRefused, match=r"codes\.json"):
        load_mapping(tmp_path, text)
    with pytest.raises(MappingRefused):
        load_mapping(tmp_path, text.replace("codes.json", "../codes.json"))

    path = write_json(tmp_path, ["a"], "anders.json")
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")

    assert read_mapping(tmp_path / "m.toml", files={"list": path}).tables == {"list": {"0": "a"}}


def test_every_shipped_mapping_has_its_table_in_the_documentation():
    text = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")

    assert {name for name in shipped() if not re.search(rf"^### .*`{name}`", text, re.MULTILINE)} == set()
