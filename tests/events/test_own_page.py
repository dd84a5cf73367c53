"""Somebody's own page: what the link opens, what it allows, and to whom it is dead."""

import datetime as dt
import json

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from events import operations
from events.enums import RegistrationState
from events.models import Feedback, Material, Occupancy, Registration
from events.personal import links
from portal.media.models import PortalDocument
from tests.directory.test_views import FRAME, text_of
from tests.factories import MeetingFactory, registered

from .conftest import AT

pytestmark = pytest.mark.django_db


def set_time(monkeypatch, moment):
    monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(dt.UTC))


def state_of(registration):
    return Registration.objects.get(pk=registration.pk).state


# --- Confirming, accepting, declining ---------------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing_and_the_button_confirms(client, at):
    registration = registered(MeetingFactory(here=True, onsite=True, confirms_address=True), at=AT)
    page = links.own_page(registration)

    seen = text_of(client.get(page)), text_of(client.head(page))
    before = state_of(registration)
    after = text_of(client.post(page, {"action": "confirm"}, follow=True))

    assert ("Bitte bestätigen Sie Ihre Anmeldung" in seen[0], "bis 23. November 2026, 11:00 Uhr" in seen[0]) == (True, True)
    assert (before, state_of(registration)) == (RegistrationState.PENDING, RegistrationState.CONFIRMED)
    assert ("Danke, Ihre E-Mail-Adresse ist bestätigt." in after, "Sie sind angemeldet" in after) == (True, True)


def test_a_link_that_was_opened_too_late_still_gives_a_place_while_there_is_one(client, at, monkeypatch):
    registration = registered(MeetingFactory(here=True, onsite=True, confirms_address=True), at=AT)
    set_time(monkeypatch, AT + dt.timedelta(days=1))
    operations.settle(registration.meeting)

    seen = text_of(client.get(links.own_page(registration)))
    client.post(links.own_page(registration), {"action": "confirm"})

    assert "Diese Anmeldung ist abgelaufen" in seen
    assert state_of(registration) == RegistrationState.CONFIRMED


@pytest.mark.parametrize(
    ("action", "state", "words"),
    [
        ("accept", RegistrationState.CONFIRMED, "Danke, der Platz gehört Ihnen."),
        ("decline", RegistrationState.DECLINED, "Der Platz geht an jemand anderen."),
    ],
)
def test_who_is_offered_a_place_accepts_or_declines(client, at, action, state, words):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1)
    first, second = registered(meeting, at=AT), registered(meeting, at=AT)
    waiting = text_of(client.get(links.own_page(second)))
    operations.withdraw(first, at=AT)

    offered = text_of(client.get(links.own_page(second)))
    after = text_of(client.post(links.own_page(second), {"action": action}, follow=True))

    assert (
        "Sie stehen an Stelle 1." in waiting,
        "Ein Platz ist für Sie reserviert" in offered,
        "25. November 2026, 9:00 Uhr" in offered,
    ) == (True, True, True)
    assert (state_of(second), words in after) == (state, True)


def test_what_nobody_may_do_now_is_told_and_nothing_happens(client, at):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)

    after = [
        text_of(client.post(links.own_page(registration), {"action": action}, follow=True))
        for action in ("accept", "decline", "withdraw", "anything")
    ]

    assert ["Für diese Anmeldung" in text for text in after] == [False, True, False, False]
    assert state_of(registration) == RegistrationState.CONFIRMED


# --- Changing and cancelling --------------------------------------------------------------------------------------------------------


def test_a_group_becomes_smaller_and_its_places_are_free(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=5)
    registration = registered(meeting, at=AT, size=3, name="Ines Radtke", participants=("Ines Radtke", "Birte Nowak", "Kemal Öz"))
    page = f"{links.own_page(registration)}aendern/"

    shown = client.get(page).content.decode()
    after = client.post(page, {"name": "Ines Radtke", "person_3": "Kemal Öz", "institution": "Musikschule"}, follow=True)

    assert ('value="Birte Nowak"' in shown, "Ihre Änderungen sind gespeichert." in text_of(after)) == (True, True)
    found = Registration.objects.get()
    assert ([each.name for each in found.participants.all()], found.size, found.institution) == (
        ["Ines Radtke", "Kemal Öz"],
        2,
        "Musikschule",
    )
    assert Occupancy.objects.get().onsite == 2


