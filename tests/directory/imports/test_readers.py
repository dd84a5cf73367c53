import gzip
import io
import json
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from directory.imports import FileRefused, read, readers
from directory.imports.readers import texts, workbooks

ROWS = [{"name": "Käthe-Kollwitz-Schule", "plz": "13187"}, {"name": "Straße", "plz": "01067"}]


def rows_of(table):
    return [row.values for row in table.rows]


def put(tmp_path, content, name="datei"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def csv_bytes(delimiter=";", encoding="utf-8"):
    return "\n".join(["name" + delimiter + "plz", *(row["name"] + delimiter + row["plz"] for row in ROWS)]).encode(encoding)


def xlsx_bytes(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_in_every_usual_dress(tmp_path, delimiter, encoding):
    table = read(put(tmp_path, csv_bytes(delimiter, encoding)))

    assert (table.format, table.columns, table.delimiter, rows_of(table)) == ("CSV", ["name", "plz"], delimiter, ROWS)


def test_what_is_no_utf8_is_noted(tmp_path):
    assert read(put(tmp_path, csv_bytes(encoding="utf-8"))).notes == []
    assert len(read(put(tmp_path, csv_bytes(encoding="cp1252"))).notes) == 1


def test_utf8_with_a_broken_letter_stays_utf8(tmp_path):
    good = "name;plz\n" + "".join(f"Schöne Grüße {number};13187\n" for number in range(20))

    table = read(put(tmp_path, good.encode().replace("ü".encode(), b"\xfc", 1)))

    assert [row.values["name"] for row in table.rows[:2]] == ["Schöne Gr\ufffdße 0", "Schöne Grüße 1"]
    assert len(table.notes) == 1


def test_gzip_round_every_format(tmp_path):
    for content in (csv_bytes(), json.dumps(ROWS).encode(), xlsx_bytes([["name", "plz"], *([row["name"], row["plz"]] for row in ROWS)])):
        assert rows_of(read(put(tmp_path, gzip.compress(content, mtime=0)))) == ROWS


def test_json_is_found_inside_objects(tmp_path):
    nested = {"veranstaltungen": {"stand": "heute", "veranstaltung": ROWS}}

    assert rows_of(read(put(tmp_path, json.dumps({"a": {"b": ROWS}})))) == ROWS
    assert rows_of(read(put(tmp_path, json.dumps(nested)))) == ROWS
    assert rows_of(read(put(tmp_path, json.dumps({"x": [1], "y": {"z": ROWS}})), rows="y.z")) == ROWS


def test_geojson_gives_properties_and_geometry(tmp_path):
    feature = {"type": "Feature", "id": 7, "properties": {"name": "A"}, "geometry": {"type": "Point", "coordinates": [13.4, 52.5]}}

    table = read(put(tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature]})))

    assert table.format == "GeoJSON"
    assert rows_of(table) == [{"name": "A", "geometry": feature["geometry"], "id": 7}]


def test_geojson_in_another_reference_system_is_refused(tmp_path):
    data = {"type": "FeatureCollection", "crs": {"properties": {"name": "urn:ogc:def:crs:EPSG::25833"}}, "features": []}

    with pytest.raises(FileRefused, match="25833"):
        read(put(tmp_path, json.dumps(data)))


def test_xlsx_numbers_and_dates_become_what_people_see(tmp_path):
    import datetime

    content = xlsx_bytes(
        [["plz", "preis", "tag", "zeit", None], [13187, 12.5, datetime.datetime(2026, 5, 1), datetime.time(8, 30), None], [None] * 5]
    )

    assert rows_of(read(put(tmp_path, content))) == [{"plz": 13187, "preis": 12.5, "tag": "2026-05-01", "zeit": "08:30"}]


def test_the_first_sheet_is_read_and_the_others_are_noted(tmp_path):
    book = Workbook()
    book.active.title = "Eins"
    book.active.append(["a"])
    book.active.append(["1"])
    book.create_sheet("Zwei").append(["b"])
    book.save(tmp_path / "x.xlsx")

    table = read(tmp_path / "x.xlsx")

    assert (table.columns, len(table.notes)) == (["a"], 1)
    assert read(tmp_path / "x.xlsx", sheet="Zwei").columns == ["b"]
    with pytest.raises(FileRefused, match="Eins, Zwei"):
        read(tmp_path / "x.xlsx", sheet="Drei")


