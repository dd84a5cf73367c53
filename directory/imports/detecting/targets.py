"""What a column can become: the fields of the mapping format under names that people choose from, with the words by which lists call them.

Words are written as `folded` makes them: small letters, “ä” as “ae”, no punctuation. `contents` are kinds of `contents.TESTS` of which one is expected;
`sure` ones speak for the field even when its name says nothing. A name that is longer than a word but contains it counts a little less.
"""

from dataclasses import dataclass, field
from functools import cache

from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

BOTH = ("actor", "offer")


@dataclass(frozen=True)
class Target:
    """`key`: part.field, where part is row, actor, operator, location or offer. `many`: several columns may become it, one after the other."""

    key: str
    label: object
    group: object
    words: tuple = ()
    contents: tuple = ()
    sure: tuple = ()
    subjects: tuple = ("actor",)
    many: bool = False
    vocabulary: str = ""
    not_words: tuple = field(default=())


KEY, WHO, WHERE, HOW, WHAT, TIMES = (
    _("Recognising the row"), _("Institution"), _("Place"), _("Contact"), _("Offer"), _("Opening hours"),
)  # fmt: skip


def _words(text):
    return tuple(word.strip() for word in text.split(",") if word.strip())


_WHO = {
    "name": (_("Name of the institution"), "name der einrichtung, einrichtung, einrichtungsname, name der schule, schulname, schule, name der kita, kita, kitaname, institution, "
             "organisation, bezeichnung, name, titel, verein, vereinsname, name des vereins, hausname, facility, school, provider, anbieter, anbietername, veranstalter, name organisation", ("words",), (), False, ""),
    "kind": (_("Kind of institution"), "art, art der einrichtung, einrichtungsart, einrichtungstyp, typ, schulart, schulform, schultyp, kategorie, sparte, rubrik, type, "
             "kind, category, gattung, traegerform art, form", ("words",), ("kind_word",), False, "kinds"),
    "other_names": (_("Other names"), "kurzname, kurzbezeichnung, abkuerzung, alternativer name, alternativname, auch bekannt als, frueherer name, kurzform, weiterer name", ("words",), (), True, ""),
    "summary": (_("In one sentence"), "kurzbeschreibung, kurztext, teaser, zusammenfassung, kurzinfo, summary, untertitel", ("words",), (), False, ""),
    "description": (_("Description"), "beschreibung, angebote, angebot, text, langtext, description, ueber uns, profil, leistungen, schwerpunkte, konzept, informationen, "
                    "infos, inhalt, details, beschreibungstext, paedagogisches konzept", ("words",), ("html",), True, ""),
    "topics": (_("Topics"), "themen, thema, themenfelder, themenbereich, schwerpunkt, topics, bereiche", (), (), True, "topics"),
    "target_groups": (_("For whom"), "zielgruppe, zielgruppen, fuer wen, adressaten, target groups, targetgroups, altersgruppe", (), (), True, "target_groups"),
    "languages": (_("Languages"), "sprachen, sprache, fremdsprachen, languages", (), (), False, "languages"),
    "tags": (_("Keywords"), "stichworte, stichwoerter, schlagworte, schlagwort, schlagwoerter, tags, keywords, merkmale, besonderheiten", (), (), True, ""),
    "contact_person": (_("Contact person"), "ansprechpartner, ansprechpartnerin, ansprechperson, kontaktperson, leitung, schulleitung, schulleiter, leiter, leiterin, contact person, kontakt name, ansprechpartner in", ("words",), (), False, ""),
}  # fmt: skip
_HOW = {
    "phone": (_("Phone"), "telefon, tel, fon, telefonnummer, tel nr, telefonnr, rufnummer, phone, telephone, fernsprecher, telefon festnetz, mobil, handy, festnetz", ("phone",), ("phone",), False, ""),
    "email": (_("E-mail"), "e mail, email, mail, mailadresse, e mail adresse, emailadresse, elektronische post, kontakt mail", ("email",), ("email",), False, ""),
    "website": (_("Website"), "website, webseite, homepage, internet, url, web, www, internetseite, internetadresse, internetauftritt, link, webadresse, webadresse uri", ("url",), ("url",), False, ""),
}  # fmt: skip
_WHERE = {
    "name": (_("Name of the place"), "ortsbezeichnung, standort, name des standorts, standortname, veranstaltungsort, veranstaltungsort name, venue name, gebaeude, raum, venue", ("words",), (), False, ""),
    "address": (_("Address in one field (street, postcode, place)"), "anschrift, adresse, postanschrift, volle adresse, address, postadresse, kontaktadresse, standortadresse", ("address",), ("address",), False, ""),
    "street": (_("Street, with or without number"), "strasse, str, strassenname, strasse hausnummer, strasse nr, str nr, strasse hnr, strasse und hausnummer, strasse und nr, adresse, anschrift, address, street, "
               "venue street, address with house number, strasse und hausnr, str hausnr, veranstaltungsort adresse strasse, strassenanschrift", ("street", "street_numbered"), ("street_numbered",), False, ""),
    "house_number": (_("House number"), "hausnummer, hausnr, hnr, haus nr, nr haus, house number, housenumber, hsnr, hausnummern, str nummer, nummer haus, hausnummer zusatz", ("house_number",), (), False, ""),
    "postcode": (_("Postcode"), "plz, postleitzahl, postcode, zip, zip code, zipcode, postal code, plz ort nummer", ("postcode",), ("postcode",), False, ""),
    "postcode_place": (_("Postcode and place in one field"), "plz ort, plz und ort, plzort, ort plz, plz stadt, city with zip, postleitzahl ort, postleitzahl und ort, ort", ("postcode_place",), ("postcode_place",), False, ""),
    "municipality": (_("Town or municipality"), "ort, stadt, gemeinde, wohnort, kommune, city, town, municipality, ortsname, gemeindename, gem name, stadt gemeinde, veranstaltungsort adresse ort", ("words",), ("municipality_word",), False, ""),
    "district": (_("District"), "bezirk, stadtbezirk, landkreis, kreis, district, verwaltungsbezirk, bezirksname, kreisname, region", ("words", "district_word"), ("district_word",), False, "districts"),
    "quarter": (_("Quarter"), "ortsteil, stadtteil, stadtteile, quartier, kiez, viertel, quarter, bezirksregion, ortsteilname, sozialraum", ("words", "quarter_word"), ("quarter_word",), False, "quarters"),
    "lat": (_("Latitude"), "lat, latitude, breitengrad, breite, geo lat, y koordinate, koordinate y, geographische breite, alat, y, venue lat, wgs84 breite, geometry coordinates 1", ("lat",), ("lat_exact",), False, ""),
    "lon": (_("Longitude"), "lon, lng, long, longitude, laengengrad, laenge, geo lon, geo lng, x koordinate, koordinate x, geographische laenge, alon, x, venue lon, wgs84 laenge, geometry coordinates 0", ("lon",), ("lon_exact",), False, ""),
    "point": (_("Latitude and longitude in one field"), "koordinaten, geo, geokoordinaten, position, coordinates, gps, punkt, point, lat lon, geopunkt, lage", ("point",), ("point",), False, ""),
    "utm_east": (_("Easting (UTM)"), "rechtswert, ostwert, e wert, east, easting, x, x koordinate, ost, utm x, utm ost, koordinate x, re", ("utm_east",), (), False, ""),
    "utm_north": (_("Northing (UTM)"), "hochwert, nordwert, n wert, north, northing, y, y koordinate, nord, utm y, utm nord, koordinate y, hw", ("utm_north",), (), False, ""),
    "transport": (_("Getting there"), "anfahrt, oepnv, haltestelle, verkehrsanbindung, fahrverbindung, bus, verkehrsmittel", ("words",), (), False, ""),
    "step_free": (_("Step-free"), "barrierefrei, rollstuhlgerecht, barrierefreiheit, stufenlos, behindertengerecht, rollstuhl, wheelchair, barrierefreier zugang, zugang barrierefrei", (), (), False, "yes_no"),
    "hours_text": (_("Opening hours as text"), "oeffnungszeiten, oeffnungszeit, zeiten, sprechzeiten, sprechstunden, geoeffnet, offen, opening hours, betreuungszeiten, buerozeiten, servicezeiten", ("words", "hours"), ("hours",), False, ""),
    "hours_note": (_("Note on the opening hours"), "hinweis zu den zeiten, zeiten hinweis, hinweis oeffnungszeiten", ("words",), (), False, ""),
}  # fmt: skip
_OFFER = {
    "name": (_("Name of the offer"), "angebot, kurs, kursname, kurstitel, titel, name, name des angebots, bezeichnung, veranstaltung, projekt, thema, event title, angebotstitel, veranstaltungstitel, offer, event, "
             "offer information", ("words",), (), False, ""),
    "form": (_("Form of the offer"), "form, art, angebotsform, format, veranstaltungsart, angebotsart, kursart", ("words",), (), False, "forms"),
    "summary": (_("In one sentence"), "kurzbeschreibung, kurztext, untertitel, teaser, zusammenfassung, summary", ("words",), (), False, ""),
    "description": (_("Description"), "beschreibung, text, inhalt, langtext, description, details, kursbeschreibung, informationen, event description de, offer description, kursinhalt, zusatzinformation", ("words",), ("html",), True, ""),
    "topics": (_("Topics"), "themen, thema, themenfeld, schlagwort, schlagworte, kategorie, category, rubrik, fachbereich, bereich, sparte", (), (), True, "topics"),
    "target_groups": (_("For whom"), "zielgruppe, zielgruppen, fuer wen, adressaten, target groups, targetgroups, teilnehmerkreis", (), (), True, "target_groups"),
    "tags": (_("Keywords"), "stichworte, stichwoerter, schlagworte, schlagwort, tags, keywords, event tags", (), (), True, ""),
    "languages": (_("Languages"), "sprachen, kurssprache, unterrichtssprache, languages", (), (), False, "languages"),
    "age_from": (_("Age from"), "alter von, mindestalter, ab alter, ab jahre, alter ab, von alter, age from", ("whole",), (), False, ""),
    "age_to": (_("Age to"), "alter bis, hoechstalter, bis alter, bis jahre, maximalalter, age to", ("whole",), (), False, ""),
    "starts_on": (_("First day"), "beginn, start, beginn datum, startdatum, kursbeginn, anfang, von, datum, termin, datum von, erster termin, ab", ("date",), (), False, ""),
    "ends_on": (_("Last day"), "ende, ende datum, enddatum, kursende, bis, datum bis, letzter termin", ("date",), (), False, ""),
    "session_count": (_("Number of meetings"), "anzahl treffen, anzahl termine, termine, einheiten anzahl", ("whole",), (), False, ""),
    "schedule_note": (_("Note on the times"), "zeiten, zeit, uhrzeit, wann, termine, zeitraum, activity time, rhythmus", (), (), False, ""),
    "is_free": (_("Free of charge"), "kostenlos, kostenfrei, gratis, is free, eintritt frei, gebuehrenfrei", ("yes_no",), (), False, "yes_no"),
    "price_from": (_("Price"), "preis, kosten, gebuehr, entgelt, kursgebuehr, teilnahmegebuehr, beitrag, price, preis betrag, eintritt, teilnahmebeitrag", ("amount", "whole", "number"), (), False, ""),
    "price_reduced": (_("Reduced price"), "ermaessigt, preis ermaessigt, ermaessigter preis, ermaessigung, reduziert", ("amount", "whole"), (), False, ""),
    "price_note": (_("Note on the price"), "preis zusatz, preishinweis, hinweis preis, ermaessigungen, kostenhinweis", ("words",), (), False, ""),
    "places_min": (_("Participants at least"), "minimale teilnehmerzahl, mindestteilnehmer, min teilnehmer, mindestteilnehmerzahl, tn min", ("whole",), (), False, ""),
    "places_max": (_("Participants at most"), "maximale teilnehmerzahl, plaetze, max teilnehmer, teilnehmerzahl, anzahl plaetze, hoechstteilnehmerzahl, tn max", ("whole",), (), False, ""),
    "registration_url": (_("Address for registration"), "anmeldelink, anmeldung url, buchungslink, anmeldung, webadresse uri, venue url, link, url, link zur anmeldung, kurs url", ("url",), (), False, ""),
    "registration_email": (_("E-mail for registration"), "anmeldung mail, anmeldung e mail, anmelde mail", ("email",), (), False, ""),
    "registration_phone": (_("Phone for registration"), "anmeldung telefon, telefon anmeldung", ("phone",), (), False, ""),
    "registration_note": (_("Note on registration"), "anmeldehinweis, hinweis zur anmeldung, anmeldeschluss, kursnummer", (), (), False, ""),
}  # fmt: skip

