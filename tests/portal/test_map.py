"""The street map that the office may choose: one host, on pages with a map, named before anybody asks it."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from portal.models import SiteSettings
from search.pipeline import rebuild
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def streets(index_place):
    ActorFactory()
    rebuild()
    chosen = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    chosen.map_style_url, chosen.map_credit = "https://tiles.example.org/style.json", "© Kartenamt"
    chosen.save()
    return chosen


def policy(response):
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))


def test_only_a_page_with_a_map_may_ask_the_chosen_host(client, streets):
    mapped, listed = policy(client.get("/suche/?ansicht=karte")), policy(client.get("/suche/"))

    assert (mapped["connect-src"], mapped["img-src"]) == (
        "'self' https://tiles.example.org",
        "'self' data: https://tiles.example.org",
    )
    assert mapped | {name: listed[name] for name in ("connect-src", "img-src")} == listed
    assert "example.org" not in str(listed)
    assert listed["worker-src"] == "'self'"


def test_the_page_says_who_learns_of_it(client, streets):
    page = client.get("/suche/?ansicht=karte").content.decode()

    assert 'data-streets="https://tiles.example.org/style.json"' in page
    assert "Sie kommt von tiles.example.org. Dieser Anbieter erfährt dann Ihre IP-Adresse." in page
    assert 'data-credit="© Kartenamt"' in page


def test_without_a_street_map_nothing_is_said_or_allowed(client, streets):
    streets.map_style_url = ""
    streets.save()

    response = client.get("/suche/?ansicht=karte")

    assert "data-streets=" not in response.content.decode()
    assert policy(response)["connect-src"] == "'self'"


@pytest.mark.parametrize(
    "address",
    [
        "http://tiles.example.org/style.json",
        "https://user:pw@tiles.example.org/s",
        "https://tiles.example.org;img-src/s",
        "https://*/s",
        "https:///s",
        "javascript:1",
    ],
)
def test_an_address_that_would_widen_the_policy_is_refused(db, address):
    settings = SiteSettings(site=Site.objects.get(is_default_site=True), map_style_url=address)

    with pytest.raises(ValidationError) as refused:
        settings.full_clean()

    assert "map_style_url" in refused.value.message_dict
