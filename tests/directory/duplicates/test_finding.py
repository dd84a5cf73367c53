"""What is the same, what is asked, and what is new; pairs of the register for the office."""

import datetime as dt

import pytest
from django.core.management import call_command

from directory import operations
from directory.duplicates.register import find_pairs
from directory.duplicates.rows import Verdict, link, match_rows
from directory.duplicates.traits import Row, house_of, phone_of, words_of
from directory.models import ActorIdentifier, DuplicatePair
from tests.factories import ActorFactory, ActorKindFactory, LocationFactory

AT = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
SCHOOL = {"name": "Lindenhof-Grundschule", "street": "Notenweg 12", "postcode": "43110", "phone": "+49 4931 234567"}


def verdict(row, *entries):
    """(sure, [what speaks against the best])"""
    found = link([Row(**row)], [Row(**entry) for entry in entries])[0]
    if not found:
        return None
    _place, comparison, rivalled = found[0]
    return comparison.is_sure and not rivalled, [*comparison.vetoes, *(["rival"] if rivalled else [])]


def test_words_are_written_out_and_corrected():
    assert words_of("Grundshcule a. d. Lindenhofstraße 7/9 (ISS)") == (["grundschule", "a", "d", "lindenhof", "str", "sekundarschule"], [])
    assert (
        words_of("Ev. Kirchengem. Schönefeld, EKT Evangelischer Spatz")[0]
        == words_of("Evangelische Kirchengemeinde Schoenefeld Elterninitiative ev. Spatz")[0]
    )
    assert [words_of(name)[0] for name in ("Kita Prager Ring", "Schulze-Delitzsch-Schule")] == [
        ["kita", "prager", "ring"],
        ["schulze", "delitzsch", "schule"],
    ]


def test_names_streets_and_numbers_are_read_as_people_mean_them():
    assert words_of("12. GS Lindenhofschule Nr. 3, Sek. I") == (["grundschule", "lindenhof", "schule", "nr"], ["12", "3"])
    assert (house_of("Turmstraße 75"), house_of("Turmstr. 75-77"), house_of("")) == (
        ("turmstr", (75, 75, "")),
        ("turmstr", (75, 77, "")),
        ("", ()),
    )
    assert {phone_of(text) for text in ("+49 (0)4931 234567", "04931/234567", "0049 4931 23 45 67")} == {"4931234567"}


def test_vetoes_and_rivals_decide_not_the_points():
    assert verdict(SCHOOL | {"name": "GS Lindenhof", "street": "Notenweg 12"}, SCHOOL) == (True, [])
    assert verdict(SCHOOL, SCHOOL, SCHOOL | {"name": "Lindenhof Grundschule"}) == (False, ["rival"])
    for change, veto in (
        ({"kind": "hort"}, "kind"),
        ({"name": "Lindenhof-Hauptschule"}, "form"),
        ({"name": "2. Lindenhof-Grundschule"}, "number"),
        ({"name": "Förderverein Lindenhof-Grundschule"}, "attached"),
        ({"name": "Imkerei der Lindenhof-Grundschule"}, "more_words"),
        ({"name": "Lindenhofschule"}, "form_once"),
        ({"street": "Am Hafen 3"}, "other_house"),
        ({"name": "Katholische Lindenhof-Grundschule"}, "creed"),
    ):
        sure, against = verdict(SCHOOL | change, SCHOOL | {"kind": "schule"})
        assert (sure, veto in against) == (False, True), change
    assert verdict({"name": "Kita Regenbogen", "postcode": "10115"}, SCHOOL) is None


def test_a_house_is_in_a_town():
    """A Hauptstraße 1 is in every village, and villages share postcodes."""
    kita = {"name": "Kita Regenbogen", "kind": "kita", "street": "Hauptstraße 1", "postcode": "39397", "city": "Gröningen"}
    assert verdict(kita, kita | {"street": "Hauptstr. 1"}) == (True, [])
    assert verdict(kita, kita | {"city": "Gröningen OT Heynburg"}) == (True, [])
    assert verdict(kita, kita | {"city": "Kroppenstedt"}) is None  # a chain, or simply a name that many like
    assert verdict(kita, kita | {"postcode": "39398"}) == (True, [])
    assert verdict(kita, kita | {"street": "Hauptstraße 1a"}) is None


