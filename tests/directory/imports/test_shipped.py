"""The shipped mappings on small invented files of the same shape as the real ones."""

import datetime
import json
from decimal import Decimal

import pytest

from directory.imports import read_mapping
from directory.models import Actor, Area, Location, Offer
from tests.factories import AreaFactory

from .files import fates, problems, run, write_json

pytestmark = pytest.mark.django_db

KITA = {
    "id": "1", "alat": "52.50", "alon": "13.40", "address": "Musterstr. 1", "district": "Musterort", "plz": "10115", "educational": "", "topics": "",
    "languages": "", "name": "Kita Sonne", "type": "0", "parent": "0", "parentType": "0", "mo_o": "07:00", "mo_c": "17:00", "tu_o": "07:00",
    "tu_c": "17:00", "we_o": "07:00", "we_c": "17:00", "th_o": "07:00", "th_c": "17:00", "fr_o": "0", "fr_c": "0", "all": "30", "over": "20", "under": "10",
}  # fmt: skip
CODES = {
    "educational": ["Montessori-Pädagogik", "bilingual (deutsch-englisch)"],
    "topics": ["Ästhetische Bildung (Musik und Kunst)", "Integration von Kindern mit Behinderung"],
    "languages": ["deutsch - arabisch", "Gebärdensprache"],
    "type": ["Kindertagesstätte", "Eltern-Initiativ-Kindertagesstätte"],
    "parentType": ["(Eigenbetrieb)", "(EKT)"],
}


@pytest.fixture(autouse=True)
def berlin():
    ring = [[13.0, 52.3], [13.8, 52.3], [13.8, 52.7], [13.0, 52.7], [13.0, 52.3]]
    land = AreaFactory(name="Berlin", slug="berlin", level="land", ags="11")
    AreaFactory(name="Mitte", slug="mitte", level="bezirk", parent=land, outline={"type": "Polygon", "coordinates": [ring]})


def load(name, beside):
    return read_mapping(name, beside=beside)


def write_kitas(folder, *rows, operators=("Kindergärten Muster",)):
    write_json(folder, {**CODES, "parent": list(operators)}, "kitas_2017_codes.json")
    lines = [",".join(KITA), *(",".join(f'"{value}"' for value in {**KITA, **row}.values()) for row in rows)]
    path = folder / "kitas.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_schools(tmp_path):
    properties = {
        "bsn": "01G01", "schulname": "Grundschule am Platz", "schulart": "Grundschule", "traeger": "öffentlich", "bezirk": "Mitte",
        "ortsteil": "Moabit", "plz": "10551", "strasse": "Turmstraße", "hausnr": "7", "telefon": "+49 30", "email": "a@example.org ", "internet": None,
    }  # fmt: skip
    special = {**properties, "bsn": "01S01", "schulname": "Förderzentrum", "schulart": 'Förderschwerp. "Lernen"', "traeger": "privat"}
    features = [{"properties": row, "geometry": {"type": "Point", "coordinates": [13.34, 52.53]}} for row in (properties, special)]
    path = write_json(tmp_path, {"type": "FeatureCollection", "features": features})

    plan, _result = run(path, load("berlin_schulen", path))

    school, centre = Actor.objects.get(name="Grundschule am Platz"), Actor.objects.get(name="Förderzentrum")
    place = school.locations.get()
    assert (fates(plan), problems(plan)) == ([("01G01", "created"), ("01S01", "created")], [])
    assert (school.kind.slug, school.email, str(school.phone), school.website) == ("grundschule", "a@example.org", "", "")
    assert sorted(school.tags.names()) == ["Grundschule", "öffentlicher Träger"]
    assert (place.street, place.municipality, place.lat, place.lon) == ("Turmstraße 7", "Berlin", 52.53, 13.34)
    assert [area.name for area in [*place.area.get_ancestors(), place.area]] == ["Berlin", "Mitte", "Moabit"]
    assert (centre.kind.slug, centre.topics.get().slug, sorted(centre.tags.names())) == (
        "foerderschule",
        "inklusion",
        ["Förderschwerpunkt Lernen", "freier Träger"],
    )


