"""Cooperations in the search: what is found by what, and which changes reach their documents."""

import datetime as dt
import shutil

import pytest
from django.utils.translation import activate

from directory.models import ActorKind
from directory.operations import archive
from directory.signals import content_changed
from network.models import Cooperation
from search.documents import CooperationDocuments
from search.pipeline import rebuild
from search.pipeline.drain import drain_all
from tests.factories import (
    ActorFactory,
    AreaFactory,
    CooperationFactory,
    CooperationPartnerFactory,
    LocationFactory,
    TopicFactory,
    TransitionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(index_place):
    activate("de")
    rebuild()


@pytest.fixture
def flutes():
    area = AreaFactory(name="Pankow", slug="pankow").add_child(name="Niederschönhausen", slug="nsh", level="locality")
    school = ActorFactory(name="Papierboot", slug="papierboot", kind=ActorKind.objects.get(slug="schule"))
    LocationFactory(actor=school, area=area, is_main=True)
    made = CooperationFactory(
        name="Flötenklasse",
        summary="Alle lernen ein Instrument.",
        form="bildungspartnerschaft",
        about="<p>Dienstags kommt eine Lehrerin.</p>",
        helps="<p>Zeitfenster</p>",
        helps_for="intern",
        partners=[school, ActorFactory(name="Klangwerk")],
        confirmed_at=dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC),
    )
    made.topics, made.transitions = [TopicFactory(name="Blasmusik", slug="t-blas")], [TransitionFactory()]
    made.save()
    CooperationPartnerFactory(cooperation=made, actor=ActorFactory(name="Wartezimmer"))
    drain_all()
    return made


def titles(client, query):
    """Of the table of hits, the heading left out."""
    table = client.get(f"/suche/?typ=kooperationen&q={query}&format=csv")
    return [line.split(";")[0] for line in b"".join(table).decode().splitlines()[1:]]


@pytest.mark.parametrize(
    "words", ["flöte", "floetenklasse", "instrument", "dienstags lehrerin", "papierboot", "bildungspartnerschaft", "pankow", "blasmusik"]
)
def test_a_cooperation_is_found_by_what_everybody_may_read(client, flutes, words):
    assert titles(client, words) == ["Flötenklasse"]


@pytest.mark.parametrize("words", ["zeitfenster", "wartezimmer"])
def test_a_cooperation_is_not_found_by_what_is_internal_or_not_confirmed(client, flutes, words):
    assert titles(client, words) == []


def test_its_document_carries_facets_and_the_day_of_the_check(flutes):
    [document] = CooperationDocuments().documents([flutes.pk])

    assert document.facets == {"kind": ("schule", "musikschule"), "topic": ("t-blas",), "group": (), "area": ("pankow", "nsh")}
    assert (document.checked_on, document.due_on) == (dt.date(2026, 9, 1), dt.date(2027, 9, 1))
    assert document.operator == "Papierboot Klangwerk"


def rename_partner(flutes):
    actor = flutes.partners.first().actor
    actor.name = "Segelschiff"
    actor.save()


def rename_topic(flutes):
    topic = flutes.topics.first()
    topic.name = "Segelschiff"
    topic.save()


def rename_area(flutes):
    area = flutes.partners.first().actor.locations.get().area
    area.name = "Segelschiff"
    area.save()


def rename_transition(flutes):
    transition = flutes.transitions.first()
    transition.name = "Segelschiff"
    transition.save()


def confirm_another(flutes):
    partner = flutes.partners.get(actor__name="Wartezimmer")
    partner.actor.name = "Segelschiff"
    partner.actor.save()
    partner.answer, partner.answered_at = "bestaetigt", flutes.confirmed_at
    partner.save()


@pytest.mark.parametrize("change", [rename_partner, rename_topic, rename_area, rename_transition, confirm_another])
def test_a_change_around_it_reaches_its_document(client, flutes, change):
    assert titles(client, "segelschiff") == []

    change(flutes)
    drain_all()

    assert titles(client, "segelschiff") == ["Flötenklasse"]


def test_an_archived_partner_takes_the_cooperation_out_when_too_few_are_left(client, flutes):
    archive(flutes.partners.first().actor)
    drain_all()

    assert titles(client, "flöte") == []


def test_the_list_finds_words_by_the_search(client, flutes):
    assert [one.name for one in client.get("/kooperationen/?q=instrument").context["listing"].items] == ["Flötenklasse"]


def test_the_list_finds_titles_while_the_search_is_down(client, flutes, index_folder):
    shutil.rmtree(index_folder)

    listing = client.get("/kooperationen/?q=floeten").context["listing"]

    assert [one.name for one in listing.items] == ["Flötenklasse"]
    assert not listing.is_searched
    assert "Die Suche ist gerade nicht erreichbar." in client.get("/kooperationen/?q=floeten").content.decode()


def test_it_is_suggested_by_its_title(client, flutes):
    groups = client.get("/suche/vorschlaege/?q=flöten").json()["groups"]

    assert ["".join(item["parts"]) for group in groups if group["label"] == "Kooperationen" for item in group["items"]] == ["Flötenklasse"]


def test_what_was_withdrawn_a_moment_ago_is_not_shown(client, flutes):
    Cooperation.objects.filter(pk=flutes.pk).update(live=False)

    assert titles(client, "flöte") == []
    content_changed.send(sender=Cooperation, ids=[flutes.pk])
