"""Pages that everybody sees the same are kept, shown anew at once after any change, and nothing else is ever kept."""

import gzip
from contextlib import suppress

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import PageViewRestriction, Site

from directory.models import Actor
from portal.caching import changes, pages
from portal.figures import register_figures
from portal.models import ContentPage
from search.models import Version
from tests import people
from tests.factories import ActorFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("kept_pages")]

LIST = "/einrichtungen/"


class Refused(Exception):
    pass


@pytest.fixture
def kept_pages(monkeypatch):
    """As in production: a database where something was committed, and the site's settings are there. No minute ends meanwhile."""
    Version.renew(changes.VERSION)
    monkeypatch.setattr(pages, "SECONDS", 10**7)
    Client().get(LIST)
    caches["pages"].clear()


@pytest.fixture
def actor(kept_pages):
    return ActorFactory(name="Musikschule am See", slug="musikschule-am-see")


def kept():
    return len(caches["pages"]._cache)


def queries_of(client, path, **headers):
    """(response, statements that were run for it, but the question for the token)."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, **headers)
    return response, [query["sql"] for query in captured if "search_version" not in query["sql"]]


def test_the_second_visitor_gets_the_same_page_without_a_question_to_the_database(actor):
    first, asked = queries_of(Client(), actor.get_absolute_url())
    second, asked_again = queries_of(Client(), actor.get_absolute_url())

    assert asked
    assert asked_again == []
    assert second.content == first.content
    assert {name: value for name, value in second.items() if name != "Content-Length"} == {
        name: value for name, value in first.items() if name != "Content-Length"
    }
    assert first["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in second["Content-Security-Policy"]


@pytest.mark.parametrize(
    "change",
    [
        lambda actor: Actor.objects.filter(pk=actor.pk).update(name="Musikschule am Fluss"),
        lambda actor: (setattr(actor, "name", "Musikschule am Fluss"), actor.save()),
        lambda actor: connection.cursor().execute("UPDATE directory_actor SET name = 'Musikschule am Fluss' WHERE id = %s", [actor.pk]),
        lambda actor: Actor.objects.bulk_update([Actor(pk=actor.pk, name="Musikschule am Fluss")], ["name"]),
    ],
    ids=["update", "save", "sql", "bulk_update"],
)
def test_a_change_shows_at_once_however_it_is_written(actor, change):
    before = Client().get(actor.get_absolute_url())

    change(actor)
    after = Client().get(actor.get_absolute_url())

    assert "Musikschule am See</h1>" in before.content.decode().replace("\u00ad", "")
    assert "Musikschule am Fluss</h1>" in after.content.decode().replace("\u00ad", "")


def test_what_is_hidden_or_deleted_is_gone_at_once(actor):
    assert Client().get(actor.get_absolute_url()).status_code == 200
    assert "Musikschule am See" in Client().get(LIST).content.decode().replace("\u00ad", "")

    Actor.objects.filter(pk=actor.pk).update(live=False)

    assert Client().get(actor.get_absolute_url()).status_code == 404
    assert "Musikschule am See" not in Client().get(LIST).content.decode().replace("\u00ad", "")


def test_a_change_that_is_rolled_back_throws_nothing_away_and_one_that_is_committed_does_so_once(actor):
    token = changes.current()

    with suppress(Refused), transaction.atomic():
        Actor.objects.update(name="Nie")
        raise Refused
    unchanged = changes.current()
    with transaction.atomic():
        with suppress(Refused), transaction.atomic():
            Actor.objects.update(name="Nie")
            raise Refused
        Actor.objects.update(summary="Doch")
        Actor.objects.update(summary="Doch noch")
        scheduled = len(connection.run_on_commit)
        inside = changes.current()

    assert (unchanged, inside) == (token, token)
    assert scheduled == 1
    assert changes.current() != token


def test_signing_in_and_background_work_throw_nothing_away(actor):
    token = changes.current()

    person = people.person("Redaktion")
    client = Client()
    client.force_login(person)
    client.get(LIST)

    assert changes.current() == token


def test_what_no_page_shows_is_named_by_tables_that_exist():
    tables = set(connection.introspection.table_names())

    assert [beginning for beginning in changes.UNSEEN if not any(table.startswith(beginning) for table in tables)] == []


def test_numbers_of_the_register_are_those_of_the_moment(actor):
    at = timezone.now()
    before = register_figures(at).actors

    ActorFactory()

    assert register_figures(at).actors == before + 1


def test_what_pages_say_by_the_clock_holds_for_a_minute(actor, monkeypatch):
    monkeypatch.setattr(pages, "SECONDS", 60)
    with freeze_time("2026-11-23 10:00:58"):
        _first, asked = queries_of(Client(), LIST)
    with freeze_time("2026-11-23 10:00:59"):
        _same, asked_again = queries_of(Client(), LIST)
    with freeze_time("2026-11-23 10:01:00"):
        _later, asked_later = queries_of(Client(), LIST)

    assert (bool(asked), bool(asked_again), bool(asked_later)) == (True, False, True)


# --- Never kept -----------------------------------------------------------------------------------------------------------


def signed_in(client):
    client.force_login(people.person("Redaktion"))
    return {}


def with_a_message(client):
    client.cookies["messages"] = "W1siX19qc29uX21lc3NhZ2UiLDAsMjUsIkhhbGxvIiwiIl1d"
    return {}


def with_a_session_of_nobody(client):
    client.cookies["sessionid"] = "abcdefghijklmnopqrstuvwxyz012345"
    return {}


def with_a_csrf_cookie(client):
    client.cookies["csrftoken"] = "a" * 32
    return {}


@pytest.mark.parametrize("who", [signed_in, with_a_message, with_a_session_of_nobody, with_a_csrf_cookie], ids=lambda who: who.__name__)
def test_pages_for_somebody_are_never_kept(actor, who):
    client = Client()
    headers = who(client)

    response = client.get(actor.get_absolute_url(), **headers)

    assert response.status_code == 200
    assert kept() == 0


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_AUTHORIZATION": "Bearer x"}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_RANGE": "bytes=0-1"}],
    ids=lambda headers: next(iter(headers)),
)
def test_answers_to_requests_of_a_kind_of_their_own_are_never_kept(actor, headers):
    Client().get(actor.get_absolute_url(), **headers)

    assert kept() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/konto/login/",  # a form with a token
        "/en/konto/login/",
        "/kontakt/mail/x/",
        "/cms/",
        "/gesund/",
        "/suche/",  # the index has its own time
        "/en/suche/?q=Blockflöte",
        "/suche/vorschlaege/?q=Block",
        "/gibt-es-nicht/",  # not found
        f"{LIST}?q={'a' * 400}",
    ],
)
def test_addresses_that_are_never_kept(actor, index_place, path):
    Client().get(path)

    assert kept() == 0


def test_a_page_with_a_form_is_never_kept_even_at_an_address_that_is(actor, rf):
    middleware = pages.PageCacheMiddleware(CsrfViewMiddleware(lambda request: HttpResponse(f"<form>{get_token(request)}")))

    first, second = middleware(rf.get("/umfrage/")), middleware(rf.get("/umfrage/"))

    assert first.content != second.content
    assert kept() == 0


def test_a_page_that_becomes_private_is_private_at_once_and_never_kept(actor):
    home = Site.objects.get().root_page
    page = home.add_child(instance=ContentPage(title="Intern", slug="intern", intro="Geheimer Text"))
    open_to_all = Client().get("/intern/")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.PASSWORD, password="geheim")
    caches["pages"].clear()

    asked = Client().get("/intern/")
    allowed = Client()
    door = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk])
    allowed.post(door, {"password": "geheim", "return_url": "/intern/"})
    inside = allowed.get("/intern/")

    assert open_to_all.status_code == 200
    assert ["Geheimer Text" in response.content.decode() for response in (open_to_all, asked, inside)] == [True, False, True]
    assert kept() == 0


def test_a_signed_in_person_gets_a_page_of_their_own_and_leaves_nothing_for_others(actor):
    Client().get(LIST)
    client = Client()
    client.force_login(people.person("Redaktion"))

    own = client.get(LIST)
    anonymous = Client().get(LIST)

    assert "/konto/logout/" in own.content.decode()
    assert "/konto/logout/" not in anonymous.content.decode()
    assert set(own["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_nothing_is_kept_while_changes_may_be_rolled_back(actor):
    with transaction.atomic():
        Client().get(LIST)

    assert kept() == 0


def test_languages_hosts_filters_and_transport_have_pages_of_their_own(actor, settings):
    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    paths = [LIST, f"/en{LIST}", f"{LIST}?seite=1", f"{LIST}?art=musikschule"]

    for path in paths:
        Client().get(path)
    Client().get(LIST, HTTP_HOST="localhost")
    Client().get(LIST, secure=True)
    Client().get(LIST, HTTP_ACCEPT_LANGUAGE="en")

    assert kept() == len(paths) + 2


def test_a_foreign_host_is_refused_and_keeps_nothing(actor):
    response = Client().get(LIST, HTTP_HOST="boese.example")

    assert response.status_code == 400
    assert kept() == 0


# --- Conditional and compressed --------------------------------------------------------------------------------------------


def test_who_has_the_page_already_gets_no_body_until_it_changes(actor):
    first = Client().get(LIST)

    same = Client().get(LIST, HTTP_IF_NONE_MATCH=first["ETag"])
    Actor.objects.update(name="Musikschule am Fluss", sort_name="musikschule am fluss")
    changed = Client().get(LIST, HTTP_IF_NONE_MATCH=first["ETag"])

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert "Content-Type" not in same
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_pages_are_compressed_for_those_who_can_read_it(actor):
    plain = Client().get(LIST)
    kept_page = Client().get(LIST, HTTP_ACCEPT_ENCODING="gzip, br")
    refused = Client().get(LIST, HTTP_ACCEPT_ENCODING="gzip;q=0")
    fresh = Client().get(f"{LIST}?seite=1", HTTP_ACCEPT_ENCODING="gzip")

    assert (kept_page["Content-Encoding"], fresh["Content-Encoding"]) == ("gzip", "gzip")
    assert "Accept-Encoding" in plain["Vary"]
    assert gzip.decompress(kept_page.content) == plain.content == refused.content
    assert int(kept_page["Content-Length"]) == len(kept_page.content) < len(plain.content) / 3


def test_pages_of_signed_in_people_are_compressed_too(actor):
    client = Client()
    client.force_login(people.person("Redaktion"))

    response = client.get(LIST, HTTP_ACCEPT_ENCODING="gzip")

    assert response["Content-Encoding"] == "gzip"
    assert b"Musikschule" in gzip.decompress(response.content)
