"""The form of a meeting that is made once for all: what is the visitor's own, and what changes at once."""

import re

import pytest
from django.core.cache import caches
from django.test import Client

from events.models import Question, Registration
from portal.caching import changes, pages
from search.models import Version
from tests import people
from tests.directory.test_views import text_of
from tests.factories import MeetingFactory, registered

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_forms")]

KEPT = 2
"""Queries for a form that is kept: what has changed, how many places are taken."""


@pytest.fixture
def kept_forms(monkeypatch):
    """As in production: a database where something was committed, and the site's settings are there. No minute ends meanwhile."""
    Version.renew(changes.VERSION)
    monkeypatch.setattr(pages, "SECONDS", 10**7)
    Client().get("/termine/")
    caches["pages"].clear()


@pytest.fixture
def meeting():
    return MeetingFactory(here=True, onsite=True, capacity_onsite=3, group_limit=3, name="Gut vernetzt")


def ask(meeting, client=None):
    return (client or Client()).get(f"/termine/{meeting.slug}/anmeldung/")


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())[1]


def test_whoever_asks_gets_a_token_and_a_key_of_their_own(meeting, settings, django_assert_num_queries):
    settings.FORM_PROOF = True
    first = ask(meeting)

    with django_assert_num_queries(KEPT):
        second = ask(meeting)

    for name in ("csrfmiddlewaretoken", "submission"):
        assert hidden(first, name) != hidden(second, name)
    puzzles = [re.search(r'data-puzzle="([^"]+)"', page.content.decode())[1] for page in (first, second)]
    assert (puzzles[0] != puzzles[1], ["&quot;signature&quot;" in puzzle for puzzle in puzzles]) == (True, [True, True])
    assert second["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value


def test_a_kept_form_can_be_sent(meeting):
    ask(meeting)
    client = Client(enforce_csrf_checks=True)
    page = ask(meeting, client)
    typed = {"name": "Ines Radtke", "email": "ines@klangwerk.example", "consent": "on"}
    own = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "submission")}

    response = client.post(f"/termine/{meeting.slug}/anmeldung/", typed | own)
    stolen = client.post(f"/termine/{meeting.slug}/anmeldung/", typed | own | {"csrfmiddlewaretoken": "x" * 64})

    assert (response.status_code, stolen.status_code) == (302, 403)
    assert [found.email for found in Registration.objects.all()] == ["ines@klangwerk.example"]


def test_what_the_office_changes_is_there_at_once(meeting):
    ask(meeting)

    type(meeting).objects.filter(pk=meeting.pk).update(name="Gemeinsam weiter")
    renamed = text_of(ask(meeting))
    Question.objects.create(meeting=meeting, text="Was bringen Sie mit?")
    asked = text_of(ask(meeting))
    type(meeting).objects.filter(pk=meeting.pk).update(live=False)

    assert ("Gut vernetzt" in renamed, "Gemeinsam weiter" in renamed) == (False, True)
    assert ("Was bringen Sie mit?" in renamed, "Was bringen Sie mit?" in asked) == (False, True)
    assert ask(meeting).status_code == 404


def test_places_are_counted_at_each_asking(meeting):
    free = text_of(ask(meeting))

    registered(meeting, size=2)
    fewer = text_of(ask(meeting))
    registered(meeting, size=1)
    full = text_of(ask(meeting))

    assert "noch 3 von 3 Plätzen" in free
    assert "noch 1 von 3 Plätzen" in fewer
    assert ("Auf die Warteliste" in fewer, "Auf die Warteliste" in full) == (False, True)


def test_registering_leaves_other_pages_kept(meeting):
    ask(meeting)
    token = changes.current_but_seats()

    registered(meeting, size=1)

    assert changes.current_but_seats() == token


def test_who_is_signed_in_and_other_languages_get_pages_of_their_own(meeting):
    ask(meeting)
    client = Client()
    client.force_login(people.person("Redaktion"))

    own = text_of(ask(meeting, client))
    english = text_of(Client().get(f"/en/termine/{meeting.slug}/anmeldung/"))

    assert ("Abmelden" in own, "Abmelden" in text_of(ask(meeting))) == (True, False)
    assert ("Your name" in english, "Ihr Name" in english) == (True, False)
