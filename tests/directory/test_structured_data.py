import json
from datetime import date, time

import pytest
from django.utils.translation import override

from directory.models import Actor, ActorKind, Location, Offer, OfferSession, OpeningException, OpeningSpan
from directory.structured_data import actor_data, breadcrumb_data, offer_data, script
from tests.factories import ActorFactory, ActorKindFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db
ORIGIN = "https://example.org"


@pytest.fixture(autouse=True)
def _in_german():
    with override("de"):
        yield


def kind(schema_type):
    return ActorKindFactory(slug=schema_type.lower(), name=schema_type, schema_type=schema_type)


def school(schema_type="ElementarySchool", **fields):
    actor = ActorFactory(name="Schule am Park", slug="park", kind=kind(schema_type), **fields)
    location = LocationFactory(actor=actor, lat=52.5, lon=13.4)
    for day in (0, 1):
        OpeningSpan.objects.create(location=location, weekday=day, opens=time(8), closes=time(16))
    OpeningSpan.objects.create(location=location, weekday=5, opens=time(18), closes=time(0))
    OpeningException.objects.create(location=location, starts=date(2026, 12, 24), ends=date(2027, 1, 1))
    return actor


ADDRESS = {
    "@type": "PostalAddress",
    "streetAddress": "Notenweg 12",
    "postalCode": "13187",
    "addressLocality": "Berlin",
    "addressCountry": "DE",
}
POINT = {"@type": "GeoCoordinates", "latitude": 52.5, "longitude": 13.4}
HOURS = [
    {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Tuesday"],
        "opens": "08:00",
        "closes": "16:00",
    },
    {"@type": "OpeningHoursSpecification", "dayOfWeek": ["https://schema.org/Saturday"], "opens": "18:00", "closes": "23:59"},
    {"@type": "OpeningHoursSpecification", "validFrom": "2026-12-24", "validThrough": "2027-01-01", "opens": "00:00", "closes": "00:00"},
]


def test_an_institution_is_described_by_its_kind():
    actor = school(
        summary="Lernen am Park.", phone="+493023125110", website="https://park.example/", other_names="Parkschule, GS 12",
        email="post@park.example", operator=ActorFactory(name="Träger", slug="traeger"),
    )  # fmt: skip

    assert actor_data(actor, ORIGIN) == {
        "@type": "ElementarySchool",
        "@id": "https://example.org/einrichtungen/park/#elementaryschool",
        "name": "Schule am Park",
        "url": "https://example.org/einrichtungen/park/",
        "description": "Lernen am Park.",
        "telephone": "+493023125110",
        "sameAs": ["https://park.example/"],
        "alternateName": ["Parkschule", "GS 12"],
        "address": ADDRESS,
        "geo": POINT,
        "openingHoursSpecification": HOURS,
        "parentOrganization": {"@type": "Organization", "name": "Träger", "url": "https://example.org/einrichtungen/traeger/"},
    }


def test_an_association_has_its_hours_at_its_place():
    data = actor_data(school("NGO"), ORIGIN)

    assert "geo" not in data
    assert data["location"] == [
        {"@type": "Place", "name": "Notenweg 12, 13187 Berlin", "address": ADDRESS, "geo": POINT, "openingHoursSpecification": HOURS}
    ]


def test_a_museum_is_a_place_without_parent():
    data = actor_data(school("Museum", operator=ActorFactory()), ORIGIN)

    assert data["geo"] == POINT
    assert "parentOrganization" not in data


def test_an_unpublished_operator_and_a_broken_type_are_left_out():
    data = actor_data(school("<script>", operator=ActorFactory(live=False)), ORIGIN)

    assert data["@type"] == "Organization"
    assert "parentOrganization" not in data


@pytest.mark.parametrize("slug", ["kita", "museum", "bibliothek", "verein", "vhs"])
def test_every_base_kind_has_a_type(slug):
    kind = ActorKind.objects.get(slug=slug)

    assert actor_data(ActorFactory(kind=kind), ORIGIN)["@type"] == kind.schema_type


