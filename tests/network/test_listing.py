"""/kooperationen/: what the list shows and counts, and that it learns of every change."""

import datetime as dt
from urllib.parse import unquote

import pytest
from django.utils import timezone
from django.utils.translation import activate

from directory.models import Actor, ActorKind, Location
from directory.operations import archive
from directory.signals import content_changed
from network.listing import board
from network.listing.changes import KEPT, forget_changes
from network.models import Cooperation, CooperationPartner, ListChange
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
def _in_german():
    activate("de")


def kind(slug):
    return ActorKind.objects.get(slug=slug)


def shown(client, query=""):
    """Titles in their order."""
    return [cooperation.name for cooperation in client.get(f"/kooperationen/{query}").context["listing"].items]


def facet(client, name, query=""):
    """{value: count}"""
    facets = client.get(f"/kooperationen/{query}").context["listing"].facets
    return {option.value: option.count for found in facets if found["name"] == name for option in found["options"]}


@pytest.fixture
def world():
    """Three cooperations of five institutions in two areas."""
    north, south = AreaFactory(slug="nord", name="Nord"), AreaFactory(slug="sued", name="Süd")
    below = north.add_child(name="Nordspitze", slug="nordspitze", level="locality")
    music = TopicFactory(slug="t-musik", name="Musik")
    singing = music.add_child(name="Singen", slug="t-singen")
    sport = TopicFactory(slug="t-sport", name="Sport")
    school, kita = (
        ActorFactory(name="Schule", slug="schule", kind=kind("schule")),
        ActorFactory(name="Kita", slug="kita", kind=kind("kita")),
    )
    academy, club = ActorFactory(name="Musikschule", slug="musikschule"), ActorFactory(name="Verein", slug="verein", kind=kind("verein"))
    for actor, area in ((school, below), (kita, south), (academy, south), (club, south)):
        LocationFactory(actor=actor, area=area, is_main=True)
    flutes = CooperationFactory(
        name="Flötenklasse", form="bildungspartnerschaft", starts_on=dt.date(2024, 8, 1), partners=[school, academy]
    )
    flutes.topics, flutes.transitions = [singing, music], [TransitionFactory()]
    flutes.save()
    songs = CooperationFactory(name="Ein Chor", form="projekt", starts_on=dt.date(2025, 2, 1), partners=[kita, academy])
    songs.topics = [singing]
    songs.save()
    ball = CooperationFactory(name="Ballspiele", form="projekt", status="beendet", partners=[school, club])
    ball.topics, ball.areas = [sport], [south]
    ball.good_practice_at = timezone.now()
    ball.save()
    return {
        "flutes": flutes,
        "songs": songs,
        "ball": ball,
        "school": school,
        "academy": academy,
        "kita": kita,
        "club": club,
        "north": north,
    }


def test_the_list_shows_what_is_public_by_title(client, world):
    CooperationFactory(name="Allein", partners=[world["school"]])
    CooperationFactory(name="Alter Entwurf", partners=[world["school"], world["kita"]], live=False)

    assert shown(client) == ["Ballspiele", "Ein Chor", "Flötenklasse"]


def test_each_facet_counts_under_all_filters_but_its_own(client, world):
    assert facet(client, "form") == {"projekt": 2, "bildungspartnerschaft": 1}
    assert facet(client, "form", "?form=projekt") == {"projekt": 2, "bildungspartnerschaft": 1}
    assert facet(client, "form", "?thema=t-musik") == {"projekt": 1, "bildungspartnerschaft": 1}
    assert facet(client, "thema", "?form=projekt") == {"t-musik": 1, "t-sport": 1}
    assert facet(client, "thema", "?form=projekt&thema=t-sport") == {"t-musik": 1, "t-sport": 1}
    assert facet(client, "art") == {"schule": 2, "musikschule": 2, "kita": 1, "verein": 1}
    assert facet(client, "gebiet") == {"sued": 3, "nord": 1}
    assert facet(client, "uebergang") == {"kita-grundschule": 1}
    assert facet(client, "status") == {"laeuft": 2, "beendet": 1}
    assert facet(client, "nur") == {"gutes-beispiel": 1}


def test_values_of_one_group_widen_and_groups_narrow(client, world):
    assert shown(client, "?art=kita&art=verein") == ["Ballspiele", "Ein Chor"]
    assert shown(client, "?art=kita&art=verein&thema=t-sport") == ["Ballspiele"]


def test_a_chosen_term_stands_for_all_below_it(client, world):
    assert shown(client, "?thema=t-musik") == ["Ein Chor", "Flötenklasse"]
    assert shown(client, "?gebiet=nord") == ["Flötenklasse"]
    assert shown(client, "?gebiet=nordspitze") == ["Flötenklasse"]
    assert facet(client, "gebiet", "?gebiet=nordspitze") == {"sued": 3, "nord": 1, "nordspitze": 1}


def test_a_cooperation_with_areas_of_its_own_is_not_in_those_of_its_partners(client, world):
    assert "Ballspiele" not in shown(client, "?gebiet=nord")


