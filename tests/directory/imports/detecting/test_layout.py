import pytest
from openpyxl import Workbook

from directory.imports import read
from directory.imports.detecting.columns import columns_of
from directory.imports.detecting.layout import look


def put(tmp_path, text, encoding="utf-8"):
    (tmp_path / "liste.csv").write_bytes(text.encode(encoding))
    return tmp_path / "liste.csv"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Name;PLZ;Ort\nA;10551;Berlin\nB;10553;Berlin\n", [1, 1]),
        ("Kitas im Landkreis;;\nStand: 1.5.2026;;\n;;\nName;PLZ;Ort\nA;10551;Berlin\nB;10553;Berlin\n", [4, 4]),
        ("Liste der Schulen\n\nName;PLZ;Ort\nA;10551;Berlin\nB;10553;Berlin\n", [3, 3]),
        ("Name;Montag;;Dienstag;\n;von;bis;von;bis\nA;8:00;16:00;8:00;16:00\nB;8:00;16:00;8:00;15:00\n", [1, 2]),
        ("Käfer;10551;030 123456;a@example.org\nMaus;10553;030 123457;b@example.org\n", False),
        ("Name;PLZ;Ort\n", [1, 1]),
        ("Name\nA\nB\n", [1, 1]),
    ],
)
def test_the_line_of_the_names_is_found(tmp_path, text, header):
    layout = look(put(tmp_path, text))

    assert layout.header == header
    assert layout.format == "CSV"


def test_encoding_and_separator_are_found_and_can_be_changed(tmp_path):
    path = put(tmp_path, "Name;Straße\nÄpfel;Weg 1\nKäfer;Straße 2\n", "cp1252")

    found, changed = look(path), look(path, encoding="latin-1", delimiter=",")

    assert (found.encoding, found.delimiter, found.lines[0][1]) == ("cp1252", ";", ["Name", "Straße"])
    assert (changed.encoding, changed.delimiter, changed.lines[0][1]) == ("latin-1", ",", ["Name;Straße"])
    assert read(path, **found.options).columns == ["Name", "Straße"]


def test_merged_names_of_a_workbook_with_sheets(tmp_path):
    book = Workbook()
    book.active.title = "Deckblatt"
    liste = book.create_sheet("Liste")
    for row in (["Schulen 2026"], ["Name", "Kontakt", None], [None, "Telefon", "E-Mail"], ["GS Nord", "030 123456", "a@example.org"]):
        liste.append(row)
    for cells in ("A1:C1", "A2:A3", "B2:C2"):
        liste.merge_cells(cells)
    book.save(tmp_path / "x.xlsx")

    layout = look(tmp_path / "x.xlsx")

    assert (layout.sheet, layout.header, [found.rows for found in layout.sheets]) == ("Liste", [2, 3], [0, 4])
    assert read(tmp_path / "x.xlsx", **layout.options).columns == ["Name", "Kontakt Telefon", "Kontakt E-Mail"]


def test_nested_records_become_paths(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(
        '[{"name": "A", "ort": {"plz": "10551"}, "text": [{"art": "Kurz", "text": "x"}, {"art": "Lang", "text": "y"}], "themen": ["m", "n"],'
        ' "geometry": {"type": "Point", "coordinates": [13.4, 52.5]}}]'
    )

    columns = columns_of(read(path, **look(path).options))

    assert [(column.name, column.texts) for column in columns] == [
        ("name", ["A"]), ("ort.plz", ["10551"]), ("text[art=Kurz].text", ["x"]), ("text[art=Lang].text", ["y"]), ("themen", ["m", "n"]),
        ("geometry.coordinates.0", ["13.4"]), ("geometry.coordinates.1", ["52.5"]),
    ]  # fmt: skip