def test_kitas(tmp_path):
    path = write_kitas(tmp_path, {"educational": "0|1", "topics": "0|1", "languages": "0|1", "tu_o": "undefined", "tu_c": "undefined"})

    plan, _result = run(path, load("berlin_kitas", path))

    kita = Actor.objects.get(name="Kita Sonne")
    place = kita.locations.get()
    assert (kita.operator.name, kita.operator.kind.slug, list(kita.operator.tags.names())) == (
        "Kindergärten Muster",
        "traeger",
        ["Eigenbetrieb"],
    )
    assert kita.summary == "Kindertagesstätte mit 30 Plätzen, 10 davon für Kinder unter drei Jahren."
    assert sorted(topic.slug for topic in kita.topics.all()) == [
        "inklusion",
        "interkulturell",
        "kunst-und-kultur",
        "musik",
        "paedagogische-ansaetze",
    ]
    assert sorted(kita.languages) == ["ar", "de", "en", "gsg"]
    assert [(span.weekday, str(span.opens), str(span.closes)) for span in place.opening_spans.all()] == [
        (day, "07:00:00", "17:00:00") for day in (0, 2, 3)
    ]
    assert (place.area.name, place.area.level, place.area.get_parent().name) == ("Musterort", "ortsteil", "Mitte")
    assert problems(plan) == [(2, "tu_o, tu_c", "undefined–undefined", "left out")]


def test_the_list_of_operators_leaves_out_code_599(tmp_path):
    """The trap of the real file: the list has no entry 599, so from code 600 on each entry stands one place earlier than its code."""
    operators = [f"Träger {code}" for code in range(602) if code != 599]
    path = write_kitas(
        tmp_path, *({"id": code, "name": f"Kita {code}", "parent": code} for code in ("598", "600", "601")), operators=operators
    )

    run(path, load("berlin_kitas", path))

    assert {kita.name: kita.operator.name for kita in Actor.objects.filter(kind__slug="kita")} == {
        "Kita 598": "Träger 598",
        "Kita 600": "Träger 600",
        "Kita 601": "Träger 601",
    }


def test_music_schools(tmp_path):
    path = tmp_path / "music.csv"
    path.write_text(
        "name,beschreibung,angebot,website,strasse,plz_ort,bezirk,lat,lon\n"
        'Musikschule Mitte,"Wir musizieren, auch im Chor.",50 % auf Antrag,https://example.org,Auguststr.21,10117 Berlin,Mitte,52.5268,13.396202\n'
        "Musikschule Ohne,Musikschule,Auf Anfrage,https://example.com,,,,,\n",
        encoding="utf-8",
    )

    plan, _result = run(path, load("berlin_musikschulen", path))

    school = Actor.objects.get(name="Musikschule Mitte")
    place = school.locations.get()
    assert (plan.fates(), problems(plan)) == ({"created": 2}, [])
    assert (school.kind.slug, school.description) == (
        "musikschule",
        "<p>Wir musizieren, auch im Chor.</p><p>Ermäßigung: 50 % auf Antrag</p>",
    )
    assert (place.street, place.postcode, place.municipality, place.area.name) == ("Auguststr. 21", "10117", "Berlin", "Mitte")
    assert Actor.objects.get(name="Musikschule Ohne").locations.count() == 0


def offer_rows(**changes):
    german = {
        "id": "5", "provider": "Museum am Ufer", "providerDescription": "Ein Museum.", "offerDescription": "", "offerInformation": "freier Eintritt",
        "website": "museum.example.org", "addressWithHouseNumber": "Uferstr. 1", "cityWithZip": "10117 Berlin", "district": "Mitte", "isFree": True,
        "category": "Kultur", "targetGroups": ["Erwachsene", "SeniorInnen"], "lon": 13.39, "lat": 52.52, "language": "de",
    }  # fmt: skip
    german |= changes
    english = {
        **german,
        "id": german["id"] + "_en",
        "provider": "Riverside Museum",
        "providerDescription": "A museum.",
        "offerInformation": "free entry",
        "language": "en",
    }
    return [german, english]


