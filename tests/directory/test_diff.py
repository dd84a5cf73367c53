from datetime import date, time
from decimal import Decimal

import pytest
from modelcluster.fields import ParentalManyToManyField

from directory import operations
from directory.diff import FIELDS, compare
from directory.models import Actor, ActorText, Location, Offer, OpeningException, OpeningSpan
from tests.factories import ActorFactory, LocationFactory, OfferFactory, TopicFactory

pytestmark = pytest.mark.django_db


def said(older, newer):
    return [(change.label, change.before, change.after) for change in compare(older, newer)]


@pytest.mark.parametrize("model", [Actor, Location, Offer])
def test_no_content_field_is_left_out(model):
    children = {relation.get_accessor_name() for relation in model._meta.related_objects if type(relation.field).__name__ == "ParentalKey"}
    columns = {field.name for field in model._meta.fields if field.editable and field.name != "id"}
    relations = {field.name for field in model._meta.many_to_many if isinstance(field, ParentalManyToManyField)}
    not_content = {
        "created_at",
        "updated_at",
        "first_published_at",
        "locked",
        "locked_at",
        "locked_by",
        "tagged_items",
        "sort_name",
        *model.operational_fields,
    }

    assert (columns | relations | children) - set(FIELDS[model]) - not_content == set()


def test_topics_tags_operator_and_texts_are_named():
    actor = ActorFactory(name="Klangwerk")
    actor.topics.set([TopicFactory(slug="a", name="Singen")])
    actor.tags.add("Ferien")
    actor.save()
    draft = actor.with_content_json(actor.serializable_data())
    draft.operator = ActorFactory(name="Land")
    draft.topics.set([TopicFactory(slug="b", name="Tanzen")])
    draft.tags.add("Chor")
    draft.languages = ["de", "tr"]
    draft.phone = "+4930123456"
    draft.texts.add(ActorText(language="en", name="Sound works"))

    assert said(actor, draft) == [
        ("Träger", [], ["Land"]),
        ("Themen", ["Singen"], ["Tanzen"]),
        ("Schlagwörter", ["Ferien"], ["Chor", "Ferien"]),
        ("Gesprochene Sprachen", [], ["Deutsch", "Türkisch"]),
        ("Texte in anderen Sprachen", [], ["Englisch, Name: Sound works"]),
        ("Telefon", [], ["030 123456"]),
    ]


def test_hours_and_exceptions_read_as_people_say_them():
    location = LocationFactory()
    draft = location.with_content_json(location.serializable_data())
    draft.opening_spans.set(
        [OpeningSpan(weekday=0, opens=time(14), closes=time(18)), OpeningSpan(weekday=0, opens=time(9), closes=time(12))]
    )
    draft.opening_exceptions.set([OpeningException(starts=date(2026, 12, 24), ends=date(2027, 1, 2), note="Ferien")])
    draft.step_free = False

    assert said(location, draft) == [
        ("Öffnungszeiten", [], ["Montag: 9:00–12:00 und 14:00–18:00"]),
        (
            "Ausnahmen von den Öffnungszeiten",
            [],
            [
                "24.\N{NO-BREAK SPACE}Dezember\N{NO-BREAK SPACE}2026 bis 2.\N{NO-BREAK SPACE}Januar\N{NO-BREAK SPACE}2027: geschlossen (Ferien)"
            ],
        ),
        ("Stufenloser Zugang", [], ["nein"]),
    ]


def test_places_prices_and_days_of_an_offer():
    offer = OfferFactory(price_from=Decimal(10), starts_on=date(2026, 5, 4))
    place = LocationFactory(actor=offer.actor, name="Haupthaus")
    draft = offer.with_content_json(offer.serializable_data())
    draft.locations.set([place])
    draft.price_from, draft.starts_on, draft.form = Decimal(12), None, "ensemble"

    assert said(offer, draft) == [
        ("Form", ["Kurs"], ["Ensemble"]),
        ("Standorte", [], ["Haupthaus – Notenweg 12, 13187 Berlin"]),
        ("Erster Tag", ["04.05.2026"], []),
        ("Preis von", ["10,00"], ["12,00"]),
    ]


def test_prose_is_compared_word_by_word_and_escaped():
    actor = ActorFactory(summary="Wir singen & tanzen.")
    draft = actor.with_content_json(actor.serializable_data())
    draft.summary = "Wir singen & <b>spielen</b>."

    html = compare(actor, draft)[0].html

    assert html.startswith('<p class="register-diff">Wir singen &amp; <del>tanzen</del><ins>&lt;b&gt;spielen')
    assert "<b>" not in html


def test_equal_versions_have_no_change():
    actor = ActorFactory()
    operations.save_draft(actor)

    assert compare(actor, actor.get_latest_revision_as_object()) == []
