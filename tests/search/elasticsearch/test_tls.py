"""TLS with an authority of one's own, and what says who the portal is."""

from base64 import b64encode

import pytest
from django.test import Client

from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.pipeline import rebuild
from tests.factories import ActorFactory
from tests.servers.gate import gate, make_certificates

pytestmark = pytest.mark.django_db
PASSWORD = f"Basic {b64encode(b'portal:p@ss').decode()}"


def use(settings, address):
    settings.SEARCH_URL = address
    get_engine.cache_clear()


@pytest.mark.parametrize(
    ("who", "option", "credentials"), [("portal:p%40ss@", "", PASSWORD), ("", "&api_key=a2V5OjE%3D", "ApiKey a2V5OjE=")]
)
def test_an_index_is_filled_and_read_over_tls(who, option, credentials, search_server, prefix, settings, tmp_path):
    actor = ActorFactory(name="Turmschule")
    with gate(search_server, tmp_path / "gate", credentials=credentials) as (place, authority):
        use(settings, f"https://{who}{place}/{prefix}?timeout=20&ca_certs={authority}{option}")
        rebuild()

        shown = Client().get("/suche/", {"q": "Turmschule"}).content.decode()

    assert ("Die Suche macht gerade Pause" in shown, actor.get_absolute_url() in shown) == (False, True)


def test_a_wrong_password_and_an_unknown_authority_are_told(search_server, prefix, settings, tmp_path):
    other, _certificate = make_certificates(tmp_path / "other")
    with gate(search_server, tmp_path / "gate", credentials=PASSWORD) as (place, authority):
        use(settings, f"https://portal:guessed@{place}/{prefix}?ca_certs={authority}")
        with pytest.raises(SearchUnavailable, match="refuses user, password or key of SEARCH_URL"):
            get_engine().status()
        use(settings, f"https://portal:p%40ss@{place}/{prefix}?ca_certs={other}")
        with pytest.raises(SearchUnavailable, match=r"does not answer: TlsError"):
            get_engine().status()

        page = Client().get("/suche/", {"q": "Turmschule"})

    assert (page.status_code, "Die Suche macht gerade Pause" in page.content.decode()) == (200, True)
