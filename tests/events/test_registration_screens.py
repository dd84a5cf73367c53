"""The office's screens for the registrations of a meeting: who may see them, what they show, what they do."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from events import operations
from events.enums import AnswerKind, RegistrationState
from events.models import Feedback, ListAccess, Mail, Message, Participant, Question, Registration
from tests.directory.viewsets.forms import url
from tests.factories import ActorFactory, MeetingFactory

from .conftest import AT
from .registered import registered

pytestmark = pytest.mark.django_db
OF_A_MEETING = ["registrations", "registration_add", "write", "accesses", "attendance", "printed_list", "badges", "feedback"]
OF_ONE = ["registration", "withdraw", "promote", "move"]
OVER = (2026, 11, 20, 16, 30)


def here(**fields):
    return MeetingFactory(**{"registration": "hier", **fields})


def screen(name, meeting, *args):
    return url(type(meeting), name, meeting.pk, *args)


def text_of(response):
    return response.content.decode()


def messages_of(response):
    return [str(message).strip() for message in response.context["messages"]]


def test_every_screen_opens(as_user, moderator, at):
    meeting = here()
    registration = registered(meeting, "Ines Radtke")
    client = as_user(moderator)

    opened = [client.get(screen(name, meeting)).status_code for name in OF_A_MEETING]
    opened += [client.get(screen(name, meeting, registration.pk)).status_code for name in OF_ONE]

    assert set(opened) == {200}


def test_nobody_opens_them_who_may_not_manage_the_meeting(as_user, editor, client, at):
    meeting = here(local=OVER)
    registration = registered(meeting, "Ines Radtke", attended=True)
    addresses = [screen(name, meeting) for name in (*OF_A_MEETING, "certificates")]
    addresses += [screen(name, meeting, registration.pk) for name in OF_ONE]

    strangers = [client.get(address) for address in addresses]
    client = as_user(editor)
    editors = [client.get(address, follow=True) for address in addresses] + [client.post(address, follow=True) for address in addresses]

    assert all(response.status_code == 302 and "/cms/login/" in response.url for response in strangers)
    assert not any("Radtke" in text_of(response) for response in editors)
    assert (Registration.objects.get().state, ListAccess.objects.count(), Mail.objects.count()) == ("confirmed", 0, 0)


def test_a_registration_of_another_meeting_is_not_found_under_this_one(as_user, office, at):
    other = registered(here(), "Ines Radtke")

    assert as_user(office).get(screen("registration", here(), other.pk)).status_code == 404


@pytest.mark.parametrize("number", [50, 500])
def test_the_list_takes_the_same_queries_for_50_and_500(as_user, office, at, django_assert_num_queries, number):
    meeting = here(hybrid=True)
    Registration.objects.bulk_create(
        Registration(meeting=meeting, name=f"Person {n}", email=f"p{n}@example.org", created_at=AT, state="confirmed")
        for n in range(number)
    )
    client = as_user(office)
    client.get(screen("registrations", meeting))

    with django_assert_num_queries(17):
        client.get(screen("registrations", meeting))


@pytest.mark.parametrize("number", [50, 500])
def test_the_table_takes_the_same_queries_for_50_and_500(as_user, office, at, django_assert_num_queries, number):
    meeting, actor = here(), ActorFactory()
    made = Registration.objects.bulk_create(
        Registration(meeting=meeting, name=f"P{n}", email=f"p{n}@example.org", created_at=AT, state="confirmed", actor=actor)
        for n in range(number)
    )
    Participant.objects.bulk_create(Participant(registration=registration, name=registration.name) for registration in made)
    client = as_user(office)
    client.get(screen("registrations", meeting))

    with django_assert_num_queries(11):
        client.get(screen("registrations", meeting), {"export": "csv"})


def test_the_list_counts_states_and_places(as_user, office, at):
    meeting = here(hybrid=True, capacity_onsite=5)
    registered(meeting, "Ines Radtke", others=["Mara Quelle"])
    registered(meeting, "Jonas Muster", takes_part="online")
    registered(meeting, "Ute Wald", state=RegistrationState.WAITING)

    context = as_user(office).get(screen("registrations", meeting)).context

    assert [(place["label"], place["taken"], place["capacity"], place["left"]) for place in context["places"]] == [
        ("vor Ort", 2, 5, 3),
        ("online", 1, None, None),
    ]
    assert [(count["label"], count["registrations"], count["people"]) for count in context["counts"]] == [
        ("Bestätigt", 2, 3),
        ("Auf der Warteliste", 1, 1),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Ines Radtke", "Jonas Muster", "Ute Ölz"]),
        ({"q": "radtke"}, ["Ines Radtke"]),
        ({"q": "klang"}, ["Jonas Muster"]),
        ({"q": "ölz ute"}, ["Ute Ölz"]),
        ({"state": "waiting"}, ["Ute Ölz"]),
        ({"state": "aktiv"}, ["Ines Radtke", "Ute Ölz"]),
        ({"part": "online"}, ["Ute Ölz"]),
        ({"institution": "Klangwerk"}, ["Jonas Muster"]),
        ({"state": "unsinn"}, ["Ines Radtke", "Jonas Muster", "Ute Ölz"]),
        ({"p": "x"}, ["Ines Radtke", "Jonas Muster", "Ute Ölz"]),
    ],
)
def test_filters_and_search(as_user, office, at, query, found):
    meeting = here(hybrid=True)
    registered(meeting, "Ines Radtke")
    registered(meeting, "Jonas Muster", state="cancelled", actor=ActorFactory(name="Klangwerk"))
    registered(meeting, "Ute Ölz", state="waiting", takes_part="online")

    response = as_user(office).get(screen("registrations", meeting), query)

    assert [registration.name for registration in response.context["page"].object_list] == found


def test_tables_hold_own_questions_and_no_formula(as_user, office, at):
    meeting = here()
    question = Question.objects.create(meeting=meeting, text="=1+1", kind=AnswerKind.TEXT)
    registered(
        meeting,
        "=HYPERLINK('x')",
        others=["<b>Mara</b>"],
        email="ines@example.org",
        note="+49",
        answers=[{"question": question.pk, "label": "=1+1", "value": "@SUM"}, {"question": 0, "label": "Früher", "value": True}],
    )
    client = as_user(office)

    as_csv = client.get(screen("registrations", meeting), {"export": "csv"})
    as_xlsx = client.get(screen("registrations", meeting), {"export": "xlsx"})

    rows = list(csv.reader(StringIO(as_csv.content.decode("utf-8-sig")), delimiter=";"))
    sheet = [list(row) for row in load_workbook(BytesIO(as_xlsx.content)).active.iter_rows(values_only=True)]
    assert [len(row) for row in rows] == [19, 19]
    assert rows[0][-2:] == ["'=1+1", "Früher"]
    assert (rows[1][0], rows[1][8], rows[1][15], rows[1][-2:]) == (
        "'=HYPERLINK('x')",
        "'=HYPERLINK('x'), <b>Mara</b>",
        "'+49",
        ["'@SUM", "ja"],
    )
    assert [sheet[1][0], sheet[1][7], sheet[1][-2]] == ["'=HYPERLINK('x')", 2, "'@SUM"]
    assert as_csv["Cache-Control"] == "no-store, max-age=0, no-cache, must-revalidate, private"


def test_names_are_shown_as_text(as_user, office, at):
    meeting = here()
    registered(meeting, "<script>alert(1)</script>")

    pages = [text_of(as_user(office).get(screen(name, meeting))) for name in ("registrations", "attendance", "printed_list", "badges")]

    assert [("<script>alert" in page, "&lt;script&gt;alert" in page) for page in pages] == [(False, True)] * 4


def test_each_opening_download_and_print_is_written_down(as_user, office, at):
    meeting = here()
    registered(meeting)
    client = as_user(office)

    client.get(screen("registrations", meeting))
    client.get(screen("registrations", meeting), {"export": "xlsx"})
    client.get(screen("printed_list", meeting))
    client.get(screen("badges", meeting))

    assert list(ListAccess.objects.order_by("pk").values_list("user", "what")) == [
        (office.pk, what) for what in ("opened", "exported", "printed", "badges")
    ]
    assert "als Tabelle heruntergeladen" in text_of(client.get(screen("accesses", meeting)))


def test_somebody_is_registered_by_hand(as_user, office, at):
    meeting, actor = here(), ActorFactory(name="Klangwerk")
    question = Question.objects.create(meeting=meeting, text="Essen", kind=AnswerKind.CHOICE, choices="mit\nohne", is_needed=True)
    sent = {
        "name": "Ines Radtke",
        "email": "ines@example.org",
        "actor": actor.pk,
        "participants": "Ines Radtke\nMara Quelle",
        "note": "am Telefon",
    }

    response = as_user(office).post(screen("registration_add", meeting), sent | {f"question_{question.pk}": "ohne"}, follow=True)

    made = Registration.objects.get()
    assert messages_of(response) == ["Ines Radtke: bestätigt."]
    assert (made.state, made.size, made.actor, made.made_by, made.note) == ("confirmed", 2, actor, office, "am Telefon")
    assert [answer["value"] for answer in made.answers] == ["ohne"]


def test_a_second_click_registers_nobody_twice_also_without_an_address(as_user, office, at):
    meeting = MeetingFactory(here=True, onsite=True)
    client = as_user(office)
    page = client.get(screen("registration_add", meeting)).content.decode()
    key = re.search(r'name="submission" value="([^"]+)"', page)[1]
    sent = {"name": "Ines Neu", "submission": key}

    for _click in range(2):
        client.post(screen("registration_add", meeting), sent)
    client.post(screen("registration_add", meeting), {"name": "Ines Neu"})

    assert Registration.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({}, "muss ausgefüllt werden"),
        ({"name": "Ines", "email": "kein"}, "gültige E-Mail"),
        ({"name": "I", "participants": "a\nb\nc"}, "Plätze"),
    ],
)
def test_what_cannot_be_registered_by_hand_is_said(as_user, office, at, sent, text):
    meeting = here(capacity_online=2, has_waiting_list=False)

    response = as_user(office).post(screen("registration_add", meeting), sent)

    assert text in text_of(response)
    assert not Registration.objects.exists()


def test_an_address_that_is_registered_already_leads_to_its_registration(as_user, office, at):
    meeting = here()
    first = registered(meeting, "Ines Radtke")

    response = as_user(office).post(screen("registration_add", meeting), {"name": "Ines Neu", "email": "ines@example.org"})

    assert response.url == screen("registration", meeting, first.pk)
    assert Registration.objects.get().name == "Ines Radtke"


def test_a_registration_is_changed(as_user, office, at):
    meeting = here()
    registration = operations.register(
        meeting,
        operations.Application(name="Ines Radtke", email="ines@example.org", participants=("Ines Radtke", "Mara")),
        by=office,
        at=AT,
    )

    as_user(office).post(
        screen("registration", meeting, registration.pk),
        {"name": "Ines Rad", "participants": "Ines Rad", "institution": "Kita", "note": "neu"},
    )

    registration.refresh_from_db()
    assert (registration.name, registration.size, registration.institution, registration.note) == ("Ines Rad", 1, "Kita", "neu")
    assert [person.name for person in registration.participants.all()] == ["Ines Rad"]


def test_a_note_alone_sends_no_mail(as_user, office, at):
    meeting = here()
    registration = registered(meeting, "Ines Radtke")

    as_user(office).post(
        screen("registration", meeting, registration.pk), {"name": "Ines Radtke", "participants": "Ines Radtke", "note": "ruft an"}
    )

    registration.refresh_from_db()
    assert (registration.note, Mail.objects.count()) == ("ruft an", 0)


def test_a_registration_that_has_ended_is_only_shown(as_user, office, at):
    meeting = here()
    registration = registered(meeting, "Ines Radtke", state="cancelled")
    client, address = as_user(office), screen("registration", meeting, registration.pk)

    response = client.post(address, {"name": "Anders"}, follow=True)

    assert messages_of(response) == ["Diese Anmeldung lässt sich nicht mehr ändern."]
    assert Registration.objects.get().name == "Ines Radtke"


def test_cancelling_frees_the_place_for_who_waits(as_user, office, at):
    meeting = here(capacity_online=1)
    apply = [operations.Application(name=name, email=f"{name.lower()}@example.org") for name in ("Ines", "Ute")]
    first, second = (operations.register(meeting, each, by=office, at=AT) for each in apply)
    assert second.state == "waiting"

    response = as_user(office).post(screen("withdraw", meeting, first.pk), follow=True)

    assert messages_of(response) == ["Die Anmeldung von Ines ist abgesagt."]
    assert dict(Registration.objects.values_list("name", "state")) == {"Ines": "cancelled", "Ute": "offered"}


def test_giving_a_place_needs_a_free_one(as_user, office, at):
    meeting = here(capacity_online=1)
    apply = [operations.Application(name=name, email=f"{name.lower()}@example.org") for name in ("Ines", "Ute")]
    _first, second = (operations.register(meeting, each, by=office, at=AT) for each in apply)

    response = as_user(office).post(screen("promote", meeting, second.pk), follow=True)

    assert "zu wenige freie Plätze" in messages_of(response)[0]
    assert Registration.objects.get(name="Ute").state == "waiting"


def test_a_registration_moves_to_another_meeting(as_user, office, at):
    meeting, other = here(), here(name="Übergabe", local=(2026, 12, 10, 16, 30))
    elsewhere = MeetingFactory(name="Anderswo")
    registration = operations.register(meeting, operations.Application(name="Ines", email="ines@example.org"), by=office, at=AT)
    client, address = as_user(office), screen("move", meeting, registration.pk)

    shown = text_of(client.get(address))
    response = client.post(address, {"meeting": other.pk}, follow=True)
    refused = client.post(screen("move", other, registration.pk), {"meeting": elsewhere.pk})

    assert ("Übergabe" in shown, "Anderswo" in shown) == (True, False)
    assert messages_of(response) == ["Ines ist jetzt für „Übergabe“ angemeldet."]
    assert (refused.status_code, Registration.objects.get().meeting) == (200, other)


def test_attendance_is_noted_for_all_and_for_single_people(as_user, office, at):
    meeting = here(local=OVER)
    registration = registered(meeting, "Ines Radtke", others=["Mara Quelle"])
    registered(meeting, "Ute Wald", state="waiting")
    ines, mara = registration.participants.all()
    client, address = as_user(office), screen("attendance", meeting)

    all_there = client.post(address, {"all": "yes"}, follow=True)
    client.post(address, {f"person_{ines.pk}": "yes", f"person_{mara.pk}": "no"})

    assert messages_of(all_there) == ["Für 2 Personen festgehalten."]
    assert dict(Participant.objects.values_list("name", "attended")) == {"Ines Radtke": True, "Mara Quelle": False, "Ute Wald": None}


def test_attendance_is_not_noted_before_the_meeting(as_user, office, at):
    meeting = here()
    registered(meeting)

    response = as_user(office).post(screen("attendance", meeting), {"all": "yes"}, follow=True)

    assert "kommt erst noch" in messages_of(response)[0]
    assert Participant.objects.get().attended is None


@pytest.mark.parametrize("name", ["attendance", "printed_list", "badges"])
@pytest.mark.parametrize("number", [5, 50])
def test_lists_of_people_take_the_same_queries(as_user, office, at, django_assert_num_queries, name, number):
    meeting = here(local=OVER)
    for n in range(number):
        registered(meeting, f"Person{n} Muster", actor=ActorFactory() if n % 2 else None)
    client = as_user(office)
    client.get(screen(name, meeting))

    with django_assert_num_queries({"attendance": 12, "printed_list": 9, "badges": 8}[name]):
        client.get(screen(name, meeting))


def test_feedback_is_shown_from_three_answers_on(as_user, office, at):
    meeting = here(local=OVER)
    client, address = as_user(office), screen("feedback", meeting)
    for rating, liked in ((5, "Der Austausch"), (4, "")):
        Feedback.objects.create(meeting=meeting, rating=rating, liked=liked, day=AT.date())
    few = text_of(client.get(address))
    Feedback.objects.create(meeting=meeting, rating=None, usefulness=2, liked="<i>Zeit</i>", day=AT.date())

    context = client.get(address).context

    assert "Der Austausch" not in few
    assert [(scale["mean"], scale["count"]) for scale in context["scales"]] == [(4.5, 2), (2.0, 1)]
    assert context["scales"][0]["rows"] == [(5, 1), (4, 1), (3, 0), (2, 0), (1, 0)]
    assert [texts for _heading, texts in context["texts"]] == [["<i>Zeit</i>", "Der Austausch"], [], []]


def test_the_list_of_meetings_says_who_comes(as_user, office, editor, at):
    meeting = here(capacity_online=1)
    for name in ("Ines", "Ute"):
        operations.register(meeting, operations.Application(name=name, email=f"{name.lower()}@example.org"), by=office, at=AT)
    address = url(type(meeting), "list")

    for_office = text_of(as_user(office).get(address))
    for_editor = text_of(as_user(editor).get(address))

    assert f'<a href="{screen("registrations", meeting)}">1/1, 1 warten</a>' in for_office
    assert ("1/1, 1 warten" in for_editor, screen("registrations", meeting) in for_editor) == (True, False)


def test_the_way_to_the_registrations_stands_on_the_meeting(as_user, office, at):
    client = as_user(office)

    pages = [text_of(client.get(url(type(meeting), "edit", meeting.pk))) for meeting in (here(), MeetingFactory())]

    assert ["/registrations/" in page for page in pages] == [True, False]


def test_a_message_is_shown_before_it_is_sent(as_user, office, at):
    meeting = here()
    registered(meeting, "Ines Radtke")
    registered(meeting, "Ute Wald", state="waiting")
    client, address = as_user(office), screen("write", meeting)
    written = {"audience": "confirmed", "subject": "Raum geändert", "body": "Wir sind im Saal."}

    shown = text_of(client.post(address, written))
    assert ("1 E-Mail senden" in shown, Message.objects.count()) == (True, 0)
    response = client.post(address, written | {"send": "1"}, follow=True)

    message = Message.objects.get()
    assert messages_of(response) == ["1 E-Mail ist unterwegs."]
    assert (message.subject, message.by, message.recipients) == ("Raum geändert", office, 1)
    assert list(Mail.objects.values_list("registration__name", "kind")) == [("Ines Radtke", "message")]


def test_a_message_to_nobody_is_refused(as_user, office, at):
    response = as_user(office).post(screen("write", here()), {"audience": "waiting", "subject": "S", "body": "T", "send": "1"})

    assert "bekäme niemand" in text_of(response)
    assert not Message.objects.exists()


def test_the_first_page_of_the_admin_leads_to_the_next_registrations(as_user, editor, office, at):
    here(name="Morgen", capacity_online=20, local=(2026, 11, 24, 9))
    here(name="Vorbei", local=OVER), MeetingFactory(name="Ohne Formular"), here(name="Abgesagt", cancelled_at=AT)

    pages = [text_of(as_user(user).get("/cms/")) for user in (editor, office)]

    assert [[name in page for name in ("Morgen", "Vorbei", "Ohne Formular", "Abgesagt")] for page in pages] == [
        [False] * 4,
        [True, False, False, False],
    ]
    assert "0/20" in pages[1]