def test_offers_in_two_languages_are_one_offer(tmp_path):
    path = write_json(
        tmp_path, [*offer_rows(), *offer_rows(id="6", provider="museum am  ufer", offerInformation="Ermäßigte Führung", isFree=False)]
    )

    plan, result = run(path, load("berlin_angebote", path))

    offer = Offer.objects.get(name="Museum am Ufer: freier Eintritt")
    assert fates(plan) == [("5", "created"), ("5_en", "created"), ("6", "created"), ("6_en", "created")]
    assert result.objects == {("actor", "created"): 1, ("location", "created"): 1, ("offer", "created"): 2}
    assert (offer.actor.name, offer.actor.kind.slug, offer.actor.website, offer.is_free, offer.form) == (
        "Museum am Ufer",
        "museum",
        "https://museum.example.org",
        True,
        "offen",
    )
    assert [(text.language, text.name, text.summary) for text in offer.texts.all()] == [
        ("en", "Riverside Museum: free entry", "free entry")
    ]
    assert [(text.name, text.description) for text in offer.actor.texts.all()] == [("Riverside Museum", "<p>A museum.</p>")]
    assert (offer.locations.get().street, offer.locations.get().area.name) == ("Uferstr. 1", "Mitte")
    assert sorted(group.slug for group in offer.target_groups.all()) == ["erwachsene", "senioren"]


def test_a_changed_english_row_updates_only_the_text(tmp_path):
    rows = offer_rows()
    run(write_json(tmp_path, rows), load("berlin_angebote", tmp_path / "x"))
    rows[1]["offerInformation"] = "no charge"

    plan, _result = run(write_json(tmp_path, rows), load("berlin_angebote", tmp_path / "x"))

    assert fates(plan) == [("5", "unchanged"), ("5_en", "updated")]
    assert Offer.objects.get().texts.get().summary == "no charge"


def test_an_english_row_without_its_german_one_is_skipped(tmp_path):
    plan, _result = run(write_json(tmp_path, offer_rows()[1:]), load("berlin_angebote", tmp_path / "x"))

    assert fates(plan) == [("5_en", "skipped")]
    assert Actor.objects.count() == 0


def test_an_offer_without_an_address_has_no_place(tmp_path):
    rows = offer_rows(addressWithHouseNumber="", cityWithZip="Berlin")

    run(write_json(tmp_path, rows), load("berlin_angebote", tmp_path / "x"))

    assert (Offer.objects.get().locations.count(), Location.objects.count()) == (0, 0)


def course(**changes):
    data = {
        "guid": "1", "nummer": "TS507.041F", "name": "Buchführung  ", "untertitel": None, "minimale_teilnehmerzahl": "7", "maximale_teilnehmerzahl": "0",
        "anzahl_termine": "40", "beginn_datum": "2020-05-11", "ende_datum": "2020-05-15", "zielgruppe": "Frauen", "schlagwort": ["ARBEIT-BERUF-EDV", "Lohn"],
        "text": [{"eigenschaft": "Beschreibung", "text": "Erste Zeile.<br />\r\n<b>Fett</b>"}, {"eigenschaft": "Zusatzinformation", "text": None}],
        "veranstaltungsort": {"name": "VHS", "adresse": {"plz": "10781", "ort": "Berlin", "strasse": "Barbarossaplatz 5"}, "barrierefrei": "true"},
        "preis": {"betrag": "126.20", "rabatt_moeglich": "true", "zusatz": "erm. Preis: 65,60 EUR"}, "webadresse": {"uri": "http://example.org/?id=1"},
    }  # fmt: skip
    return {**data, **changes}