def test_more_people_than_there_are_places_are_refused_and_what_was_typed_stays(client, at):
    registration = registered(MeetingFactory(here=True, onsite=True, capacity_onsite=1), at=AT, name="Ines Radtke")

    response = client.post(f"{links.own_page(registration)}aendern/", {"name": "Ines Radtke", "person_2": "Kemal Öz"})

    assert ('value="Kemal Öz"' in response.content.decode(), Registration.objects.get().size) == (True, 1)
    assert 'class="form-errors"' in response.content.decode()


def test_cancelling_asks_first_and_moves_the_next_one_up(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1)
    first, second = registered(meeting, at=AT), registered(meeting, at=AT)
    page = f"{links.own_page(first)}absagen/"

    asked = text_of(client.get(page))
    before = state_of(first)
    after = text_of(client.post(page, follow=True))

    assert ("Möchten Sie wirklich absagen?" in asked, before, state_of(first)) == (
        True,
        RegistrationState.CONFIRMED,
        RegistrationState.CANCELLED,
    )
    assert ("Sie haben abgesagt" in after, state_of(second)) == (True, RegistrationState.OFFERED)


def test_who_waits_leaves_the_waiting_list(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1)
    _first, second = registered(meeting, at=AT), registered(meeting, at=AT)

    assert "Warteliste verlassen" in text_of(client.get(links.own_page(second)))
    client.post(f"{links.own_page(second)}absagen/")

    assert state_of(second) == RegistrationState.CANCELLED


def test_once_the_meeting_has_begun_nothing_is_changed(client, at, monkeypatch):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    set_time(monkeypatch, registration.meeting.starts_at)

    answers = [client.post(f"{links.own_page(registration)}{part}/", {"name": "Anders"}) for part in ("absagen", "aendern")]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert (state_of(registration), Registration.objects.get().name != "Anders") == (RegistrationState.CONFIRMED, True)


# --- Dead links -----------------------------------------------------------------------------------------------------------------------


def test_dead_and_forged_links_say_what_to_do_and_show_nothing(client, at):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT, name="Ines Radtke")
    page, token = links.own_page(registration), links.token(registration)
    Registration.objects.filter(pk=registration.pk).update(email="neu@klangwerk.example")
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")

    answers = [client.get(page.replace(token, each)) for each in (token, forged, "x", "ä" * 43, token + "A", "%00")]
    answers += [client.post(page + part) for part in ("", "aendern/", "absagen/")]

    assert [answer.status_code for answer in answers] == [404] * 9
    assert all("Dieser Link funktioniert nicht" in text_of(answer) and "Ines" not in text_of(answer) for answer in answers)
    assert all("anmeldung/link/" in answer.content.decode() for answer in answers)


def test_the_link_is_dead_once_the_data_is_deleted(client, at):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    Registration.objects.update(anonymised_at=AT)

    assert client.get(links.own_page(registration)).status_code == 404


def test_a_meeting_with_another_address_is_found_by_the_old_link(client, at):
    registration = registered(MeetingFactory(here=True, onsite=True, slug="alt"), at=AT)
    page = links.own_page(registration)
    type(registration.meeting).objects.update(slug="neu")

    assert client.get(page)["Location"] == page.replace("/alt/", "/neu/")


