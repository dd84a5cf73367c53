"""XLSX and ODS as offices save them: several sheets, titles above the table, merged names, formulas; and what is only dressed as one."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from directory.imports import FileRefused, read
from directory.imports.readers import spreads, tables

CELLS = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>
</office:document-content>"""


def ods_bytes(body, kind="spreadsheet"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", CONTENT.format(body))
        archive.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
    return stream.getvalue()


def sheet(name, *rows):
    lines = "".join(f"<table:table-row>{''.join(CELLS.format(cell) for cell in row)}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{lines}</table:table>'


def put(tmp_path, content, name="datei"):
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def archive_bytes(**parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def test_ods_with_two_sheets(tmp_path):
    path = put(tmp_path, ods_bytes(sheet("Kitas", ["name", "plz"], ["Käfer", "01067"]) + sheet("Schulen", ["name"], ["GS Nord"])))

    table = read(path)

    assert (table.format, table.sheet, [row.values for row in table.rows]) == ("ODS", "Kitas", [{"name": "Käfer", "plz": "01067"}])
    assert [(found.name, found.visible, found.rows) for found in table.sheets] == [("Kitas", True, 2), ("Schulen", True, 2)]
    assert [row.values for row in read(path, sheet="Schulen").rows] == [{"name": "GS Nord"}]


def test_a_text_document_is_no_table(tmp_path):
    with pytest.raises(FileRefused, match="CSV, XLSX"):
        read(put(tmp_path, ods_bytes("", kind="text")))


def test_an_ods_that_repeats_a_cell_a_billion_times_is_refused(tmp_path):
    cell = CELLS.format("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'

    with pytest.raises(FileRefused, match=str(16384 * 1048576)):
        read(put(tmp_path, ods_bytes(f'<table:table table:name="a">{row}</table:table>')))


def test_empty_repeated_cells_of_an_ods_count_nothing(tmp_path):
    filler = (
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    body = sheet("a", ["name"], ["x"]).replace("</table:table>", f"{filler}</table:table>")

    assert len(read(put(tmp_path, ods_bytes(body))).rows) == 1


def test_the_tags_of_an_ods_are_counted_over_chunks(monkeypatch):
    monkeypatch.setattr(spreads, "MEGABYTE", 7)
    monkeypatch.setattr(spreads, "MAX_CELLS", 5)
    archive = zipfile.ZipFile(io.BytesIO(ods_bytes(sheet("a", ["a", "b"], ["c", "d"], ["e", "f"]))))

    with pytest.raises(FileRefused, match="6"):
        spreads.check_repeats(archive, "content.xml")


def test_a_hidden_sheet_is_read_only_when_named_and_told(tmp_path):
    book = Workbook()
    book.active.title = "Intern"
    book.active.append(["geheim"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Liste").append(["name"])
    book["Liste"].append(["Kita"])
    book.save(tmp_path / "x.xlsx")

    table = read(tmp_path / "x.xlsx")

    assert (table.sheet, table.columns) == ("Liste", ["name"])
    assert any("Intern" in note for note in table.notes)
    assert read(tmp_path / "x.xlsx", sheet="Intern").columns == ["geheim"]


def test_names_over_two_merged_lines_below_a_title(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(["Liste der Kitas, Stand Mai"])
    sheet.append([])
    sheet.append(["Name", "Montag", None, "Dienstag", None])
    sheet.append([None, "von", "bis", "von", "bis"])
    sheet.append(["Käfer", "8:00", "16:00", "9:00", "15:00"])
    for cells in ("A1:E1", "A3:A4", "B3:C3", "D3:E3"):
        sheet.merge_cells(cells)
    book.save(tmp_path / "x.xlsx")

    table = read(tmp_path / "x.xlsx", header=[3, 4])

    assert table.columns == ["Name", "Montag von", "Montag bis", "Dienstag von", "Dienstag bis"]
    assert list(table.rows[0].values.values()) == ["Käfer", "8:00", "16:00", "9:00", "15:00"]


def test_names_over_two_lines_of_a_csv(tmp_path):
    table = read(put(tmp_path, b"Stand: heute\nname;Montag;;Ort\n;von;bis;\nA;8;16;B\n"), header=[2, 3])

    assert table.columns == ["name", "Montag von", "Montag bis", "Ort"]
    assert [row.line for row in table.rows] == [4]


def test_a_name_that_stands_there_twice_is_numbered_on_demand(tmp_path):
    path = put(tmp_path, b"name;telefon;telefon;telefon (2)\nA;1;2;3\n")

    with pytest.raises(FileRefused, match="telefon"):
        read(path)
    table = read(path, numbered=True)

    assert table.columns == ["name", "telefon", "telefon (3)", "telefon (2)"]
    assert len(table.notes) == 1


def test_formulas_without_a_result_macros_and_links_are_told(tmp_path):
    book = Workbook()
    book.active.append(["name", "summe"])
    book.active.append(["A", "=1+1"])
    book.save(tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
        archive.writestr("xl/externalLinks/externalLink1.xml", b"<x/>")

    table = read(tmp_path / "x.xlsx")

    assert table.rows[0].values == {"name": "A", "summe": ""}
    assert len(table.notes) == 3


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (archive_bytes(word__document_xml="<x/>"), "Word"),
        (archive_bytes(xl__workbook_bin="x".replace("x", "y")).replace(b"workbook_bin", b"workbook.bin"), "XLSB"),
        (archive_bytes(liesmich="x"), "ZIP"),
        (b"{\\rtf1 Liste}", "RTF"),
        (b"name;ort\n" + b"\x00;1\n", "Null-Bytes"),
    ],
)
def test_other_files_are_called_by_their_name(tmp_path, content, word):
    with pytest.raises(FileRefused, match=word):
        read(put(tmp_path, content, "liste.csv"))


def test_a_header_alone_is_a_table_without_rows(tmp_path):
    assert read(put(tmp_path, b"name;plz\n")).rows == []


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 3)

    with pytest.raises(FileRefused, match="3"):
        read(put(tmp_path, b"name\na\nb\nc\nd\n"))


def test_300_columns_are_read(tmp_path):
    names = [f"spalte {number}" for number in range(300)]

    table = read(put(tmp_path, ";".join(names).encode() + b"\n" + ";".join(names).encode() + b"\n"))

    assert (len(table.columns), len(table.rows)) == (300, 1)


@pytest.mark.parametrize("header", [0, [2, 1], [1, 9], "2", [1], 99])
def test_lines_of_names_that_cannot_be_are_refused(tmp_path, header):
    with pytest.raises(FileRefused):
        read(put(tmp_path, b"a;b\n1;2\n"), header=header)