def test_links_ask_for_the_cooperations_of_one_institution(client, world):
    assert shown(client, "?einrichtung=musikschule") == ["Ein Chor", "Flötenklasse"]
    assert [one.text for one in client.get("/kooperationen/?einrichtung=musikschule").context["listing"].filters] == ["Musikschule"]


def test_lists_are_sorted_as_asked(client, world):
    assert shown(client, "?sortierung=beginn") == ["Ein Chor", "Flötenklasse", "Ballspiele"]
    Cooperation.objects.filter(pk=world["songs"].pk).update(confirmed_at=timezone.now())
    content_changed.send(sender=Cooperation, ids=[world["songs"].pk])
    assert shown(client, "?sortierung=geprueft")[0] == "Ein Chor"


def test_words_are_looked_up_in_titles_and_partners(client, world):
    assert shown(client, "?q=floeten") == ["Flötenklasse"]
    assert shown(client, "?q=kita") == ["Ein Chor"]
    assert shown(client, "?q=ball+schule") == ["Ballspiele"]
    assert shown(client, "?q=gibtesnicht") == []


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("?form=gibtesnicht", "Den Filter „gibtesnicht“ gibt es hier nicht. Er wurde weggelassen."),
        ("?gebiet=%00", ""),
        ("?thema=a%27b", "Den Filter „a'b“ gibt es hier nicht. Er wurde weggelassen."),
        ("?sortierung=schoenheit", "Diese Sortierung gibt es hier nicht. Sie sehen die übliche."),
        ("?sortierung=treffer", "Diese Sortierung gibt es hier nicht. Sie sehen die übliche."),
        ("?seite=999", "So viele Seiten hat die Liste nicht. Sie sehen die letzte."),
        ("?seite=-1", "Das ist keine Seitenzahl. Sie sehen die erste Seite."),
    ],
)
def test_what_is_not_understood_is_left_out_with_a_notice(client, world, query, notice):
    response = client.get(f"/kooperationen/{query}")

    assert response.status_code == 200
    assert response.context["listing"].notices == ([notice] if notice else [])
    assert len(response.context["listing"].items) == 3


def test_every_state_has_an_address_of_its_own(client, world):
    listing = client.get("/kooperationen/?thema=t-musik&form=projekt&q=chor&sortierung=beginn&unfug=1").context["listing"]

    assert unquote(listing.address) == "q=chor&form=projekt&thema=t-musik&sortierung=beginn"
    assert [(one.text, unquote(one.url)) for one in listing.filters] == [
        ("chor", "?form=projekt&thema=t-musik&sortierung=beginn"),
        ("Projekt", "?q=chor&thema=t-musik&sortierung=beginn"),
        ("Musik", "?q=chor&form=projekt&sortierung=beginn"),
    ]


def test_pages_have_twenty_rows(client):
    partners = [ActorFactory(), ActorFactory()]
    for number in range(41):
        CooperationFactory(name=f"Kooperation {number:02}", partners=partners)

    assert shown(client, "?seite=2")[0] == "Kooperation 20"
    assert shown(client, "?seite=3") == ["Kooperation 40"]
    assert client.get("/kooperationen/?seite=3").context["listing"].numbers == (41, 41)


def test_the_table_and_the_feed_hold_the_same_choice(client, world):
    table = client.get("/kooperationen/tabelle.csv?form=projekt").content.decode()
    feed = client.get("/kooperationen/feed.xml?form=projekt").content.decode()

    assert [line.split(";")[0] for line in table.splitlines()] == ["\ufeffTitel", "Ballspiele", "Ein Chor"]
    assert [f"<title>{name}</title>" in feed for name in ("Ballspiele", "Ein Chor", "Flötenklasse")] == [True, True, False]


def test_a_cell_is_no_formula(client, world):
    CooperationFactory(name="=1+1", partners=[world["school"], world["kita"]])

    assert "\n'=1+1;" in client.get("/kooperationen/tabelle.csv").content.decode().replace("\r", "")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_a_fixed_number_of_queries(client, number, django_assert_num_queries):
    partners = [ActorFactory(), ActorFactory()]
    for place in partners:
        LocationFactory(actor=place, area=AreaFactory())
    for _place in range(number):
        CooperationFactory(partners=partners)
    client.get("/kooperationen/")

    with django_assert_num_queries(5):
        client.get("/kooperationen/?form=regelmaessig")


# --- Changes --------------------------------------------------------------------------------------------------------------


def test_a_new_cooperation_is_there_at_once_where_its_name_belongs(client, world):
    shown(client)

    CooperationFactory(name="Drachenbau", partners=[world["school"], world["kita"]])
    content_changed.send(sender=Cooperation, ids=Cooperation.objects.filter(name="Drachenbau").values_list("pk", flat=True))

    assert shown(client) == ["Ballspiele", "Drachenbau", "Ein Chor", "Flötenklasse"]


