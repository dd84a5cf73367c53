"""Invented lists in the words of different offices: every column has its field, or none."""

import pytest

from directory.imports import read, read_mapping
from directory.imports.detecting.choices import Choices
from directory.imports.detecting.columns import columns_of
from directory.imports.detecting.drafting import draft
from directory.imports.detecting.known import Known, learn
from directory.imports.detecting.layout import look
from directory.imports.detecting.suggesting import suggest, suggest_subject

KNOWN = Known(
    words={
        "kinds": {
            "grundschule": "grundschule",
            "gymnasium": "gymnasium",
            "kita": "kita",
            "kindergarten": "kita",
            "musikschule": "musikschule",
        },
        "topics": {"musik": "musik"},
        "yes_no": {"ja": "ja", "nein": "nein"},
    },
    areas={"district_word": {"mitte", "pankow"}, "quarter_word": {"wedding"}},
)
LISTS = [
    (
        "Name der Schule;Schulform;Str.;Haus-Nr.;PLZ/Ort;Tel.;Fax;E-Mail;Homepage;Schul-Nr.;Schulleiter/in\n"
        "Schule am See;Grundschule;Seestr.;5;39340 Haldensleben;03904 12345;03904 12346;a@example.org;www.see.example.org;101;Frau Muster\n"
        "Fluss-Schule;Gymnasium;Am Fluss;7 a;39340 Haldensleben;03904 22345;03904 22346;b@example.org;www.fluss.example.org;102;Herr Beispiel\n",
        {
            "Name der Schule": "actor.name", "Schulform": "actor.kind", "Str.": "location.street", "Haus-Nr.": "location.house_number",
            "PLZ/Ort": "location.postcode_place", "Tel.": "actor.phone", "E-Mail": "actor.email", "Homepage": "actor.website", "Schul-Nr.": "row.key",
            "Schulleiter/in": "actor.contact_person",
        },
    ),
    (
        "Einrichtung;Träger;Anschrift;Telefonnummer;Mailadresse;Internetauftritt;Öffnungszeiten;barrierefrei;Stadtbezirk\n"
        "Kita Käfer;Käfer e. V.;Wiesenweg 3, 10551 Berlin;030/1234567;k@example.org;https://k.example.org;Mo-Fr 7-17 Uhr;ja;Mitte\n"
        "Kita Maus;Maus gGmbH;Waldweg 4, 10553 Berlin;030/2234567;m@example.org;https://m.example.org;Mo-Do 7-16 Uhr, Fr 7-14 Uhr;nein;Pankow\n",
        {
            "Einrichtung": "actor.name", "Träger": "operator.name", "Anschrift": "location.address", "Telefonnummer": "actor.phone", "Mailadresse": "actor.email",
            "Internetauftritt": "actor.website", "Öffnungszeiten": "location.hours_text", "barrierefrei": "location.step_free", "Stadtbezirk": "location.district",
        },
    ),
    (
        "Bezeichnung;Rechtswert;Hochwert;Postleitzahl;Gemeinde;Straßenname;Montag;Dienstag\n"
        "Bibliothek Nord;33392049;5820073;10178;Berlin;Weg 1;8-16 Uhr;9-17 Uhr\n"
        "Bibliothek Süd;33392149;5820173;10179;Berlin;Weg 2;8-16 Uhr;geschlossen\n",
        {
            "Bezeichnung": "actor.name", "Rechtswert": "location.utm_east", "Hochwert": "location.utm_north", "Postleitzahl": "location.postcode",
            "Gemeinde": "location.municipality", "Straßenname": "location.street", "Montag": "hours.0.text", "Dienstag": "hours.1.text",
        },
    ),
    (
        "Kurstitel;Anbieter;Beginn;Ende;Gebühr;Mindestalter;Zielgruppe;Veranstaltungsort;Anmeldelink\n"
        "Chor;Musikschule;1.5.2026;1.7.2026;20,00 €;6;Kinder;Aula;https://a.example.org\n"
        "Tanz;Tanzhaus;2.5.2026;1.8.2026;30,00 €;8;Kinder;Saal;https://b.example.org\n",
        {
            "Kurstitel": "offer.name", "Anbieter": "actor.name", "Beginn": "offer.starts_on", "Ende": "offer.ends_on", "Gebühr": "offer.price_from",
            "Mindestalter": "offer.age_from", "Zielgruppe": "offer.target_groups", "Veranstaltungsort": "location.name", "Anmeldelink": "offer.registration_url",
        },
    ),
    (
        "A;B;C;D\nHaus Nord;10551;a@example.org;Mo-Fr 8-16 Uhr\nHaus Süd;10553;b@example.org;Di 9-12 Uhr\n",
        {"B": "location.postcode", "C": "actor.email", "D": "location.hours_text"},
    ),
]  # fmt: skip


def columns_in(tmp_path, text):
    path = tmp_path / "liste.csv"
    path.write_text(text, encoding="utf-8")
    layout = look(path)
    return path, layout, columns_of(read(path, **layout.options))


@pytest.mark.parametrize(("text", "wanted"), LISTS)
def test_columns_find_their_fields_and_become_a_mapping(tmp_path, text, wanted):
    _path, layout, columns = columns_in(tmp_path, text)
    subject = suggest_subject(columns)

    found = {column: suggestion.target for column, suggestion in suggest(columns, subject, KNOWN).items()}

    assert found == wanted
    if not any(target.endswith(".name") for target in found.values()):
        return
    choices = Choices(subject=subject, columns=found, kind="kita", utm=33)
    (tmp_path / "m.toml").write_text(draft(choices, read=layout.options, known=KNOWN), encoding="utf-8")
    mapping = read_mapping(tmp_path / "m.toml")
    assert set(mapping.columns()) == set(found)


def test_latitude_and_longitude_are_known_by_their_values_also_when_they_are_named_the_other_way_round(tmp_path):
    rows = "".join(f"Haus {number};13,41{number}1;52,51{number}1\n" for number in range(5))
    _path, _layout, columns = columns_in(tmp_path, f"Name;lat;lon\n{rows}")

    found = {column: suggestion.target for column, suggestion in suggest(columns, "actor", KNOWN).items()}

    assert found == {"Name": "actor.name", "lat": "location.lon", "lon": "location.lat"}


def test_what_a_column_became_before_it_becomes_again(tmp_path):
    _path, _layout, columns = columns_in(tmp_path, "Name;Bemerkung\nA;schön hier\nB;ruhig gelegen\n")
    known = Known(words=KNOWN.words, learned=learn([{"columns": {"bemerkung": "actor.summary"}}]))

    assert "Bemerkung" not in suggest(columns, "actor", KNOWN)
    assert suggest(columns, "actor", known)["Bemerkung"].target == "actor.summary"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Grundschule", ("grundschule", True)),
        ("Kindergärten", ("kita", True)),
        ("staatliche Grundschule mit Hort", ("grundschule", False)),
        ("Rathaus", ("", False)),
        ("", ("", False)),
    ],
)
def test_words_are_translated_by_the_vocabulary_and_doubt_is_told(text, found):
    assert KNOWN.translate("kinds", text) == found
