"""What the office recommends comes first, and who may see why hits stand where they stand."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from search.models import Recommendation
from tests.factories import ActorFactory, OfferFactory, UserFactory

pytestmark = pytest.mark.django_db


def titles(response):
    rows = re.findall(r'row__title"><a [^>]*>(.*?)</a>', response.content.decode())
    return [re.sub(r"<[^>]+>|\u00ad", "", row) for row in rows]


def url(view, *args):
    return reverse(Recommendation.snippet_viewset.get_url_name(view), args=args)


def user_with(*codenames):
    user = UserFactory()
    user.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def things(index):
    exact, other = ActorFactory(name="Ferienprogramm"), ActorFactory(name="Haus am See")
    OfferFactory(name="Ferienprogramm im Wald", actor=exact)
    index()
    return exact, other


def test_what_is_recommended_comes_first_and_is_marked(client, things):
    _exact, other = things
    Recommendation.objects.create(words="Ferienprogramm\nFerien", actor=other)

    response = client.get("/suche/?q=ferienprogramme")

    assert titles(response)[:2] == ["Haus am See", "Ferienprogramm"]
    assert response.content.decode().count("Vom Netzwerkbüro empfohlen") == 1


def test_other_searches_and_literal_ones_know_nothing_of_it(client, things):
    _exact, other = things
    Recommendation.objects.create(words="Ferienprogramm", actor=other)

    assert "Haus am See" not in titles(client.get("/suche/?q=Ferienprogramm+Wald"))
    assert "Haus am See" not in titles(client.get("/suche/?q=Ferienprogramm&woertlich=1"))


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-3, 3, True)],
)
def test_it_holds_from_its_first_to_its_last_day(client, things, time_machine_today, starts, ends, expected):
    def day(shift):
        return None if shift is None else time_machine_today + dt.timedelta(days=shift)

    Recommendation.objects.create(words="Ferienprogramm", actor=things[1], starts_on=day(starts), ends_on=day(ends))

    assert ("Haus am See" in titles(client.get("/suche/?q=Ferienprogramm"))) is expected


@pytest.fixture
def time_machine_today():
    from freezegun import freeze_time

    with freeze_time("2027-03-01 12:00"):
        yield dt.date(2027, 3, 1)


def test_several_come_in_the_office_s_order_and_filters_hold_for_them(client, things):
    _exact, other = things
    offer = OfferFactory(name="Zirkus", actor=other)
    from search.pipeline.drain import drain_all

    drain_all()
    Recommendation.objects.create(words="Ferienprogramm", actor=other, sort_order=2)
    Recommendation.objects.create(words="Ferienprogramm", offer=offer, sort_order=1)

    assert titles(client.get("/suche/?q=Ferienprogramm"))[:2] == ["Zirkus", "Haus am See"]
    assert titles(client.get("/suche/?q=Ferienprogramm&typ=einrichtungen")) == ["Haus am See", "Ferienprogramm"]


def test_what_is_not_public_is_not_recommended(client, index):
    hidden = ActorFactory(name="Geheim", live=False)
    ActorFactory(name="Ferienprogramm")
    index()
    Recommendation.objects.create(words="Ferienprogramm", actor=hidden)

    assert titles(client.get("/suche/?q=Ferienprogramm")) == ["Ferienprogramm"]


# --- In the admin -----------------------------------------------------------------------------------------------------------


def form(**fields):
    defaults = {"words": "Ferien", "actor": "", "offer": "", "page": "", "starts_on": "", "ends_on": "", "sort_order": "100", "note": ""}
    return {**defaults, **fields}


@pytest.fixture
def office(client):
    client.force_login(user_with("access_admin", "view_recommendation", "add_recommendation", "change_recommendation"))
    return client


def test_the_office_recommends_a_thing(office):
    actor = ActorFactory()

    response = office.post(url("add"), form(actor=actor.pk))

    assert response.status_code == 302
    assert Recommendation.objects.get().thing == actor
    assert actor.name in office.get(url("list")).content.decode()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Bitte wählen Sie eines: eine Einrichtung, ein Angebot oder eine Seite."),
        ({"both": True}, "Bitte wählen Sie eines: eine Einrichtung, ein Angebot oder eine Seite."),
        ({"words": "?!"}, "Bitte schreiben Sie mindestens ein Wort."),
        ({"starts_on": "2027-03-02", "ends_on": "2027-03-01"}, "Der letzte Tag liegt vor dem ersten."),
    ],
)
def test_wrong_input_is_refused_with_a_reason(office, fields, reason):
    offer = OfferFactory()
    thing = {"actor": offer.actor_id, "offer": offer.pk} if fields.pop("both", False) else {"offer": offer.pk} if fields else {}

    response = office.post(url("add"), form(**thing, **fields))

    assert reason in response.content.decode()
    assert not Recommendation.objects.exists()


@pytest.mark.parametrize("rights", [(), ("access_admin",), ("access_admin", "change_actor")])
def test_others_may_not(client, rights):
    client.force_login(user_with(*rights))

    assert client.get(url("list")).status_code == 302
    assert client.post(url("add"), form(actor=ActorFactory().pk)).status_code == 302
    assert not Recommendation.objects.exists()


# --- Why in this order ------------------------------------------------------------------------------------------------------


def test_the_office_reads_why_hits_stand_where_they_stand(client, things):
    client.force_login(user_with("explain_results"))

    page = client.get("/suche/?q=Ferienprogramm&erklaerung=1").content.decode()

    assert "Warum in dieser Reihenfolge" in page
    assert "„Ferienprogramm“: Name, Art oder Thema (+30,0)" in page
    assert "der ganze Name (+20,0)" in page


@pytest.mark.parametrize("address", ["/suche/?q=Ferienprogramm", "/suche/?q=Ferienprogramm&erklaerung=0"])
def test_it_is_not_shown_unasked(client, things, address):
    client.force_login(user_with("explain_results"))

    assert "Warum in dieser Reihenfolge" not in client.get(address).content.decode()


@pytest.mark.parametrize("rights", [None, (), ("access_admin", "change_recommendation")])
def test_others_see_no_explanation(client, things, rights):
    if rights is not None:
        client.force_login(user_with(*rights))

    page = client.get("/suche/?q=Ferienprogramm&erklaerung=1").content.decode()

    assert "Ferienprogramm" in page
    assert "Warum in dieser Reihenfolge" not in page
