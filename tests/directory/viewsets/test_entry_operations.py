"""Archiving, restoring, another address."""

import pytest
from django.urls import reverse

from directory.models import Actor, Location
from tests.factories import (
    ActorFactory,
    LocationFactory,
    UserFactory,
)

from .forms import actor_form, url

pytestmark = pytest.mark.django_db


def test_nobody_deletes_an_entry_not_even_an_administrator(as_user):
    admin = UserFactory(is_superuser=True)
    actor = ActorFactory()
    client = as_user(admin)

    assert client.post(f"/cms/register/einrichtungen/delete/{actor.pk}/").status_code == 404
    page = client.get(url(Actor, "edit", actor.pk)).content.decode()
    assert ("/delete/" in page, url(Actor, "archive", actor.pk) in page) == (False, True)
    client.post(f"/cms/bulk/directory/actor/delete/?id={actor.pk}&next={url(Actor, 'list')}")
    assert Actor.objects.get().archived_at is not None


def test_archiving_and_restoring_one_entry(as_user, moderator):
    actor = ActorFactory(name="Klangwerk")
    client = as_user(moderator)

    assert "Klangwerk" in client.get(url(Actor, "archive", actor.pk)).content.decode()
    assert Actor.objects.get().archived_at is None
    client.post(url(Actor, "archive", actor.pk))

    assert Actor.objects.get().archived_at is not None
    assert "Klangwerk" not in client.get(url(Actor, "list_results")).content.decode()
    assert "Klangwerk" in client.get(url(Actor, "list_results") + "?archive=only").content.decode()
    refused = client.post(url(Actor, "edit", actor.pk), actor_form(name="Neu"))
    assert (refused.status_code, Actor.objects.get().name) == (200, "Klangwerk")

    client.post(url(Actor, "restore", actor.pk))
    assert list(Actor.objects.public()) == [actor]


def test_the_office_changes_an_address_and_the_old_one_leads_on(as_user, office):
    actor = ActorFactory(name="Klangwerk", slug="klangwerk")
    ActorFactory(name="Andere", slug="andere")
    client = as_user(office)
    where = url(Actor, "rename", actor.pk)

    assert where in client.get(url(Actor, "edit", actor.pk)).content.decode()
    assert "http://testserver/einrichtungen/klangwerk/" in client.get(where).content.decode()
    for slug, reason in [
        ("andere", "führt schon zu einem anderen Eintrag"),
        ("Klang werk", "nur aus Kleinbuchstaben"),
        ("klang_werk", "nur aus Kleinbuchstaben"),
        ("x" * 121, "höchstens 120"),
        ("", "ausgefüllt werden"),
    ]:
        refused = client.post(where, {"slug": slug})
        assert reason in refused.context["form"].errors["slug"][0]
    response = client.post(where, {"slug": "musikschule-klangwerk"})

    assert (response.url, Actor.objects.get(pk=actor.pk).slug) == (url(Actor, "edit", actor.pk), "musikschule-klangwerk")
    moved = client.get("/einrichtungen/klangwerk/")
    assert (moved.status_code, moved.url) == (301, "/einrichtungen/musikschule-klangwerk/")


def test_only_the_office_changes_addresses_and_locations_have_none(as_user, moderator, office):
    location = LocationFactory()
    client = as_user(moderator)
    where = url(Actor, "rename", location.actor_id)

    assert client.post(where, {"slug": "neu"}).url == reverse("wagtailadmin_home")
    assert where not in client.get(url(Actor, "edit", location.actor_id)).content.decode()
    page = as_user(office).get(url(Location, "edit", location.pk)).content.decode()
    assert ("/archive/" in page, "/rename/" in page) == (True, False)