def test_lines_are_those_of_the_file(tmp_path):
    table = read(put(tmp_path, 'a;b\n1;"zwei\nZeilen"\n\n3;x\n'))

    assert [(row.line, row.values) for row in table.rows] == [(2, {"a": "1", "b": "zwei\nZeilen"}), (5, {"a": "3", "b": "x"})]


def test_broken_rows_are_marked_and_the_others_read(tmp_path):
    table = read(put(tmp_path, 'a;b\n1;2\n3;4;5\n6;"sieben"x\n8;9;\n10\n'))

    assert [(row.line, bool(row.problem)) for row in table.rows] == [(2, False), (3, True), (4, True), (5, False), (6, False)]


def test_a_record_that_is_no_object_is_marked(tmp_path):
    deep = {"a": 1}
    for _level in range(150):
        deep = {"a": deep}

    table = read(put(tmp_path, json.dumps([{"a": 1}, "text", deep])))

    assert [bool(row.problem) for row in table.rows] == [False, True, True]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"%PDF-1.7 \x00",
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls",
        b"<?xml version='1.0'?><a/>",
        b"PK\x03\x04 damaged",
        b"\x1f\x8b\x08 damaged",
        gzip.compress(b"name\nx" * 1000, mtime=0)[:50],
        gzip.compress(gzip.compress(b"a", mtime=0), mtime=0),
        b"name;plz\nA\x00B;1",
        b"\x00\x01\x02\x03" * 500,
        b'{"a": ',
        b"[" * 100_000,
        b'[{"a": ' + b"9" * 10_000 + b"}]",
        b'{"a": 1}',
        b"a;b;a\n1;2;3",
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(tmp_path, content):
    with pytest.raises(FileRefused) as refused:
        read(put(tmp_path, content))

    assert len(str(refused.value)) > 10


def test_missing_files_and_folders_are_refused(tmp_path):
    for path in (tmp_path / "fehlt.csv", tmp_path):
        with pytest.raises(FileRefused):
            read(path)


def test_large_files_are_refused_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "MAX_FILE", 1000)

    with pytest.raises(FileRefused):
        read(put(tmp_path, b"a\n" + b"x\n" * 1000))


def test_bombs_are_refused(tmp_path, monkeypatch):
    for module in (texts, workbooks):
        monkeypatch.setattr(module, "MAX_UNPACKED", 100_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000)

    for content in (gzip.compress(b"0" * 200_000, mtime=0), packed.getvalue()):
        with pytest.raises(FileRefused, match="MB"):
            read(put(tmp_path, content))


def test_a_sheet_that_claims_to_be_endless_is_refused(tmp_path):
    book = Workbook()
    book.active["A1"] = "name"
    book.active["XFD1048576"] = "weit weg"
    book.save(tmp_path / "x.xlsx")

    with pytest.raises(FileRefused, match="1048576"):
        read(tmp_path / "x.xlsx")


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "hello")

    with pytest.raises(FileRefused, match="ZIP"):
        read(put(tmp_path, packed.getvalue()))


def read_or_none(path):
    """None when the file was refused; anything else than a `FileRefused` fails the test."""
    try:
        return read(path)
    except FileRefused:
        return None


HOSTILE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@HOSTILE
@given(content=st.binary(max_size=2000))
def test_any_bytes_are_read_or_refused(tmp_path, content):
    table = read_or_none(put(tmp_path, content))

    assert table is None or all(set(row.values) <= set(table.columns) for row in table.rows)


@HOSTILE
@given(content=st.text(alphabet=st.sampled_from('a;,"\n\r\t| é=ß\ufeff\ufffd{}[]'), max_size=300))
def test_any_text_is_read_or_refused(tmp_path, content):
    table = read_or_none(put(tmp_path, content))

    assert table is None or all(row.problem or set(row.values) <= set(table.columns) for row in table.rows)


@HOSTILE
@given(
    data=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
        max_leaves=20,
    )
)
def test_any_json_is_read_or_refused(tmp_path, data):
    table = read_or_none(put(tmp_path, json.dumps(data)))

    assert table is None or all(isinstance(row.values, dict) for row in table.rows)


@HOSTILE
@given(
    cells=st.lists(
        st.lists(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=2),
        min_size=1,
        max_size=8,
    )
)
def test_what_csv_writers_write_is_read_again(tmp_path, cells):
    import csv

    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([["eins", "zwei"], *cells])

    table = read(put(tmp_path, stream.getvalue()), delimiter=";")

    assert [list(row.values.values()) for row in table.rows] == [row for row in cells if any(cell.strip() for cell in row)]
