"""Registering by the public form: every state, what is refused, what is kept."""

import datetime as dt
import re

import pytest
from django.core import mail as outbox

from events import operations
from events.enums import MailKind, RegistrationState
from events.models import Mail, Question, Registration
from mailing import sending
from tests.directory.test_views import FRAME, text_of
from tests.factories import ActorFactory, AreaFactory, MeetingFactory, SeriesFactory, registered

from .conftest import AT

pytestmark = pytest.mark.django_db


def form_of(client, meeting):
    """What the form holds before anybody types: its hidden fields."""
    page = client.get(f"/termine/{meeting.slug}/anmeldung/").content.decode()
    return {"submission": re.search(r'name="submission" value="([^"]+)"', page)[1]}


def send(client, meeting, **fields):
    typed = {"name": "Ines Radtke", "email": "ines@klangwerk.example", "consent": "on", **form_of(client, meeting), **fields}
    return client.post(f"/termine/{meeting.slug}/anmeldung/", {key: value for key, value in typed.items() if value is not None})


def errors_of(response):
    """The summary at the top of the form."""
    summary = re.search(r'class="form-errors".*?</div>', response.content.decode(), re.DOTALL)
    return (
        [re.sub(r"<[^>]+>", "", item).replace("\u00ad", "") for item in re.findall(r"<li>(.*?)</li>", summary[0], re.DOTALL)]
        if summary
        else []
    )


def _sent():
    before = len(outbox.outbox)
    sending.send_due()
    return outbox.outbox[before:]


def where_to(client, response):
    """The text of the page that follows."""
    assert response.status_code == 302
    return text_of(client.get(response["Location"]))


# --- Sending it ---------------------------------------------------------------------------------------------------------------


def test_who_registers_is_confirmed_at_once_where_no_address_is_to_be_confirmed(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=10)

    response = send(client, meeting)

    found = Registration.objects.get()
    assert (found.state, found.name, found.email, found.size) == (RegistrationState.CONFIRMED, "Ines Radtke", "ines@klangwerk.example", 1)
    text = where_to(client, response)
    assert ("Sie sind angemeldet" in text, "ines@klangwerk.example" in text) == (True, True)
    assert [mail.kind for mail in Mail.objects.all()] == [MailKind.CONFIRMED]


def test_a_group_with_everything_that_is_asked(client, at):
    actor = ActorFactory(name="Musikschule Klangwerk", slug="klangwerk")
    meeting = MeetingFactory(
        here=True, hybrid=True, capacity_onsite=10, capacity_online=10, precondition="Sie haben eine Zielvereinbarung."
    )
    text, choice, number, consent = (
        Question.objects.create(meeting=meeting, text="Essen?", kind="text"),
        Question.objects.create(meeting=meeting, text="Welche Runde?", kind="choice", choices="eins\nzwei", is_needed=True),
        Question.objects.create(meeting=meeting, text="Wie viele Kinder?", kind="number"),
        Question.objects.create(meeting=meeting, text="Fotos sind in Ordnung.", kind="consent"),
    )

    send(
        client, meeting, phone="030 23125 002", institution=" Musikschule  Klangwerk ", takes_part="vor-ort", person_2="Birte Nowak", person_3="Kemal Öz",
        precondition="on", accessibility_needs="Bitte\nlaut.",
        **{f"question_{text.pk}": "vegetarisch", f"question_{choice.pk}": "zwei", f"question_{number.pk}": "12,5", f"question_{consent.pk}": "on"},
    )  # fmt: skip

    found = Registration.objects.get()
    assert [each.name for each in found.participants.all()] == ["Ines Radtke", "Birte Nowak", "Kemal Öz"]
    assert (found.size, found.takes_part, str(found.phone), found.institution, found.actor, found.precondition_met) == (
        3, "vor-ort", "+493023125002", "Musikschule Klangwerk", actor, True,
    )  # fmt: skip
    assert found.accessibility_needs == "Bitte\nlaut."
    assert [(answer["label"], answer["value"]) for answer in found.answers] == [
        ("Essen?", "vegetarisch"), ("Welche Runde?", "zwei"), ("Wie viele Kinder?", 12.5), ("Fotos sind in Ordnung.", True),
    ]  # fmt: skip
    assert [(consent["purpose"], consent["text"][:24], consent["at"]) for consent in found.consents] == [
        ("registration", "Ich bin einverstanden, d", "2026-11-23T08:00:00+00:00"),
        (f"question-{consent.pk}", "Fotos sind in Ordnung.", "2026-11-23T08:00:00+00:00"),
    ]
    assert f"„{meeting.name}“" in found.consents[0]["text"]
    assert "90 Tage nach dem Treffen" in found.consents[0]["text"]


