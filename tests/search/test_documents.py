"""What of the register stands in its documents."""

import datetime as dt

import pytest

from directory.freshness import BERLIN
from directory.models import ActorText, OfferSession, OpeningSpan
from events.models import AgendaItem
from search.engines.base import Text
from search.opening import moment_words
from search.registry import document_type, spread
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    AreaFactory,
    LocationFactory,
    MeetingFactory,
    OfferFactory,
    SeriesFactory,
    TargetGroupFactory,
    TopicFactory,
    VenueFactory,
)

pytestmark = pytest.mark.django_db


def documents(*things):
    name = type(things[0])._meta.model_name
    return document_type(name).documents([thing.pk for thing in things])


@pytest.fixture
def music():
    """A topic below another."""
    arts = TopicFactory(name="Kunst", slug="test-kunst", names={"en": "Arts"}, synonyms=["Malen"])
    return TopicFactory(name="Singen", slug="test-singen", names={"en": "Singing"}, synonyms=["Chor"], parent=arts)


@pytest.fixture
def quarter():
    return AreaFactory(name="Lichterfelde", slug="lichterfelde", parent=AreaFactory(name="Steglitz-Zehlendorf", slug="steglitz-zehlendorf"))


def test_an_actor_is_found_by_all_that_describes_it(music, quarter):
    kind = ActorKindFactory(
        slug="chorschule", name="Chorschule", name_plural="Chorschulen", names={"en": "Choir school"}, synonyms=["Singschule"]
    )
    operator = ActorFactory(name="Stadt Musterstadt", slug="stadt-musterstadt")
    actor = ActorFactory(
        name="„Klangwerk“ Pankow", other_names="KW, Musikwerk", kind=kind, operator=operator, summary="Singen für alle.",
        description="<p>Viel &amp; laut.</p>", languages=["de", "tr"], last_published_at=dt.datetime(2027, 2, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    actor.topics.add(music)
    actor.tags.add("Inklusion")
    actor.save()
    ActorText.objects.create(actor=actor, language="en", name="Sound works", summary="Singing for all.")
    house = LocationFactory(
        actor=actor, street="Notenweg 1", postcode="12203", area=quarter, step_free=True, lift=False, lat=52.4, lon=13.3
    )
    OpeningSpan.objects.create(location=house, weekday=0, opens=dt.time(8), closes=dt.time(9, 4))
    asked = LocationFactory(actor=actor, street="Notenweg 1", by_appointment=True, is_main=False, area=quarter)
    OpeningSpan.objects.create(location=asked, weekday=1, opens=dt.time(8), closes=dt.time(9))
    LocationFactory(actor=actor, street="Geheim 2", live=False, is_main=False)

    (document,) = documents(actor)

    assert document.key == f"actor:{actor.pk}"
    assert document.texts == {
        "de": Text("„Klangwerk“ Pankow", "Kunst Singen Inklusion Türkisch Türkçe", "Singen für alle. Viel & laut."),
        "en": Text("Sound works", "Choir school Arts Singing Turkish", "Singing for all."),
    }
    assert (document.sort_name, document.other_names) == ("klangwerk“ pankow", ("KW", "Musikwerk"))
    assert (document.kind, document.operator) == ("Chorschule Chorschulen", "Stadt Musterstadt")
    assert {"klang", "musik", "werk"} <= set(document.parts)
    assert document.place == "Notenweg 1 12203 Berlin Steglitz-Zehlendorf Lichterfelde 13187"
    assert document.facets == {
        "kind": ("chorschule",),
        "topic": ("test-kunst", "test-singen"),
        "group": (),
        "aim": (),
        "language": ("de", "tr"),
        "area": ("steglitz-zehlendorf", "lichterfelde"),
        "access": ("stufenlos",),
        "operator": ("stadt-musterstadt",),
        "day": ("mo",),
        "time": ("vormittags",),
    }
    assert (document.slots, len(document.opening), document.changed_at) == (("mo-vormittags",), 2, dt.datetime(2027, 2, 1, tzinfo=dt.UTC))
    assert document.points == ((52.4, 13.3),)


def test_an_offer_carries_its_actor_and_its_own_facts(music):
    groups = [
        TargetGroupFactory(slug="test-kinder", name="Kinder", age_from=6, age_to=12),
        TargetGroupFactory(slug="test-jugend", name="Jugend", age_from=13, age_to=17),
    ]
    actor = ActorFactory(name="Klangwerk", other_names="KW", operator=ActorFactory(name="Verborgen", live=False))
    offer = OfferFactory(
        actor=actor, name="Chor", form="gruppe", is_free=True, accepts_education_package=True, inclusive=True, ends_on=dt.date(2027, 6, 30)
    )
    OfferSession.objects.create(offer=offer, weekday=1, starts=dt.time(15), ends=dt.time(16))
    OfferSession.objects.create(offer=offer, weekday=3)
    offer.topics.add(music)
    offer.target_groups.add(*groups)
    offer.locations.add(LocationFactory(actor=actor, accessible_toilet=True))
    offer.save()

    (document,) = documents(offer)

    assert (document.section, document.kind, document.operator) == ("angebote", "Gruppe", "Klangwerk KW Musikschule")
    assert (document.age_from, document.age_to, document.last_day) == (6, 17, dt.date(2027, 6, 30))
    assert document.facets | {"area": ()} == {
        "kind": ("musikschule",),
        "topic": ("test-kunst", "test-singen"),
        "group": ("test-kinder", "test-jugend"),
        "aim": ("test-kinder", "test-jugend"),
        "language": (),
        "area": (),
        "access": ("wc", "inklusiv"),
        "form": ("gruppe",),
        "cost": ("kostenlos", "bis-25-monat", "bis-50-monat", "bis-10-einmal", "bildungspaket"),
        "operator": (),
        "day": ("di", "do"),
        "time": ("nachmittags",),
    }
    assert (document.slots, document.opening) == (("di-nachmittags",), ())


@pytest.mark.parametrize(
    ("prices", "values"),
    [
        ({"price_from": 30, "price_unit": "monat"}, ("bis-50-monat",)),
        ({"price_from": 150, "price_to": 400, "price_unit": "halbjahr"}, ("bis-25-monat", "bis-50-monat")),
        ({"price_to": 8, "price_unit": "termin", "price_reduced": 4}, ("bis-10-einmal", "ermaessigt")),
        ({"price_from": 5, "price_unit": "stunde"}, ()),
        ({"price_from": 5}, ()),
    ],
)
def test_prices_count_below_the_limits_of_their_own_kind(prices, values):
    (document,) = documents(OfferFactory(**prices))

    assert document.facets["cost"] == values


def test_an_open_offer_is_open_at_its_weekly_times_from_its_first_day_on():
    offer = OfferFactory(form="offen", starts_on=dt.date(2027, 3, 8))
    OfferSession.objects.create(offer=offer, weekday=0, starts=dt.time(14), ends=dt.time(18))
    OfferSession.objects.create(offer=offer, weekday=0, starts=dt.time(20), ends=dt.time(22), note="jede zweite Woche")

    (document,) = documents(offer)

    assert [
        is_open_by_words(document, dt.datetime(2027, 3, *moment, tzinfo=BERLIN)) for moment in ((1, 15), (8, 15), (8, 21), (15, 17))
    ] == [
        False,
        True,
        False,
        True,
    ]


def is_open_by_words(document, at):
    words = set(document.opening)
    weekly, own, today = (set(part) for part in moment_words(at))
    return bool((words & weekly and not words & own) or words & today)


def test_own_ages_of_an_offer_count_before_those_of_its_groups():
    offer = OfferFactory(age_from=8)
    offer.target_groups.add(TargetGroupFactory(age_from=3, age_to=6))
    offer.save()

    (document,) = documents(offer)

    assert (document.age_from, document.age_to) == (8, None)


def test_the_digest_tells_states_apart_and_not_readings(music):
    actor = ActorFactory()
    actor.topics.add(music)
    actor.save()

    (before,), (again,) = documents(actor), documents(actor)
    actor.name = "Anders"
    actor.save()
    (after,) = documents(actor)

    assert (before.digest == again.digest, before.digest == after.digest) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_of_actors_takes_fourteen_queries(number, quarter, django_assert_num_queries):
    actors = [LocationFactory(area=quarter).actor for _ in range(number)]

    with django_assert_num_queries(14):
        assert len(documents(*actors)) == number


@pytest.mark.parametrize("number", [1, 3])
def test_a_batch_of_offers_takes_thirteen_queries(number, quarter, django_assert_num_queries):
    offers = OfferFactory.create_batch(number)
    for offer in offers:
        offer.locations.add(LocationFactory(actor=offer.actor, area=quarter))
        offer.save()

    with django_assert_num_queries(13):
        assert len(documents(*offers)) == number


def test_a_meeting_is_found_by_theme_series_place_and_programme(music, quarter):
    above = quarter.get_parent()
    meeting = MeetingFactory(
        name="Vom Besuch zur Bildungspartnerschaft", series=SeriesFactory(name="Gemeinsam!"), organiser=ActorFactory(name="Klangwerk"), kind="workshop",
        summary="Kurz.", description="<p>Lang &amp; breit.</p>", audience="Kita-Leitungen", local=(2026, 12, 8, 9), onsite=True,
        venue__area=quarter, venue__lat=54.4, venue__lon=6.9, venue__step_free=True, last_published_at=dt.datetime(2026, 11, 2, tzinfo=dt.UTC),
    )  # fmt: skip
    meeting.topics = [music]
    meeting.save()
    AgendaItem.objects.create(meeting=meeting, title="Drei Töne genügen")

    (document,) = documents(meeting)

    assert document.texts == {
        "de": Text(
            "Vom Besuch zur Bildungspartnerschaft", "Gemeinsam! Kunst Singen Kita-Leitungen", "Kurz. Lang & breit. Drei Töne genügen"
        )
    }
    assert (document.section, document.kind, document.operator) == ("termine", "Workshop", "Klangwerk")
    assert document.facets == {
        "topic": ("test-kunst", "test-singen"), "group": (), "area": (above.slug, quarter.slug), "access": ("stufenlos",), "cost": ("kostenlos",),
        "language": ("de",), "day": ("di",), "time": ("vormittags",),
    }  # fmt: skip
    assert (document.last_day, document.points, document.slots) == (dt.date(2026, 12, 8), ((54.4, 6.9),), ("di-vormittags",))
    assert "Salzspeicher" in document.place


def test_what_a_meeting_hides_is_in_no_document():
    meeting = MeetingFactory(
        series=SeriesFactory(name="Geheim", live=False), organiser=ActorFactory(name="Geheim", live=False), venue=VenueFactory()
    )

    (document,) = documents(meeting)

    assert "Geheim" not in repr(document)
    assert (document.place, document.points) == ("", ())  # online, though somebody chose a venue before


@pytest.mark.parametrize("count", [1, 3])
def test_documents_of_meetings_take_8_queries(django_assert_num_queries, count):
    meetings = [MeetingFactory(onsite=True, series=SeriesFactory(), venue__area=AreaFactory()) for _number in range(count)]

    with django_assert_num_queries(8):
        assert len(documents(*meetings)) == count


def test_a_meeting_is_renewed_by_what_stands_in_its_document(music):
    meeting = MeetingFactory(series=SeriesFactory(), onsite=True, venue__area=AreaFactory())
    meeting.topics = [music]
    meeting.save()

    for thing in (meeting.series, meeting.venue, meeting.organiser, music.get_parent(), meeting.venue.area):
        reached = {pk for name, ids in spread(thing._meta.label_lower)([thing.pk]) if name == "meeting" for pk in ids}

        assert reached == {meeting.pk}, thing
