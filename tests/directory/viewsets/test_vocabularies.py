"""Vocabularies, areas, memberships and imports in the admin."""

import pytest
from django.utils import timezone

from directory.models import Actor, Area, Topic
from tests.factories import (
    ActorFactory,
    AreaFactory,
    MembershipFactory,
    TopicFactory,
    UserFactory,
)

from .forms import url

pytestmark = pytest.mark.django_db


def term_form(**fields):
    names = {f"names_{number}": "" for number in range(9)}
    return {
        "name": "Chor X",
        "slug": "chor-x",
        "parent": "",
        "sort_order": "10",
        "synonyms": "Singkreis\nKantorei\n\nSingkreis",
        "icon": "",
        "hue": "",
        "intro": "",
        **names,
        **fields,
    }


def test_a_topic_is_made_moved_and_not_deleted_while_used(as_user, office):
    client = as_user(office)
    music = TopicFactory(slug="musik-x", name="Musik X")

    client.post(url(Topic, "add"), term_form(parent=music.pk, names_en="Choir X"))
    choir = Topic.objects.get(slug="chor-x")
    assert (choir.get_parent(), choir.synonyms, choir.names) == (music, ["Singkreis", "Kantorei"], {"en": "Choir X"})

    client.post(url(Topic, "edit", choir.pk), term_form(parent=""))
    assert Topic.objects.get(slug="chor-x").is_root()
    itself = client.post(url(Topic, "edit", choir.pk), term_form(parent=choir.pk))
    assert list(itself.context["form"].errors) == ["parent"]

    actor = ActorFactory()
    actor.topics.add(choir)
    actor.save()
    response = client.post(url(Topic, "delete", choir.pk), follow=True)
    assert "1 Eintrag" in str(next(iter(response.context["messages"])))
    assert Topic.objects.filter(pk=choir.pk).exists()
    client.post(f"/cms/bulk/directory/topic/delete/?id={choir.pk}&next={url(Topic, 'list')}")
    assert Topic.objects.filter(pk=choir.pk).exists()

    client.post(url(Topic, "delete", music.pk))
    assert not Topic.objects.filter(pk=music.pk).exists()
    assert Topic.find_problems() == ([], [], [], [], [])


def test_an_area_is_made_below_another_and_keeps_its_outline(as_user, office):
    client = as_user(office)
    pankow = AreaFactory(name="Pankow X", slug="pankow-x", level="bezirk", outline={"type": "Point", "coordinates": [13, 52]})
    fields = {
        "name": "Buch X",
        "slug": "buch-x",
        "level": "ortsteil",
        "parent": pankow.pk,
        "ags": "",
        "ars": "",
        "population": "",
        "lat": "",
        "lon": "",
    }

    client.post(url(Area, "add"), fields)
    client.post(url(Area, "edit", pankow.pk), {**fields, "name": "Pankow Y", "slug": "pankow-x", "level": "bezirk", "parent": ""})

    pankow = Area.objects.get(slug="pankow-x")
    assert (Area.objects.get(slug="buch-x").get_parent(), pankow.name, pankow.outline["type"]) == (pankow, "Pankow Y", "Point")


def test_members_and_coordinators_never_see_the_admin(client, office):
    membership = MembershipFactory(role="owner")
    client.force_login(membership.user)

    for address in (
        "/cms/",
        url(Actor, "list"),
        url(Actor, "edit", membership.actor_id),
        url(Actor, "history", membership.actor_id),
        "/cms/register/person-waehlen/",
    ):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) in ((302, "/cms/login/"), (302, "/konto/login/"))


def test_memberships_are_for_the_office_and_people_are_not_shown_to_others(as_user, office, editor):
    from directory.models import Membership

    person_found, actor = UserFactory(first_name="Ada"), ActorFactory()
    client = as_user(office)
    assert "Ada" in client.get("/cms/register/person-waehlen/?q=ada").content.decode()
    client.post(url(Membership, "add"), {"user": person_found.pk, "actor": actor.pk, "role": "owner"})
    assert Membership.objects.values_list("user", "actor", "role").get() == (person_found.pk, actor.pk, "owner")

    client = as_user(editor)
    for address in (
        "/cms/register/person-waehlen/",
        "/cms/register/person-waehlen/results/",
        f"/cms/register/person-waehlen/chosen/{person_found.pk}/",
        url(Membership, "list"),
    ):
        assert client.get(address).status_code in (302, 403)


def test_import_runs_are_looked_at_and_not_changed(as_user):
    from directory.models import ImportRun, ImportSource

    source = ImportSource.objects.create(key="berlin", name="Berlin")
    run = ImportRun.objects.create(
        source=source,
        mapping="m",
        file_name="schulen.csv",
        file_hash="",
        started_at=timezone.now(),
        counts={"rows": 4, "created": 3, "skipped": 1},
        problems=[{"line": 7, "column": "Fax", "value": "<b>", "reason": "Unbekannt"}],
    )
    client = as_user(UserFactory(is_superuser=True))

    assert "schulen.csv" in client.get(url(ImportRun, "list")).content.decode()
    page = client.get(url(ImportRun, "inspect", run.pk)).content.decode()
    assert [text in page for text in ("schulen.csv", "3 angelegt, 1 übersprungen", "&lt;b&gt;", "Unbekannt")] == [True] * 4
    for view, args in (("add", []), ("edit", [run.pk]), ("delete", [run.pk])):
        assert client.post(url(ImportRun, view, *args)).status_code in (302, 403)
    assert ImportRun.objects.count() == 1