def test_courses(tmp_path):
    elsewhere = {**course()["veranstaltungsort"], "barrierefrei": "false"}
    online = {"name": "Online", "adresse": {"plz": None, "ort": "Berlin", "strasse": None}, "barrierefrei": "false"}
    rows = [
        course(),
        course(
            guid="2",
            nummer="TSBe1",
            name="Beratung Englisch",
            schlagwort="Beratung",
            preis={"betrag": "0.00", "zusatz": None},
            veranstaltungsort=elsewhere,
        ),
        course(guid="3", nummer="NK-1", schlagwort=None, veranstaltungsort=online),
    ]
    path = write_json(tmp_path, {"veranstaltungen": {"veranstaltung": rows}})

    plan, result = run(path, load("berlin_vhs", path))

    first, advice, online = (Offer.objects.get(identifiers__key=key) for key in "123")
    assert result.objects == {("actor", "created"): 2, ("location", "created"): 1, ("offer", "created"): 3}
    assert (first.name, first.actor.name, first.actor.kind.slug) == ("Buchführung", "Volkshochschule Tempelhof-Schöneberg", "vhs")
    assert (first.starts_on, first.ends_on, first.last_day) == (
        datetime.date(2020, 5, 11),
        datetime.date(2020, 5, 15),
        datetime.date(2020, 5, 15),
    )
    assert (first.is_free, first.price_from, first.price_to, first.price_reduced, first.price_unit) == (
        False,
        Decimal("126.20"),
        Decimal("126.20"),
        Decimal("65.60"),
        "einmalig",
    )
    assert (first.places_min, first.places_max, first.session_count, first.schedule_note) == (7, None, None, "40 Unterrichtseinheiten")
    assert (first.description, first.registration_url) == ("<p>Erste Zeile.<br/><b>Fett</b></p>", "http://example.org/?id=1")
    assert ([topic.slug for topic in first.topics.all()], list(first.tags.names()), first.target_groups.get().slug) == (
        ["beruf"],
        ["Lohn"],
        "frauen",
    )
    assert (advice.form, advice.is_free, advice.price_from, advice.topics.get().slug) == ("beratung", True, None, "beratung")
    assert first.locations.get() == advice.locations.get()
    assert first.locations.get().step_free is None, "two courses disagree about the same venue"
    assert (online.actor.name, online.locations.count()) == ("Volkshochschule Neukölln", 0)
    assert problems(plan) == [(2, "veranstaltungsort.barrierefrei", "False", "note")]


def test_youth_centres(tmp_path):
    rows = [
        {
            "id": "39", "stadtteile": "Frankfurter Allee Süd", "einrichtung": 'JFE "Die Arche“', "strasse": "Musterstr. 1", "plz": "10365", "ort": "Berlin",
            "telefon": "030 5125119/ 030 5123006", "e_mail": "a@example.org", "internet": "", "traeger": "Sozialwerk e.V.",
            "angebote": "offene Jugendarbeit, Fußball, Bandproben", "lat": "52.51", "lng": "13.48",
        }
    ]  # fmt: skip

    plan, _result = run(write_json(tmp_path, rows), load("lichtenberg_jugend", tmp_path / "x"))

    centre = Actor.objects.get(kind__slug="jugendzentrum")
    assert (centre.name, centre.operator.name, str(centre.phone)) == ("JFE „Die Arche“", "Sozialwerk e. V.", "+49305125119")
    assert sorted(topic.slug for topic in centre.topics.all()) == ["freizeit", "musik", "sport"]
    assert Area.objects.get(level="ortsteil").name == "Lichtenberg"
    assert [level for *_rest, level in problems(plan)] == ["note"]


CULTURE_NIGHT = """
[mapping]
title = "Kulturnacht"

[row]
key = "id"

[tables.topics]
Kunst = "kunst-und-kultur"
Kultur = "kunst-und-kultur"
Musik = "musik"
Museum = "museum-und-geschichte"
Theater = "theater"

[things.house]
model = "actor"
key = "venue_name"
fold = true
[things.house.fields]
name = "venue_name"
website = "venue_url"
kind = { column = "venue_name", rules = [["(?i)museum", "museum"], ["(?i)bibliothek", "bibliothek"]], otherwise = "kultureinrichtung" }

[things.place]
model = "location"
actor = "house"
key = "{venue_name} {venue_street}"
fold = true
[things.place.fields]
street = "{venue_street} {venue_housenumber}"
postcode = "venue_postal_code"
municipality = "venue_city"
lat = "venue_lat"
lon = "venue_lon"

[things.event]
model = "offer"
main = true
actor = "house"
locations = ["place"]
key = "id"
[things.event.fields]
name = "event_title"
form = { value = "veranstaltung" }
description = "event_description_de"
summary = { column = "event_description_de", excerpt = 200 }
topics = { column = "event_tags", split = "[,/]", table = "topics", other = "ignore" }
starts_on = { value = "2024-09-14" }
ends_on = { value = "2024-09-14" }
schedule_note = { first = [
  { template = "{activity_time} Uhr: {activity_title}", when = { column = "activity_time", empty = false } },
  { template = "{venue_open} bis {venue_close} Uhr" },
] }
"""


