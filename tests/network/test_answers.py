"""/kooperationen/anfrage/<token>/: answering with nothing but the link in a mail."""

import datetime as dt
import time

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from directory import operations as register
from network import links, operations
from network.enums import Answer
from network.essentials import digest, essentials_of
from network.models import Cooperation, CooperationPartner, CooperationPicture
from tests.directory.test_views import text_of
from tests.factories import ActorFactory, CooperationFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 1, 10, tzinfo=dt.UTC)


@pytest.fixture
def cooperation():
    return CooperationFactory(
        name="Bläserklasse",
        about="<p>Alle <b>24 Kinder</b> spielen.</p><script>alert(1)</script>",
        hinders="<p>Nur für Mitglieder: der Raum.</p>",
        hinders_for="mitglieder",
        funding="Geheimtopf",
        funding_for="intern",
        starts_on=dt.date(2024, 8, 1),
    )


@pytest.fixture
def partner(cooperation):
    actor = ActorFactory(name="Grundschule am Park", email="a@park.example")
    return operations.ask_partner(operations.add_partner(cooperation, actor), at=AT)


@pytest.fixture
def other(cooperation):
    actor = ActorFactory(name="Musikschule Klangwerk", email="b@klangwerk.example")
    return operations.confirm_partner(operations.add_partner(cooperation, actor, role="federfuehrung"), at=AT)


def send(client, partner, action, **data):
    return client.post(links.answer_page(partner), {"action": action} | {f"{action}-{name}": value for name, value in data.items()})


def seen(partner):
    return digest(essentials_of(Cooperation.objects.get(pk=partner.cooperation_id)))


def now(partner):
    return CooperationPartner.objects.get(pk=partner.pk)


def test_the_page_shows_what_is_asked_and_only_what_partners_may_read(client, partner, other):
    response = client.get(links.answer_page(partner))

    text = text_of(response)
    assert all(words in text for words in ("Stimmt das so?", "Grundschule am Park", "Musikschule Klangwerk", "24 Kinder", "der Raum"))
    assert "Geheimtopf" not in text
    assert b"alert(1)" not in response.content
    assert (response["X-Robots-Tag"], "no-store" in response["Cache-Control"]) == ("noindex, nofollow", True)


def test_looking_changes_nothing(client, partner):
    before = CooperationPartner.objects.values().get()

    for _once in range(2):
        client.get(links.answer_page(partner))
        client.head(links.answer_page(partner))

    assert CooperationPartner.objects.values().get() == before


@pytest.mark.parametrize(("audience", "status"), [("alle", 200), ("mitglieder", 200), ("intern", 404)])
def test_whoever_is_asked_reads_the_agreement_unless_it_is_the_offices(client, cooperation, partner, other, audience, status):
    document = get_document_model().objects.create(title="Vereinbarung", file=ContentFile(b"x", name="v.txt"))
    Cooperation.objects.filter(pk=cooperation.pk).update(agreement_document=document, agreement_for=audience, live=False)
    register.save_draft(Cooperation.objects.get(pk=cooperation.pk))
    foreign = operations.ask_partner(operations.add_partner(CooperationFactory(), ActorFactory(email="c@c.example")), at=AT)
    address = f"{document.url}?anfrage={links.token(partner)}"

    page = client.get(links.answer_page(partner)).content.decode()
    given = client.get(address)
    content = b"".join(given) if given.streaming else b""
    others = [client.get(f"{document.url}{end}").status_code for end in ("", "?anfrage=x", f"?anfrage={links.token(foreign)}")]
    operations.decline_partner(partner, at=AT)

    assert (given.status_code, f"{document.url}?anfrage=" in page) == (status, status == 200)
    assert content == (b"x" if status == 200 else b"")
    assert others == [404, 404, 404]
    assert client.get(address).status_code == 404
    assert document.url not in client.get(links.answer_page(partner)).content.decode()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves pictures open
@pytest.mark.parametrize(("audience", "shown"), [("alle", True), ("mitglieder", True), ("intern", False)])
def test_whoever_is_asked_sees_the_pictures_unless_they_are_the_offices(client, cooperation, partner, audience, shown):
    image = get_image_model().objects.create(title="Probe", file=get_test_image_file())
    CooperationPicture.objects.create(cooperation=cooperation, image=image, caption="In der Aula")
    Cooperation.objects.filter(pk=cooperation.pk).update(pictures_for=audience)

    assert ("In der Aula" in client.get(links.answer_page(partner)).content.decode()) == shown


def test_confirming_makes_it_public(client, partner, other):
    response = send(client, partner, "confirm", seen=seen(partner))

    assert response.status_code == 302
    assert "Sie haben bestätigt" in text_of(client.get(response.url))
    assert now(partner).answered_by is None
    assert Cooperation.objects.public().exists()


def test_confirming_twice_is_harmless(client, partner, other):
    for _once in range(2):
        assert send(client, partner, "confirm", seen=seen(partner)).status_code == 302

    assert Cooperation.objects.get().confirmed_count == 2


def test_what_was_changed_while_somebody_read_is_not_confirmed(client, partner):
    read = seen(partner)
    Cooperation.objects.update(name="Orchester")

    response = send(client, partner, "confirm", seen=read)

    assert response.status_code == 422
    assert "in der Zwischenzeit geändert" in text_of(response)
    assert "Orchester" in text_of(response)
    assert now(partner).answer == Answer.OPEN