def test_schools_own_blocks_and_moved_ones_are_asked():
    assert verdict(SCHOOL | {"street": "Notenweg 15"}, SCHOOL) == (True, [])
    assert verdict(SCHOOL | {"street": "Notenweg 80"}, SCHOOL) == (True, [])  # one street, one phone
    assert verdict(SCHOOL | {"street": "Notenweg 80", "phone": ""}, SCHOOL) == (False, ["other_house"])
    assert verdict(SCHOOL | {"street": "Notenwge 12", "phone": ""}, SCHOOL) == (True, [])
    assert verdict(SCHOOL | {"name": "37. Schule (Grundschule)"}, SCHOOL | {"name": "37. Schule Grundschule"}) == (True, [])


def test_rows_that_say_the_same_are_twins_not_rivals():
    """A list with a row for each project names a school twice."""
    rows = [Row(**SCHOOL), Row(**(SCHOOL | {"phone": ""}))]

    linked = link(rows, [Row(**SCHOOL)])

    assert [(found[0][1].is_sure, found[0][2]) for found in linked] == [(True, False), (True, False)]
    assert [found[0][2] for found in link(rows, [Row(**SCHOOL), Row(**SCHOOL)])] == [True, True]


@pytest.mark.django_db
def test_rows_are_the_same_asked_or_new_with_reasons(django_assert_num_queries):
    school = ActorFactory(name="Lindenhof-Grundschule", phone="+494931234567")
    LocationFactory(actor=school, street="Notenweg 12", postcode="43110", lat=None, lon=None, is_main=True)
    keyed = ActorFactory(name="Ganz anders")
    ActorIdentifier.objects.create(actor=keyed, source="bsn", key="01A02")
    known = {"kind": str(school.kind_id)}
    rows = [
        Row(name="Name, der nicht passt", keys=frozenset({("bsn", "01A02")})),
        Row(**SCHOOL, **known),
        Row(**SCHOOL, kind="andere"),
        Row(name="Volkshochschule Kupferberg", street="Markt 1", postcode="43110"),
    ]

    with django_assert_num_queries(3):
        matches = match_rows(rows)

    assert [match.verdict for match in matches] == [Verdict.SAME, Verdict.ASKED, Verdict.ASKED, Verdict.NEW]
    assert [[fit.actor_id for fit in match.fits] for match in matches] == [[keyed.pk], [school.pk], [school.pk], []]
    assert [match.verdict for match in match_rows(rows[1:2])] == [Verdict.SAME]
    assert {"reason": "kind", "value": ""} in matches[2].fits[0].reasons


@pytest.mark.django_db
def test_an_operator_is_not_its_house():
    operator = ActorFactory(name="Musikschule Klangwerk")
    for actor in (operator, ActorFactory(name="MS Klangwerk", operator=operator)):
        LocationFactory(actor=actor, street="Notenweg 12", postcode="43110", is_main=True)

    assert find_pairs(at=AT) == (0, 0)


@pytest.mark.django_db
def test_the_register_is_searched_once_and_what_is_decided_stays():
    first, second = ActorFactory(name="Musikschule Klangwerk"), ActorFactory(name="MS Klangwerk")
    for actor in (first, second):
        LocationFactory(actor=actor, street="Notenweg 12", postcode="43110", is_main=True)
    ActorFactory(name="Stadtbibliothek Otterfurt")

    assert [find_pairs(at=AT), find_pairs(at=AT)] == [(1, 1), (1, 0)]
    pair = DuplicatePair.objects.get()
    assert (pair.first, pair.second, pair.state, pair.found_by) == (first, second, "offen", "schluessel")
    assert [reason["reason"] for reason in pair.reasons][:2] == ["name", "house"]

    operations.mark_different(first, second, at=AT)
    call_command("find_duplicates")
    assert list(DuplicatePair.objects.values_list("state", flat=True)) == ["verschieden"]


@pytest.mark.django_db
def test_the_register_tells_its_towns_and_forms():
    """Two villages share a postcode, and a kind called “Grundschule” says the form."""
    kind = ActorKindFactory(slug="grundschule", name="Grundschule")
    for town in ("Gröningen", "Kroppenstedt"):
        school = ActorFactory(name="Schule am Park", kind=kind)
        LocationFactory(actor=school, street="Hauptstraße 1", postcode="39397", municipality=town, lat=None, lon=None, is_main=True)
    known = {"name": "Grundschule am Park", "street": "Hauptstr. 1", "postcode": "39397", "kind": str(kind.pk), "city": "Kroppenstedt"}

    match = match_rows([Row(**known)])[0]

    assert (match.verdict, [fit.actor_id for fit in match.fits][:1]) == (Verdict.SAME, [school.pk])