# --- The online room ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "hours", "shown"),
    [
        ("confirmed", 25, False),
        ("confirmed", 24, True),
        ("confirmed", -1, True),
        ("confirmed", -2, False),
        ("waiting", 1, False),
        ("cancelled", 1, False),
    ],
)
def test_the_online_link_is_for_confirmed_people_from_its_time_until_the_end(client, at, monkeypatch, state, hours, shown):
    meeting = MeetingFactory(here=True, format="online", online_url="https://raum.example/geheim", link_hours=24)
    registration = registered(meeting, at=AT)
    Registration.objects.update(state=state, waiting_since=AT)
    set_time(monkeypatch, meeting.starts_at - dt.timedelta(hours=hours))

    assert ("raum.example/geheim" in client.get(links.own_page(registration)).content.decode()) == shown
    assert "raum.example" not in client.get(meeting.get_absolute_url()).content.decode()


# --- Materials ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def secret_file():
    """A document only for participants: (its meeting, its address among the documents)."""
    document = PortalDocument.objects.create(title="Mitschnitt", file=ContentFile(b"nur fuer uns", name="mitschnitt.txt"))
    meeting = MeetingFactory(here=True, onsite=True)
    Material.objects.create(meeting=meeting, title="Mitschnitt", document=document, audience="dabei")
    Material.objects.create(meeting=meeting, title="Folien", url="https://klangwerk.example/folien", audience="alle")
    yield meeting, document.url
    document.file.delete(save=False)


