"""Lists of the office: what they find, filter and give for download."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from directory import operations
from directory.models import Actor, ActorIdentifier, Location, Offer, OpeningSpan
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    AreaFactory,
    LocationFactory,
    OfferFactory,
    TopicFactory,
)

from .forms import url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("view", ["edit", "history", "usage", "inspect", "workflow_history", "archive", "restore"])
def test_every_screen_of_an_entry_opens(as_user, moderator, view):
    offer = OfferFactory(price_from=26, age_from=6)
    offer.locations.add(LocationFactory(actor=offer.actor))
    offer.save()
    client = as_user(moderator)

    for thing in (offer, offer.actor, offer.locations.get()):
        assert client.get(url(type(thing), view, thing.pk)).status_code == 200


@pytest.mark.parametrize(("factory", "queries"), [(ActorFactory, 18), (LocationFactory, 16), (OfferFactory, 16)])
def test_lists_take_the_same_queries_for_one_and_three(as_user, moderator, django_assert_num_queries, factory, queries):
    client = as_user(moderator)

    def make():
        thing = factory()
        actor = thing if isinstance(thing, Actor) else thing.actor
        actor.operator = ActorFactory(name="Träger")
        actor.save()
        LocationFactory(actor=actor, area=AreaFactory())
        return thing

    first = make()
    address = url(type(first), "list")
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)

    for _number in range(2):
        operations.save_draft(make())
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_form_of_an_institution_takes_the_same_queries_for_one_and_three(as_user, moderator, django_assert_num_queries):
    client = as_user(moderator)
    actor = LocationFactory().actor
    OfferFactory(actor=actor)
    address = url(Actor, "edit", actor.pk)
    client.get(address)

    with django_assert_num_queries(55):
        client.get(address)

    for number in range(2):
        OfferFactory(actor=actor)
        LocationFactory(actor=actor, street=f"Taktstraße {number}")
    with django_assert_num_queries(55):
        client.get(address)


def found(client, query):
    page = client.get(url(Actor, "list_results") + query)
    return sorted(actor.name for actor in page.context["object_list"])


def test_the_list_finds_by_words_umlauts_operator_and_key(as_user, editor):
    operator = ActorFactory(name="Jugendwerk Süd")
    ActorFactory(name="Kita Löwenzahn", slug=None, operator=operator, other_names="Löwis")
    school = ActorFactory(name="Ährenschule")
    ActorIdentifier.objects.create(actor=school, source="bsn", key="01G01")
    client = as_user(editor)

    assert found(client, "?q=löwenzahn kita") == ["Kita Löwenzahn"]
    assert found(client, "?q=loewenzahn") == ["Kita Löwenzahn"]
    assert found(client, "?q=ÄHREN") == ["Ährenschule"]
    assert found(client, "?q=süd") == ["Jugendwerk Süd", "Kita Löwenzahn"]
    assert found(client, "?q=01g01") == ["Ährenschule"]
    assert found(client, "?q=" + "x" * 500) == []


def test_the_list_finds_by_kind_and_place(as_user, editor):
    pankow = AreaFactory(name="Pankow", slug="pankow-x")
    quarter = AreaFactory(name="Buch", slug="buch-x", level="ortsteil", parent=pankow)
    kita = ActorFactory(name="Löwenzahn", kind=ActorKindFactory(slug="kita-x", name="Kita"))
    LocationFactory(actor=kita, area=quarter, street="Notenweg 12", postcode="13125", municipality="Berlin")
    operations.archive(LocationFactory(actor=ActorFactory(name="Weggezogen"), area=pankow))
    client = as_user(editor)

    for query in ("kita pankow", "Buch", "notenweg", "13125", "löwenzahn berlin"):
        assert found(client, f"?q={query}") == ["Löwenzahn"]
    assert found(client, "?q=kita spandau") == []


def test_filters_of_the_list(as_user, editor):
    area = AreaFactory(name="Pankow", slug="pankow-x")
    quarter = AreaFactory(name="Buch", slug="buch-x", level="ortsteil", parent=area)
    topic = TopicFactory(slug="t", name="T")
    kita = ActorKindFactory(slug="kita-x", name="Kita X")
    there = ActorFactory(name="Dort", kind=kita)
    there.topics.add(topic)
    there.save()
    LocationFactory(actor=there, area=quarter)
    ActorFactory(name="Entwurf", live=False)
    changed = ActorFactory(name="Geändert", operator=there)
    operations.save_draft(changed)
    operations.confirm(changed)
    operations.confirm(ActorFactory(name="Fällig"), at=timezone.now() - timedelta(days=800))
    operations.archive(ActorFactory(name="Archiviert"))
    client = as_user(editor)

    assert found(client, f"?area={area.pk}") == ["Dort"]
    assert found(client, f"?topic={topic.pk}") == ["Dort"]
    assert found(client, f"?kind={kita.pk}") == ["Dort"]
    assert found(client, "?operator_name=dort") == ["Geändert"]
    assert found(client, "?status=draft") == ["Entwurf"]
    assert found(client, "?status=changed") == ["Geändert"]
    assert found(client, "?freshness=due") == ["Fällig"]
    assert found(client, "?freshness=ok") == ["Geändert"]
    assert found(client, "?archive=only") == ["Archiviert"]
    assert found(client, "?status=nonsense&area=abc&kind=999999&p=77") == ["Dort", "Entwurf", "Fällig", "Geändert"]


def test_the_kinds_of_missing_facts_of_locations(as_user, editor):
    LocationFactory(street="Ohne alles 1")
    full = LocationFactory(street="Mit allem 2", area=AreaFactory(), lat=52.5, lon=13.4)
    OpeningSpan.objects.create(location=full, weekday=0, opens=time(9), closes=time(12))
    client = as_user(editor)

    for gap in ("area", "coordinates", "hours"):
        page = client.get(url(Location, "list_results") + f"?gaps={gap}")
        assert [location.street for location in page.context["object_list"]] == ["Ohne alles 1"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_tables_for_download_hold_every_row_and_no_formula(as_user, editor, file_format):
    for number in range(55):
        ActorFactory(name=f"Musikschule {number:02}")
    LocationFactory(actor=ActorFactory(name='=HYPERLINK("https://example.org")', phone="+4930123456"))
    client = as_user(editor)

    response = client.get(url(Actor, "list") + f"?export={file_format}&q=")

    content = response.getvalue()
    if file_format == "csv":
        rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
        assert content.startswith(b"\xef\xbb\xbf")
    else:
        from io import BytesIO

        from openpyxl import load_workbook

        rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]
        assert all(cell.data_type != "f" for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row)
    assert len(rows) == 57
    assert rows[0][:3] == ["Name", "Art", "Weitere Arten"]
    assert rows[1][0].lstrip('"').startswith("'=HYPERLINK")
    assert "030 123456" in rows[1]


def test_every_list_of_the_register_can_be_downloaded(as_user, editor):
    OfferFactory(price_from=26, price_unit="monat").locations.add(LocationFactory())
    client = as_user(editor)

    for model in (Actor, Location, Offer):
        lines = client.get(url(model, "list") + "?export=csv").getvalue().decode("utf-8-sig").splitlines()
        assert len(lines) == model.objects.count() + 1