def test_what_is_wrong_is_said_and_all_that_was_typed_stays(client, at):
    meeting = MeetingFactory(
        here=True, onsite=True, precondition="Sie haben eine Zielvereinbarung.", precondition_url="https://ziel.example/"
    )
    question = Question.objects.create(
        meeting=meeting, text="Wie viele <b>Kinder</b>?", kind="number", is_needed=True, help="<i>geschätzt</i>"
    )

    response = send(
        client, meeting, name=" ", email="ines@klangwerk", phone="12", consent=None, person_2="", person_3='Kemal "K" <Öz>', **{f"question_{question.pk}": "viele"}
    )  # fmt: skip

    page = response.content.decode()
    assert errors_of(response) == [
        "Ihr Vor- und Nachname: Bitte Vor- und Nachnamen eintragen.",
        "E-Mail-Adresse: Bitte gültige E-Mail-Adresse eingeben.",
        "Telefon: Bitte eine gültige Telefonnummer (z. B. 030 123456) oder eine gültige Nummer mit internationaler Vorwahl eingeben.",
        "Name von Person 2: Bitte Vor- und Nachnamen eintragen.",
        "Sie haben eine Zielvereinbarung.: Bitte bestätigen Sie das. Ohne können Sie leider nicht teilnehmen.",
        "Wie viele &lt;b&gt;Kinder&lt;/b&gt;?: Bitte eine Zahl eingeben.",
        "Ihre Einwilligung: Ohne Ihre Einwilligung können wir die Anmeldung nicht annehmen.",
    ]
    assert ('value="ines@klangwerk"' in page, 'value="12"' in page, 'value="viele"' in page) == (True, True, True)
    assert 'value="Kemal &quot;K&quot; &lt;Öz&gt;"' in page
    assert ("<i>geschätzt" in page, "<b>Kinder" in page) == (False, False)
    assert Registration.objects.count() == 0


def test_people_are_added_and_removed_without_a_script(client, at):
    meeting = MeetingFactory(here=True, onsite=True, group_limit=3)

    added = send(client, meeting, person_2="Birte Nowak", add="1", consent=None)
    full = send(client, meeting, person_2="Birte Nowak", person_3="", add="1")
    removed = send(client, meeting, person_2="Birte Nowak", person_3="Kemal Öz", remove="2")

    people = [
        re.findall(r'name="person_\d"[^>]*?value="([^"]*)"|name="(person_\d)"', answer.content.decode())
        for answer in (added, full, removed)
    ]
    assert people == [[("Birte Nowak", ""), ("", "person_3")], [("Birte Nowak", ""), ("", "person_3")], [("Kemal Öz", "")]]
    assert [errors_of(answer) for answer in (added, full, removed)] == [[], [], []]
    assert "2 Personen anmelden" in text_of(removed)
    assert Registration.objects.count() == 0


def test_a_series_and_a_meeting_changed_while_the_form_is_open_count_as_they_are_then(client, at):
    series = SeriesFactory(name="Läuft!")
    meeting = MeetingFactory(here=True, onsite=True, series=series, name="Musik am Morgen")
    opened = form_of(client, meeting)
    type(series).objects.filter(pk=series.pk).update(name="Gemeinsam!", archived_at=AT)
    type(meeting).objects.filter(pk=meeting.pk).update(name="Musik am Abend", group_limit=2)

    refused = send(client, meeting, **opened, person_2="Mara Quelle", person_3="Jonas Muster")
    response = send(client, meeting, **opened, person_2="Mara Quelle")

    assert errors_of(refused) == ["Höchstens 2 Personen können sich auf einmal anmelden."]
    assert (Registration.objects.get().size, "Läuft!" in where_to(client, response)) == (2, False)
    assert [message.subject for message in _sent()] == ["Sie sind angemeldet: Musik am Abend"]


def test_more_people_than_a_group_may_have_are_refused_even_five_hundred(client, at):
    meeting = MeetingFactory(here=True, onsite=True, group_limit=2)

    response = send(client, meeting, **{f"person_{number}": f"Gast {number}" for number in range(2, 502)})

    assert errors_of(response) == ["Höchstens 2 Personen können sich auf einmal anmelden."]
    assert Registration.objects.count() == 0


def test_the_same_form_sent_twice_counts_once(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=10)
    hidden = form_of(client, meeting)

    answers = [send(client, meeting, **hidden) for _once in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 1)