def test_declining_with_a_reason_and_confirming_after_all(client, partner):
    send(client, partner, "decline", reason="Der Titel stimmt nicht.")
    declined = now(partner)
    page = text_of(client.get(links.answer_page(partner)))
    send(client, partner, "confirm", seen=seen(partner))

    assert (declined.answer, declined.reason) == (Answer.DECLINED, "Der Titel stimmt nicht.")
    assert "Sie haben abgelehnt" in page
    assert now(partner).answer == Answer.CONFIRMED


def test_a_reason_that_is_too_long_is_given_back(client, partner):
    response = send(client, partner, "decline", reason="x" * 501)

    assert response.status_code == 422
    assert "x" * 501 in response.content.decode()
    assert now(partner).answer == Answer.OPEN


def test_leaving_says_how_it_stands(client, partner, other):
    send(client, partner, "confirm", seen=seen(partner))

    wrong = send(client, partner, "leave", on="2020-01-01")
    right = send(client, partner, "leave", on="2025-07-31")

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert "nicht ausscheiden, bevor" in text_of(wrong)
    assert (now(partner).answer, now(partner).left_on) == (Answer.LEFT, dt.date(2025, 7, 31))
    assert "Ihr Anteil endete am 31. Juli 2025" in text_of(client.get(right.url))


def test_once_a_year_one_click_is_enough(client, partner, other):
    send(client, partner, "confirm", seen=seen(partner))
    Cooperation.objects.update(confirmed_at=AT)

    send(client, partner, "running")

    assert Cooperation.objects.get().confirmed_at > AT


def test_or_it_has_ended(client, partner, other):
    send(client, partner, "confirm", seen=seen(partner))

    empty = send(client, partner, "ended", on="")
    send(client, partner, "ended", on="2026-07-31")

    assert empty.status_code == 422
    assert (Cooperation.objects.get().status, Cooperation.objects.get().ends_on) == ("beendet", dt.date(2026, 7, 31))
    assert "Läuft sie noch?" not in text_of(client.get(links.answer_page(partner)))


def test_a_remark_goes_to_the_office(client, partner):
    send(client, partner, "remark", text="Die Adresse ist <b>falsch</b>.")

    assert now(partner).remark == "Die Adresse ist <b>falsch</b>."
    assert "Das Netzwerkbüro hat Ihren Hinweis" in text_of(client.get(links.answer_page(partner)))


@pytest.mark.parametrize("action", ["running", "ended", "leave"])
def test_who_has_not_confirmed_can_not_say_more(client, partner, action):
    response = send(client, partner, action, on="2026-01-01")

    assert response.status_code == 422
    assert (now(partner).answer, Cooperation.objects.get().status) == (Answer.OPEN, "laeuft")


@pytest.mark.parametrize("action", ["", "delete", "publish"])
def test_what_is_no_answer_changes_nothing(client, partner, action):
    assert send(client, partner, action).status_code == 200
    assert now(partner).answer == Answer.OPEN


def test_forged_links_are_told(client, partner):
    token = links.token(partner)

    for bad in (token[:-1], token + "x", "1-1.abc.def", "ä", "x" * 3000):
        response = client.get(f"/kooperationen/anfrage/{bad}/")
        assert response.status_code == 404
        assert "Dieser Link funktioniert nicht" in text_of(response)


def test_links_of_an_earlier_question_are_told(client, partner):
    page = links.answer_page(partner)
    operations.ask_partner(partner, at=AT + dt.timedelta(days=1))

    response = client.post(page, {"action": "decline", "decline-reason": ""})

    assert response.status_code == 404
    assert "Link aus der neuesten E-Mail" in text_of(response)
    assert now(partner).answer == Answer.OPEN


def test_old_links_are_told(client, partner, monkeypatch):
    page, start = links.answer_page(partner), time.time()
    monkeypatch.setattr(time, "time", lambda: start + links.LIFE.total_seconds() + 60)

    assert "Dieser Link ist zu alt" in text_of(client.get(page))


def test_what_is_archived_is_told(client, partner):
    register.archive(partner.cooperation)

    assert client.get(links.answer_page(partner)).status_code == 404


def test_a_draft_is_shown_as_it_is_being_written(client, partner):
    cooperation = register.unpublish(partner.cooperation)
    cooperation.name = "Streicherklasse"
    register.save_draft(cooperation)

    assert "Streicherklasse" in text_of(client.get(links.answer_page(partner)))


def test_after_a_change_the_page_says_what_has_changed(client, partner, other):
    send(client, partner, "confirm", seen=seen(partner))
    draft = Cooperation.objects.get()
    draft.name = "Orchester"
    register.save_draft(draft)
    register.publish(draft)

    page = text_of(client.get(links.answer_page(now(partner))))

    assert "Etwas hat sich geändert. Stimmt es noch?" in page
    assert "Titel: „Orchester“, vorher „Bläserklasse“" in page


def test_too_many_answers_of_one_network_are_refused(client, partner, settings):
    settings.FORMS_PER_HOUR = (2, 2)
    statuses = [send(client, partner, "remark", text="Hallo").status_code for _once in range(3)]

    assert statuses == [302, 302, 429]


def test_forged_forms_are_refused(partner):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post(links.answer_page(partner), {"action": "decline"})

    assert response.status_code == 403
    assert now(partner).answer == Answer.OPEN
