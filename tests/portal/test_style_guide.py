import pytest
from django.contrib.auth.models import Permission

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_strangers_are_asked_to_sign_in(client):
    response = client.get("/stil/")

    assert response.status_code == 302
    assert response["Location"] == "/konto/login/?next=/stil/"


def test_people_without_access_to_the_admin_are_refused(client):
    client.force_login(UserFactory())

    assert client.get("/stil/").status_code == 403


def test_staff_see_every_component(client, settings):
    person = UserFactory()
    person.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(person)

    html = client.get("/stil/").content.decode()

    parts = {
        "button",
        "tile",
        "row",
        "facet",
        "pagination",
        "hours",
        "yesno",
        "map",
        "figures",
        "table",
        "accordion",
        "quote",
        "empty",
        "form-errors",
        "chip",
        "news",
        "tabs",
    }
    posted = client.post("/stil/", {}).content.decode()
    assert {part for part in parts if f"{part}" not in html + posted} == set()
    assert "Gestaltung" in html
