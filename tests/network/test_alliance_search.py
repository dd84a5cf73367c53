"""Alliances in the search, beside cooperations: what is found by what, and which changes reach their documents."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import activate

from directory.operations import archive
from network.models import AllianceGoal, AllianceGroup
from search.documents import AllianceDocuments
from search.pipeline import rebuild
from search.pipeline.drain import drain_all
from tests.factories import ActorFactory, AllianceFactory, AllianceMemberFactory, AreaFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _index(index_place):
    activate("de")
    rebuild()


@pytest.fixture
def coast():
    made = AllianceFactory(
        name="Klangküste",
        summary="Alle lernen ein Instrument.",
        purpose="<p>Dienstags wird gesungen.</p>",
        legal_basis="Ratsbeschluss",
        framework_for="mitglieder",
        groups_for="intern",
        members=[ActorFactory(name="Papierboot"), "Hafenverein", ActorFactory(name="Entwurfshaus", live=False)],
    )
    AllianceMemberFactory(alliance=made, name="Vorgestern", left_on=timezone.localdate() - dt.timedelta(days=2))
    AllianceGoal.objects.create(alliance=made, title="Patenschaften")
    AllianceGroup.objects.create(alliance=made, title="Geheimrunde")
    made.topics, made.areas = [TopicFactory(name="Blasmusik", slug="t-blas")], [AreaFactory(name="Pankow", slug="pankow")]
    made.save()
    drain_all()
    return made


def titles(client, query):
    """Of the table of hits, the heading left out."""
    table = client.get(f"/suche/?typ=kooperationen&q={query}&format=csv")
    return [line.split(";")[0] for line in b"".join(table).decode().splitlines()[1:]]


@pytest.mark.parametrize(
    "words", ["klang", "instrument", "dienstags gesungen", "papierboot", "hafenverein", "patenschaften", "bündnis", "pankow", "blasmusik"]
)
def test_an_alliance_is_found_by_what_everybody_may_read(client, coast, words):
    assert titles(client, words) == ["Klangküste"]


@pytest.mark.parametrize("words", ["ratsbeschluss", "geheimrunde", "entwurfshaus", "vorgestern"])
def test_an_alliance_is_not_found_by_what_is_for_some(client, coast, words):
    assert titles(client, words) == []


def test_members_that_only_members_may_know_are_not_in_the_document(coast):
    coast.members_for = "mitglieder"
    coast.save()

    [document] = AllianceDocuments().documents([coast.pk])

    assert (document.operator, document.facets) == ("", {"topic": ("t-blas",), "area": ("pankow",)})


def rename_member(coast):
    actor = coast.members.get(actor__name="Papierboot").actor
    actor.name = "Segelschiff"
    actor.save()


def rename_topic(coast):
    topic = coast.topics.first()
    topic.name = "Segelschiff"
    topic.save()


def rename_area(coast):
    area = coast.areas.first()
    area.name = "Segelschiff"
    area.save()


@pytest.mark.parametrize("change", [rename_member, rename_topic, rename_area])
def test_a_change_around_it_reaches_its_document(client, coast, change):
    assert titles(client, "segelschiff") == []

    change(coast)
    drain_all()

    assert titles(client, "segelschiff") == ["Klangküste"]


def test_what_is_archived_is_not_found(client, coast):
    archive(coast)
    drain_all()

    assert titles(client, "klang") == []


def test_it_is_suggested_by_its_name(client, coast):
    groups = client.get("/suche/vorschlaege/?q=klangk").json()["groups"]

    assert ["".join(item["parts"]) for group in groups if group["label"] == "Kooperationen" for item in group["items"]] == ["Klangküste"]


@pytest.mark.parametrize("count", [1, 3])
def test_documents_take_the_same_queries_for_one_and_three(django_assert_num_queries, count):
    ids = [AllianceFactory(members=[ActorFactory()]).pk for _ in range(count)]
    AllianceDocuments().documents(ids)

    with django_assert_num_queries(7):
        assert len(AllianceDocuments().documents(ids)) == count