def test_files_for_participants_are_read_by_their_link_and_by_nobody_else(client, at, secret_file, office):
    meeting, guessed = secret_file
    registration = registered(meeting, at=AT)
    waiting = registered(meeting, at=AT)
    Registration.objects.filter(pk=waiting.pk).update(state="waiting", waiting_since=AT)
    material = Material.objects.get(title="Mitschnitt")

    public = client.get(meeting.get_absolute_url()).content.decode()
    own = client.get(links.own_page(registration)).content.decode()
    taken = client.get(f"{links.own_page(registration)}material/{material.pk}/")
    refused = [
        client.get(path).status_code
        for path in (guessed, f"{links.own_page(waiting)}material/{material.pk}/", f"{links.own_page(registration)}material/99/")
    ]
    client.force_login(office)

    assert (("Mitschnitt" in public, "Folien" in public), ("Mitschnitt" in own, "Folien" in own)) == ((False, True), (True, True))
    assert b"".join(taken.streaming_content) == b"nur fuer uns"
    assert taken["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert refused == [404, 404, 404]
    assert b"".join(client.get(guessed).streaming_content) == b"nur fuer uns"


def test_a_file_that_is_for_everybody_elsewhere_stays_for_everybody(client, at, secret_file):
    _meeting, address = secret_file
    Material.objects.create(meeting=MeetingFactory(), title="Öffentlich", document=PortalDocument.objects.get(), audience="alle")

    assert b"".join(client.get(address).streaming_content) == b"nur fuer uns"


# --- Own data -------------------------------------------------------------------------------------------------------------------------


def test_own_data_is_shown_and_taken_along(client, at):
    registration = registered(
        MeetingFactory(here=True, onsite=True), at=AT, name="Ines Radtke", institution="Musikschule", phone="+493023125002", accessibility_needs="Schrift",
        answers=({"question": 1, "label": "Essen?", "value": True},), consents=({"purpose": "registration", "text": "Ja.", "at": "2026"},),
    )  # fmt: skip
    Registration.objects.update(note="intern")

    page = text_of(client.get(f"{links.own_page(registration)}daten/"))
    file = client.get(f"{links.own_page(registration)}daten.json")
    taken = json.loads(file.content)

    assert all(text in page for text in ("Ines Radtke", "030 23125002", "Musikschule", "Schrift", "Essen? ja", "Ja."))
    assert (taken["email"], taken["phone"], [each["name"] for each in taken["participants"]]) == (
        registration.email,
        "+493023125002",
        ["Ines Radtke"],
    )
    assert ("note" in taken, "intern" in page, "submission" in taken) == (False, False, False)
    assert file["Content-Disposition"] == f'attachment; filename="meine-anmeldung-{registration.meeting.slug}.json"'


def test_whoever_asks_is_forgotten_at_once_and_the_place_is_free(client, at):
    meeting = MeetingFactory(here=True, onsite=True, capacity_onsite=1)
    registration, second = registered(meeting, at=AT, name="Ines Radtke", accessibility_needs="Schrift"), registered(meeting, at=AT)
    page = links.own_page(registration)

    asked = text_of(client.get(f"{page}daten/"))
    untouched = client.post(f"{page}daten/").status_code
    before = state_of(registration)
    after = client.post(f"{page}daten/", {"action": "erase"}, follow=True)

    assert ("Ihre Anmeldung wird abgesagt" in asked, untouched, before) == (True, 200, RegistrationState.CONFIRMED)
    found = Registration.objects.get(pk=registration.pk)
    assert (found.state, found.name, found.email, found.accessibility_needs, found.participants.get().name) == (
        RegistrationState.CANCELLED,
        "",
        "",
        "",
        "",
    )
    assert ("Ihre Angaben sind gelöscht." in text_of(after), client.get(page).status_code, state_of(second)) == (
        True,
        404,
        RegistrationState.OFFERED,
    )


def test_afterwards_the_data_goes_and_the_number_of_those_who_came_stays(client, at, monkeypatch):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    set_time(monkeypatch, registration.meeting.ends_at)

    client.post(f"{links.own_page(registration)}daten/", {"action": "erase"})

    found = Registration.objects.get()
    assert (found.state, found.email, found.size) == (RegistrationState.CONFIRMED, "", 1)


# --- Feedback -------------------------------------------------------------------------------------------------------------------------


def test_feedback_is_given_once_and_leads_to_nobody(client, at, monkeypatch):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    page = links.own_page(registration).replace("/anmeldung/", "/rueckmeldung/")
    before = client.get(page).status_code
    set_time(monkeypatch, registration.meeting.ends_at)

    asked = "Rückmeldung geben" in text_of(client.get(links.own_page(registration)))
    empty = text_of(client.post(page, {}))
    client.post(page, {"rating": "5", "liked": "Alles."})
    again = text_of(client.post(page, {"rating": "1"}))

    assert (before, asked, "Bitte beantworten Sie mindestens eine Frage." in empty, "Danke, Ihre Rückmeldung ist da" in again) == (
        403,
        True,
        True,
        True,
    )
    assert list(Feedback.objects.values_list("rating", "usefulness", "liked", "day")) == [
        (5, None, "Alles.", registration.meeting.ends_at.date())
    ]


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_who_was_not_there_gives_no_feedback(client, at, monkeypatch, state):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    Registration.objects.update(state=state, waiting_since=AT)
    set_time(monkeypatch, registration.meeting.ends_at)

    answer = client.post(links.own_page(registration).replace("/anmeldung/", "/rueckmeldung/"), {"rating": "5"})

    assert (answer.status_code, Feedback.objects.count()) == (403, 0)


@pytest.mark.parametrize(("attended", "shown"), [(True, True), (False, False), (None, False)])
def test_who_was_there_finds_the_certificate(client, at, monkeypatch, attended, shown):
    registration = registered(MeetingFactory(here=True, onsite=True), at=AT)
    registration.participants.update(attended=attended)
    before = "bescheinigung.pdf" in client.get(links.own_page(registration)).content.decode()
    set_time(monkeypatch, registration.meeting.ends_at)

    assert (before, "bescheinigung.pdf" in client.get(links.own_page(registration)).content.decode()) == (False, shown)


# --- How much is asked ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3])
def test_the_own_page_takes_the_same_queries_for_any_group(client, at, django_assert_num_queries, size):
    meeting = MeetingFactory(here=True, onsite=True)
    for number in range(size):
        Material.objects.create(meeting=meeting, title=f"Folie {number}", url="https://klangwerk.example/")
    page = links.own_page(registered(meeting, at=AT, size=size))
    client.get(page)

    with django_assert_num_queries(3 + FRAME):
        client.get(page)
