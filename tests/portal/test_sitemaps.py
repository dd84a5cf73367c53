from xml.etree import ElementTree

import pytest

from directory.models import ActorKind
from portal import sitemaps
from portal.models import ContentPage, HomePage
from tests.factories import ActorFactory, OfferFactory

pytestmark = pytest.mark.django_db
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def places(client, address):
    return [loc.text for loc in ElementTree.fromstring(client.get(address).content).findall(".//s:loc", NS)]


@pytest.fixture
def actors():
    kind = ActorKind.objects.get(slug="musikschule")
    ActorFactory(kind=kind, slug="entwurf", live=False)
    return [ActorFactory(kind=kind, slug=f"klang-{number}") for number in range(3)]


def test_the_sitemap_names_its_parts_in_chunks(client, actors, monkeypatch):
    monkeypatch.setattr(sitemaps, "CHUNK", 2)

    found = places(client, "/sitemap.xml")

    assert found == [
        "http://testserver/sitemap-seiten-1.xml",
        "http://testserver/sitemap-einrichtungen-1.xml",
        "http://testserver/sitemap-einrichtungen-2.xml",
    ]
    assert len(places(client, "/sitemap-einrichtungen-2.xml")) == 2


def test_a_part_names_each_public_thing_in_each_language_with_its_alternates(client, actors):
    OfferFactory(actor=actors[0], slug="flöte-1".replace("ö", "oe"))

    found = places(client, "/sitemap-einrichtungen-1.xml")
    root = ElementTree.fromstring(client.get("/sitemap-angebote-1.xml").content)

    assert found == [f"http://testserver{prefix}/einrichtungen/klang-{number}/" for number in range(3) for prefix in ("", "/en")]
    links = [(link.get("hreflang"), link.get("href")) for link in root.find("s:url", NS).findall("x:link", NS)]
    assert links == [("de", "http://testserver/angebote/floete-1/"), ("en", "http://testserver/en/angebote/floete-1/")]


def test_pages_are_named_when_they_are_published(client):
    home = HomePage.objects.get()
    home.add_child(instance=ContentPage(title="Offen", slug="offen"))
    home.add_child(instance=ContentPage(title="Entwurf", slug="entwurf", live=False))

    assert sorted(places(client, "/sitemap-seiten-1.xml")) == ["http://testserver/", "http://testserver/offen/"]


@pytest.mark.parametrize(
    "address", ["/sitemap-seiten-2.xml", "/sitemap-einrichtungen-99.xml", "/sitemap-einrichtungen-0.xml", "/sitemap-nichts-1.xml"]
)
def test_a_part_that_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_robots_keeps_programs_out_of_admin_and_searches_and_names_the_sitemap(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert "Disallow: /cms/" in lines
    assert "Disallow: /suche/?" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
