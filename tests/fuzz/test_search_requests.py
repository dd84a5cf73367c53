"""A small part of what `tests.bench.bench_fuzz` sends: a page or a clear refusal, never an error of the server."""

import pytest

from search.pipeline import rebuild
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory

from .requests import addresses

REQUESTS = 250


@pytest.mark.django_db
def test_no_request_breaks_the_search(client, index_place):
    actor = ActorFactory(name="Musikschule Flötenhof", summary="Flöten und mehr für Kinder.")
    LocationFactory(actor=actor, area=AreaFactory(name="Pankow"), lat=52.5, lon=13.4)
    OfferFactory(actor=actor, name="Blockflöte für 7-Jährige", is_free=True)
    rebuild()
    client.raise_request_exception = False

    answers = {address: client.get(address).status_code for address in addresses(REQUESTS)}

    assert {address[:300]: status for address, status in answers.items() if status not in (200, 400, 404)} == {}
    assert sum(status == 200 for status in answers.values()) > REQUESTS * 0.8