def test_a_changed_cooperation_is_changed_at_once(client, world):
    shown(client)

    world["ball"].name, world["ball"].form, world["ball"].topics = "Zweikampf", "kollaboration", []
    world["ball"].save()

    assert shown(client) == ["Ein Chor", "Flötenklasse", "Zweikampf"]
    assert facet(client, "form") == {"projekt": 1, "bildungspartnerschaft": 1, "kollaboration": 1}
    assert facet(client, "thema") == {"t-musik": 2}


def test_an_archived_cooperation_is_gone_at_once_and_back_when_restored(client, world):
    shown(client)

    archive(world["songs"])
    assert shown(client) == ["Ballspiele", "Flötenklasse"]
    assert facet(client, "form") == {"projekt": 1, "bildungspartnerschaft": 1}

    Cooperation.objects.filter(pk=world["songs"].pk).update(archived_at=None)
    content_changed.send(sender=Cooperation, ids=[world["songs"].pk])
    assert shown(client) == ["Ballspiele", "Ein Chor", "Flötenklasse"]


def test_a_partner_that_goes_takes_its_kind_and_area_along(client, world):
    shown(client)

    CooperationPartnerFactory(cooperation=world["songs"], actor=world["club"], confirmed=True)
    assert shown(client, "?art=verein") == ["Ballspiele", "Ein Chor"]

    archive(world["club"])

    assert shown(client) == ["Ein Chor", "Flötenklasse"]
    assert facet(client, "art") == {"musikschule": 2, "schule": 1, "kita": 1}
    assert shown(client, "?art=verein") == []


def test_an_institution_that_moves_moves_its_cooperations(client, world):
    shown(client)

    location = world["kita"].locations.get()
    location.area = world["north"]
    location.save()

    assert facet(client, "gebiet") == {"sued": 3, "nord": 2}


def test_a_new_partner_counts_when_it_has_confirmed(client, world):
    shown(client)
    partner = CooperationPartnerFactory(cooperation=world["songs"], actor=world["club"])
    assert shown(client, "?einrichtung=verein") == ["Ballspiele"]

    partner.answer, partner.answered_at = "bestaetigt", timezone.now()
    partner.save()

    assert shown(client, "?einrichtung=verein") == ["Ballspiele", "Ein Chor"]


def test_a_term_that_moves_in_its_tree_counts_above(client, world):
    shown(client)
    sport = world["ball"].topics.all()[0]

    sport.move(world["songs"].topics.all()[0].get_parent(), pos="sorted-child")
    content_changed.send(sender=type(sport), ids=[sport.pk])

    assert shown(client, "?thema=t-musik") == ["Ballspiele", "Ein Chor", "Flötenklasse"]


def test_changes_make_what_reading_all_anew_makes(client, world, django_assert_num_queries):
    """The columns that were brought up to date step by step equal those that are read at once."""
    shown(client)
    for actor in Actor.objects.all():
        actor.kind = kind("bibliothek")
        actor.save()
    world["flutes"].name = "Zum Schluss"
    world["flutes"].save()
    CooperationFactory(name="Anfang", partners=[world["school"], world["club"]])
    CooperationPartner.objects.filter(cooperation=world["ball"].pk, actor=world["club"]).delete()
    content_changed.send(sender=Cooperation, ids=list(Cooperation.objects.values_list("pk", flat=True)))
    stepwise = client.get("/kooperationen/").context["listing"]

    board.forget()
    at_once = client.get("/kooperationen/").context["listing"]

    assert stepwise.facets == at_once.facets
    assert [one.pk for one in stepwise.items] == [one.pk for one in at_once.items]


@pytest.mark.parametrize("in_bulk", [False, True])
def test_a_location_that_moves_to_another_institution_takes_its_area_along(client, in_bulk):
    north = AreaFactory(name="Nordkreis", slug="nordkreis")
    actors = [ActorFactory(), ActorFactory(), ActorFactory()]
    CooperationFactory(name="Chor", partners=actors[:2])
    place = LocationFactory(actor=actors[0], area=north)
    assert shown(client, "?gebiet=nordkreis") == ["Chor"]

    if in_bulk:
        Location.objects.filter(pk=place.pk).update(actor=actors[2])
        content_changed.send(sender=Location, ids=[place.pk])
    else:
        place.actor = actors[2]
        place.save()

    assert shown(client, "?gebiet=nordkreis") == []


def test_who_has_not_looked_for_long_reads_all_anew(client, world, monkeypatch):
    shown(client)
    Cooperation.objects.filter(pk=world["songs"].pk).update(live=False)  # past all signals
    ListChange.objects.all().delete()

    later = timezone.now() + KEPT
    monkeypatch.setattr("network.listing.board.timezone.now", lambda: later)

    assert shown(client) == ["Ballspiele", "Flötenklasse"]


def test_changes_are_forgotten_when_everybody_has_seen_them(world):
    at = timezone.now()

    forget_changes(at + KEPT + dt.timedelta(minutes=1))

    assert ListChange.objects.count() == 0