# --- Nobody learns who is registered ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("confirms", [True, False])
@pytest.mark.parametrize("capacity", [10, 1])
def test_an_address_that_is_registered_gets_the_same_words_as_a_new_one(client, at, confirms, capacity):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=capacity, confirms_address=confirms)
    registered(meeting, email="schon@klangwerk.example")

    known = where_to(client, send(client, meeting, email="schon@klangwerk.example"))
    new = where_to(client, send(client, meeting, email="neu@klangwerk.example"))

    assert known.replace("schon@", "neu@") == new
    assert Registration.objects.count() == 2
    assert MailKind.KNOWN in Mail.objects.values_list("kind", flat=True)


def test_the_link_is_sent_once_more_to_who_is_registered_and_all_hear_the_same(client, at):
    meeting = MeetingFactory(here=True, onsite=True)
    registered(meeting, email="schon@klangwerk.example")
    Mail.objects.all().delete()
    path = f"/termine/{meeting.slug}/anmeldung/link/"

    pages = [text_of(client.post(path, {"email": email})) for email in ("Schon@Klangwerk.example", "neu@klangwerk.example")]

    assert pages[0] == pages[1]
    assert "Wenn diese Adresse" in pages[0]
    assert [(mail.kind, mail.registration.email) for mail in Mail.objects.all()] == [(MailKind.KNOWN, "schon@klangwerk.example")]


# --- When there is no form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_at": AT + dt.timedelta(days=1)}, "Die Anmeldung hat noch nicht begonnen Sie öffnet am 24. November 2026, 9:00 Uhr."),
        ({"closes_at": AT}, "Die Anmeldung ist geschlossen"),
        ({"starts_at": AT - dt.timedelta(hours=3)}, "Dieser Termin ist vorbei"),
        ({"is_full": True, "has_waiting_list": False}, "Alle Plätze sind vergeben Es gibt keine Warteliste."),
    ],
)
def test_every_state_without_a_form_has_its_page_and_takes_nothing(client, at, fields, words):
    meeting = MeetingFactory(here=True, onsite=True, series=SeriesFactory(), **fields)
    path = f"/termine/{meeting.slug}/anmeldung/"

    pages = [client.get(path), client.post(path, {"name": "Ines", "email": "ines@klangwerk.example", "consent": "on"})]

    assert [(page.status_code, words in text_of(page), "<form" in page.content.decode().split("<main")[1]) for page in pages] == [
        (200, True, False)
    ] * 2
    assert Registration.objects.count() == 0


def test_a_cancelled_meeting_says_why(client, at):
    meeting = MeetingFactory(here=True, onsite=True)
    operations.cancel(meeting, reason="Die Referentin ist krank.")

    assert "Dieser Termin ist abgesagt Die Referentin ist krank." in text_of(client.get(f"/termine/{meeting.slug}/anmeldung/"))


def test_a_full_meeting_offers_the_waiting_list_and_says_the_place_in_it(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1)
    registered(meeting), registered(meeting)

    form = text_of(client.get(f"/termine/{meeting.slug}/anmeldung/"))
    after = where_to(client, send(client, meeting))

    assert ("Auf die Warteliste" in form, "ausgebucht, Warteliste" in form) == (True, True)
    assert "Sie stehen an Stelle 2" in after


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"closes_at": AT}, "Die Anmeldung ist geschlossen"),
        ({"opens_at": AT + dt.timedelta(days=1)}, "Die Anmeldung hat noch nicht begonnen"),
    ],
)
def test_outside_its_time_the_form_says_so_and_takes_nothing(client, at, fields, words):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=5)
    hidden = form_of(client, meeting)
    type(meeting).objects.filter(pk=meeting.pk).update(**fields)

    late = client.post(
        f"/termine/{meeting.slug}/anmeldung/", {"name": "Ines", "email": "ines@klangwerk.example", "consent": "on", **hidden}
    )
    form = client.get(f"/termine/{meeting.slug}/anmeldung/")

    assert [words in text_of(page) for page in (late, form)] == [True, True]
    assert 'name="submission"' not in form.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("fields", [{"live": False}, {"registration": "anderswo"}, {"registration": "ohne"}])
def test_drafts_and_meetings_of_other_ways_have_no_form(client, at, fields):
    meeting = MeetingFactory(**{"registration": "hier", **fields})

    response = client.get(f"/termine/{meeting.slug}/anmeldung/")

    assert response.status_code == (404 if not meeting.live else 302)