def test_a_course_says_when_where_and_what_it_costs():
    offer = OfferFactory(
        name="Blockflöte", slug="floete", form="kurs", actor__name="Klangwerk", actor__slug="klangwerk", age_from=6, age_to=9,
        price_from=26, price_to=26, languages=["de"], starts_on=date(2027, 1, 12), description="<p>Mit <b>Leihinstrument</b> &amp; Noten.</p><p>Jede Woche.</p>",
    )  # fmt: skip
    offer.locations.set([LocationFactory(actor=offer.actor)])
    offer.save()
    OfferSession.objects.create(offer=offer, weekday=1, starts=time(15, 15), ends=time(16))

    place = {"@type": "Place", "name": "Notenweg 12, 13187 Berlin", "address": ADDRESS}
    assert offer_data(offer, ORIGIN) == {
        "name": "Blockflöte",
        "url": "https://example.org/angebote/floete/",
        "description": "Mit Leihinstrument & Noten. Jede Woche.",
        "inLanguage": ["de"],
        "offers": {
            "@type": "Offer",
            "price": "26",
            "priceCurrency": "EUR",
            "category": "Paid",
            "url": "https://example.org/angebote/floete/",
        },
        "typicalAgeRange": "6-9",
        "@type": "Course",
        "@id": "https://example.org/angebote/floete/#course",
        "provider": {"@type": "Organization", "name": "Klangwerk", "url": "https://example.org/einrichtungen/klangwerk/"},
        "hasCourseInstance": {
            "@type": "CourseInstance",
            "courseMode": "Onsite",
            "startDate": "2027-01-12",
            "location": [place],
            "courseSchedule": [
                {
                    "@type": "Schedule",
                    "repeatFrequency": "P1W",
                    "byDay": "https://schema.org/Tuesday",
                    "startTime": "15:15",
                    "endTime": "16:00",
                    "scheduleTimezone": "Europe/Berlin",
                }
            ],
        },
    }


def test_an_event_needs_its_day_and_anything_else_is_a_service():
    actor = Actor(name="Klangwerk", slug="klangwerk")
    event = Offer(name="Fest", slug="fest", actor=actor, form="veranstaltung", starts_on=date(2027, 5, 5), is_free=True)
    undated = Offer(name="Fest", slug="fest", actor=actor, form="veranstaltung", price_from=5, price_to=9, age_from=6)

    assert offer_data(event, ORIGIN)["@type"] == "Event"
    assert offer_data(event, ORIGIN)["startDate"] == "2027-05-05"
    assert offer_data(event, ORIGIN)["offers"]["price"] == "0"
    assert offer_data(undated, ORIGIN) == {
        "name": "Fest",
        "url": "https://example.org/angebote/fest/",
        "offers": {
            "@type": "AggregateOffer",
            "lowPrice": "5",
            "highPrice": "9",
            "priceCurrency": "EUR",
            "url": "https://example.org/angebote/fest/",
        },
        "@type": "Service",
        "@id": "https://example.org/angebote/fest/#service",
        "provider": {"@type": "Organization", "name": "Klangwerk", "url": "https://example.org/einrichtungen/klangwerk/"},
        "serviceType": "Veranstaltung",
        "audience": {"@type": "PeopleAudience", "suggestedMinAge": 6},
    }


def test_who_opens_by_appointment_has_no_hours():
    location = Location(by_appointment=True, opening_spans=[OpeningSpan(weekday=0, opens=time(8), closes=time(9))])
    actor = ActorFactory()
    location.actor = actor
    location.live = True
    location.save()

    assert "openingHoursSpecification" not in actor_data(actor, ORIGIN)


def test_the_script_cannot_be_left_by_any_text():
    text = script({"name": "</script><!--\u2028&>"}, None, breadcrumb_data([("Start", "/")], ORIGIN))

    assert not set(text) & set("<>&\u2028")
    assert json.loads(text) == {
        "@context": "https://schema.org",
        "@graph": [
            {"name": "</script><!--\u2028&>"},
            {
                "@type": "BreadcrumbList",
                "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Start", "item": "https://example.org/"}],
            },
        ],
    }
