import pytest

from tests.factories import ActorFactory, OfferFactory, LocationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/einrichtungen/", "/angebote/", "/themen/", "/gebiete/"])
def test_index(client, path):
    assert client.get(path).status_code == 200
    assert client.get("/en"+path).status_code == 200

def test_detail(client):
    l = LocationFactory()
    o = OfferFactory(actor=l.actor)
    assert client.get(l.actor.get_absolute_url()).status_code == 200
    assert client.get(o.get_absolute_url()).status_code == 200
    assert client.get("/themen/musik/").status_code == 200
