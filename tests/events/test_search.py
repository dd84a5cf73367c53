"""Meetings in the search."""

import datetime as dt

import pytest

from search.pipeline import rebuild
from search.pipeline.drain import drain_all
from tests.directory.test_views import text_of
from tests.factories import MeetingFactory, OfferFactory, SeriesFactory

from .conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(index_folder):
    rebuild()
    return drain_all


def test_words_find_meetings_to_come_and_not_those_behind_us(client, at, index):
    MeetingFactory(name="Blockflöte in der Krippe", series=SeriesFactory(name="Gemeinsam!"))
    MeetingFactory(name="Blockflöte im Rückblick", local=(2026, 11, 20, 9))
    OfferFactory(name="Blockflöte für Anfänger")
    index()

    text = text_of(client.get("/suche/?q=Flöte&typ=termine"))

    assert ("Blockflöte in der Krippe" in text, "Rückblick" in text, "für Anfänger" in text) == (True, False, False)
    assert "Dienstag, 8. Dezember 2026, 16:30–18:00 Uhr" in text


def test_a_meeting_of_today_is_found_until_the_day_is_over(client, at, index):
    MeetingFactory(name="Frühstück", starts_at=AT - dt.timedelta(hours=3))
    index()

    assert "Frühstück" in text_of(client.get("/suche/?q=Frühstück"))


def test_meetings_to_come_are_proposed_while_somebody_types(client, at, index):
    MeetingFactory(name="Schnittstelle OGS", slug="schnittstelle")
    MeetingFactory(name="Schnittstelle früher", local=(2025, 12, 8, 9))
    index()

    response = client.get("/suche/vorschlaege/?q=schnitt")

    assert (
        "/termine/schnittstelle/" in response.content.decode(),
        "8. Dezember 2026" in text_of(response),
        "früher" in text_of(response),
    ) == (True, True, False)