KEY_WORDS = _words(
    "id, nr, nummer, lfd nr, laufende nummer, kennung, schluessel, bsn, schulnummer, schul nr, schulnr, schulkennung, uuid, guid, dienststellennummer, einrichtungsnummer, key, "
    "identifikator, kennziffer, interne nummer, amtliche schulnummer, registernummer, einrichtungs id, objekt id"
)
OPERATOR_WORDS = _words(
    "traeger, name des traegers, traegername, traegerverein, operator, betreiber, rechtstraeger, traegerschaft, traeger der einrichtung, parent, dachverband"
)
UNUSED_WORDS = _words(
    "fax, telefax, faxnummer, fax nr, objectid, gid, fid, stand, aktualisiert, letzte aenderung, schuljahr, jahr, bild, image, foto, event image, geaendert am, "
    "erstellt am, bemerkung intern, intern, shape area, shape length, globalid, slug, path, image url, bundesland, land, staat, country, type"
)
"""Columns that no field takes, however alike its name or content may be to one that does."""


def _targets(fields, part, group, subjects=BOTH):
    for name, (label, words, contents, sure, many, vocabulary) in fields.items():
        yield Target(f"{part}.{name}", label, group, _words(words), contents, sure, subjects, many, vocabulary)


@cache
def targets(subject):
    """{key: `Target`} that a column of a list of institutions (“actor”) or offers (“offer”) can become, in the order of the list to choose from."""
    found = [Target("row.key", _("Key: number that stays the same"), KEY, KEY_WORDS, (), (), BOTH, True)]
    if subject == "offer":
        found += _targets(_OFFER, "offer", WHAT)
    found += _targets(_WHO, "actor", WHO)
    if subject == "actor":
        found.append(Target("operator.name", _("Operator (“Träger”)"), WHO, OPERATOR_WORDS, ("words",), ("legal_form",)))
    found += _targets(_HOW, "actor", HOW)
    found += _targets(_WHERE, "location", WHERE)
    for day, name in WEEKDAYS.items():
        for part, label in (("opens", _("{day}: opens")), ("closes", _("{day}: closes")), ("text", _("{day}: from – to"))):
            found.append(Target(f"hours.{day}.{part}", format_lazy(label, day=name), TIMES))
    return {target.key: target for target in found}