def test_the_last_place_taken_meanwhile_is_told_and_nothing_is_lost(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1, has_waiting_list=False)
    hidden = form_of(client, meeting)
    registered(meeting)

    response = client.post(
        f"/termine/{meeting.slug}/anmeldung/", {"name": "Ines Radtke", "email": "ines@klangwerk.example", "consent": "on", **hidden}
    )

    assert "Alle Plätze sind vergeben" in text_of(response)
    assert Registration.objects.count() == 1


# --- Kept nowhere -----------------------------------------------------------------------------------------------------------------


def test_pages_with_personal_data_are_kept_by_nobody_and_found_by_nobody(client, at):
    meeting = MeetingFactory(here=True, onsite=True)
    paths = [f"/termine/{meeting.slug}/anmeldung/{part}" for part in ("", "gesendet/", "link/", "falsch/")]

    heads = [client.get(path) for path in paths]

    assert [head["Cache-Control"] for head in heads] == ["max-age=0, no-cache, no-store, must-revalidate, private"] * 4
    assert [(head["Referrer-Policy"], head["X-Robots-Tag"]) for head in heads] == [("same-origin", "noindex, nofollow")] * 4


def full_meeting(**fields):
    return MeetingFactory(
        here=True, hybrid=True, series=SeriesFactory(), venue__area=AreaFactory(), precondition="Ja?", precondition_url="https://ziel.example/", is_free=False,
        price=5, price_note="bar", contact_name="Ines", contact_email="a@b.example", contact_phone="+493023125002", institution_limit=3, **fields,
    )  # fmt: skip


@pytest.mark.parametrize("questions", [1, 3])
def test_the_form_takes_the_same_queries_whatever_it_asks(client, at, django_assert_num_queries, questions):
    meeting = full_meeting()
    for number in range(questions):
        Question.objects.create(meeting=meeting, text=f"Frage {number}?")
    client.get(f"/termine/{meeting.slug}/anmeldung/")

    with django_assert_num_queries(2 + FRAME):
        client.get(f"/termine/{meeting.slug}/anmeldung/")
    with django_assert_num_queries(2 + FRAME):
        client.post(f"/termine/{meeting.slug}/anmeldung/", {"name": "Ines"})


@pytest.mark.parametrize(
    "fields", [{"closes_at": AT}, {"opens_at": AT + dt.timedelta(days=1)}, {"cancelled_at": AT, "cancel_reason": "Krank."}]
)
@pytest.mark.parametrize("part", ["", "gesendet/", "link/"])
def test_pages_without_a_form_take_one_query(client, at, django_assert_num_queries, fields, part):
    path = f"/termine/{full_meeting(**fields).slug}/anmeldung/{part}"
    client.get(path)

    with django_assert_num_queries(1 + FRAME):
        client.get(path)


# --- Institutions while somebody types --------------------------------------------------------------------------------------------


def test_institutions_of_the_register_are_suggested_and_only_public_ones(client, at, django_assert_num_queries):
    ActorFactory(name="Städtische Musikschule", slug="stadt")
    ActorFactory(name="Musikschule Klangwerk", slug="klangwerk")
    ActorFactory(name="Musikschule Geheim", live=False)

    with django_assert_num_queries(2):
        answer = client.get("/termine/anmeldung/einrichtungen/?institution=MUSIKschule").json()

    assert [(item["query"], item["key"]) for item in answer["groups"][0]["items"]] == [
        ("Musikschule Klangwerk", "klangwerk"), ("Städtische Musikschule", "stadt"),
    ]  # fmt: skip
    assert [client.get(f"/termine/anmeldung/einrichtungen/?institution={text}").json()["groups"] for text in ("m", "%00", "Ä%25", "")] == [
        []
    ] * 4


def test_of_two_institutions_with_one_name_the_chosen_one_is_meant_and_without_choice_none(client, at):
    ActorFactory(name="Kita Sonne", slug="sonne-1")
    second = ActorFactory(name="Kita Sonne", slug="sonne-2")
    ActorFactory(name="Kita Mond", slug="mond", live=False)
    meeting = MeetingFactory(here=True, onsite=True)

    send(client, meeting, email="a@klangwerk.example", institution="Kita Sonne", actor="sonne-2")
    send(client, meeting, email="b@klangwerk.example", institution="Kita Sonne")
    send(client, meeting, email="c@klangwerk.example", institution="Kita Mond", actor="mond")
    send(client, meeting, email="d@klangwerk.example", institution="Kita Stern", actor="sonne-2")

    found = Registration.objects.order_by("email").values_list("institution", "actor")
    assert list(found) == [("Kita Sonne", second.pk), ("Kita Sonne", None), ("Kita Mond", None), ("Kita Stern", None)]