def test_an_unseen_register_is_imported_by_a_mapping_file_alone(tmp_path):
    (tmp_path / "kulturnacht.toml").write_text(CULTURE_NIGHT, encoding="utf-8")
    path = tmp_path / "kulturnacht.csv"
    path.write_text(
        "id,venue_lat,venue_lon,venue_name,event_title,event_tags,venue_street,venue_housenumber,venue_postal_code,venue_city,venue_open,venue_close,"
        "activity_time,activity_title,venue_url,event_description_de\n"
        '1,54.807,9.428,"Tauchermuseum","Nachttauchgang","Kultur, Museum","Hafenstr.","63","24939","Musterstadt",17:00,23:00,,"",www.example.org,"Eintauchen in die Geschichte."\n'
        '2,54.807,9.428,"Tauchermuseum","Konzert","Musik / musik","Hafenstr.","63","24939","Musterstadt",17:00,23:00,20:00,"Klänge",www.example.org,"Es klingt."\n',
        encoding="utf-8",
    )
    mapping = read_mapping(tmp_path / "kulturnacht.toml")

    plan, result = run(path, mapping)
    again, _result = run(path, mapping)

    dive, concert = Offer.objects.order_by("-name")
    assert result.objects == {("actor", "created"): 1, ("location", "created"): 1, ("offer", "created"): 2}
    assert (problems(plan), again.fates()) == ([], {"unchanged": 2})
    assert (dive.name, dive.actor.kind.slug, dive.starts_on, dive.schedule_note) == (
        "Nachttauchgang",
        "museum",
        datetime.date(2024, 9, 14),
        "17:00 bis 23:00 Uhr",
    )
    assert sorted(topic.slug for topic in dive.topics.all()) == ["kunst-und-kultur", "museum-und-geschichte"]
    assert (concert.schedule_note, concert.topics.get().slug, concert.locations.get().street) == (
        "20:00 Uhr: Klänge",
        "musik",
        "Hafenstr. 63",
    )


FORMS = """
[row]
key = "nr"
[things.club]
model = "actor"
main = true
key = "nr"
links = [{ title = "Facebook", url = "facebook" }]
[things.club.fields]
name = "name"
kind = { value = "verein" }
[things.club.fields.texts.en]
name = "name_en"
[things.hall]
model = "location"
actor = "club"
key = "nr"
[things.hall.fields]
street = "strasse"
[things.hall.hours]
text = "zeiten"
[things.training]
model = "offer"
actor = "club"
locations = ["hall"]
key = "nr"
[things.training.fields]
name = { template = "Training: {name}" }
[things.training.sessions]
weekday = { column = "tage", split = "," }
starts = "von"
ends = "bis"
"""


def test_every_part_of_a_mapping_in_one_row(tmp_path):
    (tmp_path / "vereine.toml").write_text(FORMS, encoding="utf-8")
    row = {
        "nr": 1,
        "name": "SV Muster",
        "name_en": "Muster Sports",
        "facebook": "facebook.com/sv",
        "strasse": "Halle 1",
        "zeiten": "Mo-Di 8-12",
        "tage": "Mo, Do",
        "von": "17",
        "bis": "18.30",
    }

    plan, result = run(write_json(tmp_path, [row]), read_mapping(tmp_path / "vereine.toml"))

    club, training = Actor.objects.get(), Offer.objects.get()
    assert (problems(plan), result.objects) == ([], {("actor", "created"): 1, ("location", "created"): 1, ("offer", "created"): 1})
    assert [(link.title, link.url) for link in club.links.all()] == [("Facebook", "https://facebook.com/sv")]
    assert club.texts.get().name == "Muster Sports"
    assert [(span.weekday, span.closes.hour) for span in club.locations.get().opening_spans.all()] == [(0, 12), (1, 12)]
    assert [(session.weekday, str(session.starts), str(session.ends)) for session in training.sessions.all()] == [
        (0, "17:00:00", "18:30:00"),
        (3, "17:00:00", "18:30:00"),
    ]
    assert json.loads(json.dumps(training.latest_revision.content["sessions"]))[0]["weekday"] == 0
