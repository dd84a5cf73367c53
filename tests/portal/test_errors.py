import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from portal import views
from portal.urls import urlpatterns as portal_urls
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def failing(error):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("kaputt/", failing(ZeroDivisionError("a secret"))),
    path("ohne-datenbank/", failing(OperationalError("no such table"))),
    path("verboten/", failing(PermissionDenied("not for you"))),
    path("seltsam/", failing(SuspiciousOperation("odd"))),
    *portal_urls,
]
handler400, handler403, handler404, handler500 = views.bad_request, views.permission_denied, views.not_found, views.server_error


@pytest.fixture
def visitor():
    with override_settings(ROOT_URLCONF="tests.portal.test_errors"):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("url", "status", "german", "english"),
    [
        ("gibt-es-nicht/", 404, "Unter dieser Adresse gibt es nichts", "There is nothing at this address"),
    ],
)
def test_not_found_offers_search_and_ways_on_in_both_languages(client, url, status, german, english):
    page = client.get(f"/{url}")
    other = client.get(f"/en/{url}")

    assert (page.status_code, other.status_code) == (status, status)
    assert german in page.content.decode()
    assert english in other.content.decode()
    assert 'action="/suche/"' in page.content.decode()
    assert 'href="/en/angebote/"' in other.content.decode()


def test_languages_of_a_missing_page_lead_to_their_home_pages(client):
    html = client.get("/gibt-es-nicht/").content.decode()

    assert 'href="/en/"' in html
    assert 'href="/en/gibt-es-nicht/"' not in html
    assert 'href="/gibt-es-nicht/"' not in html


def test_a_refusal_offers_to_sign_in_and_tells_signed_in_people_why(visitor):
    stranger = visitor.get("/verboten/")
    visitor.force_login(UserFactory(first_name="Änne"))
    known = visitor.get("/verboten/")

    assert (stranger.status_code, known.status_code) == (403, 403)
    assert "/konto/login/?next=/verboten/" in stranger.content.decode()
    assert "Sie sind als Änne angemeldet" in known.content.decode()


def test_an_odd_request_gets_a_sentence(visitor):
    response = visitor.get("/seltsam/")

    assert response.status_code == 400
    assert "Diese Anfrage lässt sich nicht beantworten" in response.content.decode()


def test_an_error_shows_both_languages_without_a_query_and_tells_no_secret(visitor, django_assert_num_queries, caplog):
    with django_assert_num_queries(0):
        response = visitor.get("/kaputt/")

    html = response.content.decode()
    assert response.status_code == 500
    assert "Da ist uns ein Fehler unterlaufen" in html
    assert "Something went wrong on our side" in html
    assert "a secret" not in html


def test_a_database_that_is_away_gives_503_with_a_time_to_come_back(visitor, caplog):
    response = visitor.get("/ohne-datenbank/")

    assert response.status_code == 503
    assert response["Retry-After"] == "120"
    assert "Gleich wieder da" in response.content.decode()


def test_even_without_static_files_a_person_gets_a_sentence(visitor, monkeypatch, caplog):
    visitor.get("/gesund/")  # whitenoise asks for addresses too, once
    monkeypatch.setattr("django.contrib.staticfiles.storage.StaticFilesStorage.url", lambda *_: ZeroDivisionError()["no manifest"])

    response = visitor.get("/kaputt/")

    assert response.status_code == 500
    assert "Es ist ein Fehler aufgetreten" in response.content.decode()


def test_a_form_without_its_token_gets_an_explanation():
    response = Client(enforce_csrf_checks=True).post("/konto/login/", {"login": "a@example.org", "password": "x"})

    assert response.status_code == 403
    assert "Das Formular ist abgelaufen" in response.content.decode()
