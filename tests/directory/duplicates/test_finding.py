"""What is the same, what is asked, and what is new; pairs of the register for the office."""

import datetime as dt

import pytest
from django.core.management import call_command

from directory import operations
from directory.duplicates.register import find_pairs
from directory.duplicates.rows import Verdict, link, match_rows
from directory.duplicates.traits import Row, house_of, phone_of, words_of
from directory.models import ActorIdentifier, DuplicatePair
from tests.factories import ActorFactory, LocationFactory

AT = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
SCHOOL = {"name": "Lindenhof-Grundschule", "street": "Notenweg 12", "postcode": "43110", "phone": "+49 4931 234567"}


def verdict(row, *entries):
    """(sure, [what speaks against the best])"""
    found = link([Row(**row)], [Row(**entry) for entry in entries])[0]
    if not found:
        return None
    _place, comparison, rivalled = found[0]
    return comparison.is_sure and not rivalled, [*comparison.vetoes, *(["rival"] if rivalled else [])]


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
        ({"street": "Am Hafen 3"}, "other_house"),
        ({"name": "Katholische Lindenhof-Grundschule"}, "creed"),
    ):
        sure, against = verdict(SCHOOL | change, SCHOOL | {"kind": "schule"})
        assert (sure, veto in against) == (False, True), change
    assert verdict({"name": "Kita Regenbogen", "postcode": "10115"}, SCHOOL) is None


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
