"""What is in a mail: words, HTML, calendar entry; and what never is."""

import datetime as dt
import email
import email.policy

import icalendar
import pytest

from directory.freshness import BERLIN
from events import operations
from events.enums import MailKind
from events.mails import tell
from events.models import MailText, Material
from events.personal import links
from tests.events.conftest import AT
from tests.factories import ActorFactory, MeetingFactory, RegistrationFactory

from .conftest import BASE

pytestmark = pytest.mark.django_db
ROOM = "https://video.example/raum"


def one(sent, registration, kind, **more):
    """The mail of this kind to somebody, as the server got it."""
    tell(registration, kind, due_at=AT, **more)
    [message] = sent()
    return message


def parts(message):
    """{content type: part} as a strict reader sees them; two of one type: the last."""
    read = email.message_from_bytes(message.message().as_bytes(linesep="\r\n"), policy=email.policy.default)
    assert not read.defects
    return {part.get_content_type(): part for part in read.walk()}


def entry(message):
    """(method, event) of the calendar entry, after checks: line ends, lengths, one event; the file is the same."""
    found = parts(message)
    part = found["text/calendar"]
    body = part.get_payload(decode=True)
    assert found["application/ics"].get_payload(decode=True).replace(b"\r\n", b"\n") == body.replace(b"\r\n", b"\n")
    assert found["application/ics"].get_filename() == "termin.ics"
    calendar = icalendar.Calendar.from_ical(body)
    [event] = calendar.walk("VEVENT")
    assert (calendar.errors, event.errors) == ([], [])
    assert max(map(len, body.splitlines())) <= 75
    assert part.get_param("method") == calendar["METHOD"]
    assert str(event["DTSTART"].params["TZID"]) == "Europe/Berlin"
    assert len(calendar.walk("VTIMEZONE")) == 1
    return calendar["METHOD"], event


def test_a_confirmation_says_all_that_one_needs(sent, at):
    meeting = MeetingFactory(
        name="Musik in der Kita",
        slug="musik-in-der-kita",
        hybrid=True,
        venue__transport="Tram M2",
        time_note="Einlass ab 16:15 Uhr",
        contact_name="Ada Muster",
        contact_email="ada@muster.example",
        registration="hier",
    )
    registration = RegistrationFactory(meeting=meeting, email="kim@beispiel.example", size=2, names=["Kim Beispiel", "Alex Muster"])

    message = one(sent, registration, MailKind.CONFIRMED)

    assert (message.subject, message.to, message.from_email, message.reply_to) == (
        "Sie sind angemeldet: Musik in der Kita",
        ["kim@beispiel.example"],
        "Bildungslandschaft <portal@localhost>",
        ["ada@muster.example"],
    )
    assert (
        message.body
        == f"""Guten Tag Kim Beispiel,

Ihre Anmeldung ist bestätigt. Wir freuen uns auf Sie!

Termin: Musik in der Kita
Wann: Dienstag, 8. Dezember 2026, 16:30–18:00 Uhr
Hinweis: Einlass ab 16:15 Uhr
Wo: Salzspeicher, Atelier 1, Speichergasse 4, 43110 Seewarden
Anfahrt: Tram M2
Angemeldet: 2 Personen
Namen: Kim Beispiel, Alex Muster

Auf Ihrer eigenen Seite können Sie Angaben ändern oder absagen. Wenn Sie nicht kommen können, sagen Sie bitte ab: Dann kann jemand anderes teilnehmen.

{BASE}{links.own_page(registration)}

Fragen? Ada Muster, ada@muster.example

--{" "}
Bildungslandschaft
Sie bekommen diese E-Mail, weil mit dieser Adresse eine Anmeldung zu „Musik in der Kita“ gemacht wurde.
"""
    )
    found = parts(message)
    assert list(found) == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    assert found["multipart/mixed"]["Auto-Submitted"] == "auto-generated"
    html = found["text/html"].get_content()
    assert '<html lang="de">' in html
    assert f'<a href="{BASE}{links.own_page(registration)}"' in html
    assert not any(word in html for word in ("<img", "<style", "<script", "<link", "url("))


def test_the_calendar_entry_is_the_one_of_the_public_calendar_with_the_person_in_it(sent, at):
    organiser = ActorFactory(name="Bildungsbüro", slug="bildungsbuero")
    meeting = MeetingFactory(onsite=True, organiser=organiser, contact_email="ada@muster.example", registration="hier")
    registration = RegistrationFactory(meeting=meeting, name='Kim "Kiki" Beispiel', email="kim@beispiel.example")

    method, event = entry(one(sent, registration, MailKind.CONFIRMED))

    assert (method, str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == ("REQUEST", str(meeting.uuid), 0, "CONFIRMED")
    assert (event.start, event.end) == (dt.datetime(2026, 12, 8, 16, 30, tzinfo=BERLIN), dt.datetime(2026, 12, 8, 18, tzinfo=BERLIN))
    assert event["DTSTAMP"].dt == AT
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == ("mailto:ada@muster.example", "Bildungsbüro")
    assert str(event["ATTENDEE"]) == "mailto:kim@beispiel.example"
    assert dict(event["ATTENDEE"].params) == {
        "CN": "Kim 'Kiki' Beispiel",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }
    assert str(event["LOCATION"]) == "Salzspeicher, Atelier 1, Speichergasse 4, 43110 Seewarden"


def test_the_version_rises_with_every_mail_that_changes_the_entry(sent, at):
    meeting = MeetingFactory(registration="hier")
    registration = RegistrationFactory(meeting=meeting, email="kim@beispiel.example")
    seen = [entry(one(sent, registration, MailKind.CONFIRMED))]
    seen.append(entry(one(sent, registration, MailKind.CHANGED, key="changed-1")))
    registration.state = "cancelled"
    registration.save()
    seen.append(entry(one(sent, registration, MailKind.CANCELLED)))

    anew = RegistrationFactory(meeting=meeting, email="kim@beispiel.example")
    seen.append(entry(one(sent, anew, MailKind.CONFIRMED)))
    operations.cancel(meeting, at=AT)
    [told] = sent()
    seen.append(entry(told))

    assert [(method, event["SEQUENCE"], str(event["STATUS"])) for method, event in seen] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
        ("REQUEST", 3, "CONFIRMED"),
        ("CANCEL", 5, "CANCELLED"),
    ]
    assert len({str(event["UID"]) for _method, event in seen}) == 1


@pytest.mark.parametrize("kind", ["verify", "known", "waiting", "offered", "expired"])
def test_who_does_not_come_yet_gets_no_calendar_entry_and_no_link(sent, at, kind):
    states = {"verify": "pending", "known": "confirmed", "waiting": "waiting", "offered": "offered", "expired": "expired"}
    registration = RegistrationFactory(
        state=states[kind], meeting__local=(2026, 11, 23, 16), meeting__online_url=ROOM, meeting__registration="hier",
        held_until=AT + dt.timedelta(hours=2),
    )  # fmt: skip

    message = one(sent, registration, kind)

    assert "text/calendar" not in parts(message)
    assert ROOM not in message.message().as_string()


def test_the_link_comes_to_confirmed_people_online_and_not_before_its_time(sent, at):
    def told(starts, **fields):
        registration = RegistrationFactory(meeting__online_url=ROOM, meeting__link_hours=24, meeting__local=starts, **fields)
        return one(sent, registration, MailKind.CONFIRMED).body

    soon, later = (2026, 11, 24, 8, 59), (2026, 11, 24, 9, 1)

    assert f"Hier geht es zum Online-Raum: {ROOM}\n" in told(soon)
    early = told(later)
    assert ROOM not in early
    assert "Den Link zum Online-Raum bekommen Sie per E-Mail, und zwar ab 23. November 2026, 9:01 Uhr." in early
    assert "Online-Raum" not in told(soon, meeting__hybrid=True, takes_part="vor-ort")
    assert ROOM in told(soon, meeting__hybrid=True, takes_part="online")


def test_the_entry_of_who_takes_part_online_brings_the_link_in_its_time(sent, at):
    registration = RegistrationFactory(
        meeting__hybrid=True, takes_part="online", meeting__online_url=ROOM, meeting__local=(2026, 11, 23, 16)
    )

    _method, event = entry(one(sent, registration, MailKind.LINK))

    assert str(event["LOCATION"]) == ROOM
    assert str(event["DESCRIPTION"]).startswith(f"{ROOM}\n\n")


def test_names_bring_no_header_no_html_no_placeholder_and_no_advertising(sent, at):
    def greeted(name):
        message = one(sent, RegistrationFactory(name=name), MailKind.CONFIRMED)
        assert "Bcc" not in message.message()
        return message.body.split("\n")[0], parts(message)["text/html"].get_content()

    assert greeted("Kim\r\nBcc: boese@example.org")[0] == "Guten Tag,"
    assert greeted("Kim\nBeispiel")[0] == "Guten Tag Kim Beispiel,"
    line, html = greeted("<b>Kim</b> & {link} {meeting}")
    assert line == "Guten Tag <b>Kim</b> & {link} {meeting},"
    assert "Guten Tag &lt;b&gt;Kim&lt;/b&gt; &amp; {link} {meeting}," in html
    assert greeted("Jetzt gewinnen auf www.boese.example")[0] == "Guten Tag,"
    assert greeted("Kim\u202egro.elpmaxe")[0] == "Guten Tag Kim gro.elpmaxe,"
    assert greeted("K" * 150)[0] == f"Guten Tag {'K' * 80},"


def test_a_title_with_line_ends_and_html_stays_one_line_of_text(sent, at):
    meeting = MeetingFactory(name="Tanz\r\nBcc: boese@example.org <i>{name}</i>", registration="hier")

    message = one(sent, RegistrationFactory(meeting=meeting), MailKind.CONFIRMED)

    assert message.subject == "Sie sind angemeldet: Tanz Bcc: boese@example.org <i>{name}</i>"
    assert message.message()["Bcc"] is None
    assert "Tanz Bcc: boese@example.org &lt;i&gt;{name}&lt;/i&gt;" in parts(message)["text/html"].get_content()


def test_people_read_the_language_of_their_registration(sent, at):
    message = one(sent, RegistrationFactory(language="en"), MailKind.CONFIRMED)

    assert message.subject.startswith("You are registered: ")
    assert message.body.startswith("Dear Kim Beispiel,\n\nYour registration is confirmed.")
    assert "/en/termine/" in message.body
    assert message.message()["Content-Language"] == "en"


def test_plain_language_falls_back_to_german(sent, at):
    MailText.objects.create(kind="waiting", language="de", subject="Sie warten", body="{greeting}")

    assert one(sent, RegistrationFactory(language="de-simple"), MailKind.CONFIRMED).body.startswith(
        "Guten Tag Kim Beispiel,\n\nIhre Anmeldung"
    )
    assert one(sent, RegistrationFactory(language="de-simple", state="waiting"), MailKind.WAITING).subject == "Sie warten"


def test_the_words_of_the_office_are_sent_where_there_are_some(sent, at):
    body = "Hallo {name}!\n\nWann: {when}\nWo: {where}\n\n- Stifte\n- Papier\n\nMehr: https://portal.example/hilfe.\n\nGrund: {time_note}\n\n{link}"
    MailText.objects.create(kind="confirmed", language="de", subject="Schön, {name}", body=body)
    registration = RegistrationFactory()

    message = one(sent, registration, MailKind.CONFIRMED)

    assert message.subject == "Schön, Kim Beispiel"
    assert message.body.split("\n\n-- \n")[0] == (
        "Hallo Kim Beispiel!\n\nWann: Dienstag, 8. Dezember 2026, 16:30–18:00 Uhr\nWo: Online\n\n- Stifte\n- Papier\n\n"
        f"Mehr: https://portal.example/hilfe.\n\n{BASE}{links.own_page(registration)}"
    )
    html = parts(message)["text/html"].get_content()
    assert ">Stifte</li>" in html
    assert '<a href="https://portal.example/hilfe"' in html
    assert ">Wann</th>" in html


def test_verification_tells_until_when_and_whether_there_is_room(sent, at):
    fields = {"state": "pending", "held_until": AT + dt.timedelta(hours=2)}

    room = one(sent, RegistrationFactory(**fields), MailKind.VERIFY).body
    full = one(sent, RegistrationFactory(**fields, waits=True), MailKind.VERIFY).body

    assert "Bitte bestätigen Sie bis 23. November 2026, 11:00 Uhr." in room
    assert "Im Moment sind alle Plätze vergeben." not in room
    assert "Im Moment sind alle Plätze vergeben. Sobald Sie bestätigt haben, stehen Sie auf der Warteliste." in full


def test_an_offer_says_until_when(sent, at):
    registration = RegistrationFactory(state="offered", held_until=AT + dt.timedelta(days=2))

    body = one(sent, registration, MailKind.OFFERED).body

    assert "Bitte antworten Sie bis 25. November 2026, 9:00 Uhr." in body


def test_who_was_moved_to_another_meeting_gets_the_old_one_out_of_the_calendar(sent, at):
    former, now = MeetingFactory(registration="hier"), MeetingFactory(registration="hier")
    registration = RegistrationFactory(meeting=now)

    message = one(sent, registration, MailKind.CHANGED, former=former.pk)

    read = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    files = {part.get_filename(): icalendar.Calendar.from_ical(part.get_payload(decode=True)) for part in read.iter_attachments()}
    found = {name: (str(calendar["METHOD"]), str(calendar.walk("VEVENT")[0]["UID"])) for name, calendar in files.items()}
    assert found == {"termin.ics": ("REQUEST", str(now.uuid)), "bisheriger-termin.ics": ("CANCEL", str(former.uuid))}


def test_thanks_bring_materials_and_the_way_to_the_feedback(sent, at):
    meeting = MeetingFactory(local=(2026, 11, 22, 9), registration="hier")
    Material.objects.create(meeting=meeting, title="Folien", url="https://example.org/folien.pdf")
    Material.objects.create(meeting=meeting, title="Aufzeichnung", url="https://example.org/film", audience="dabei")
    came, absent = RegistrationFactory(meeting=meeting), RegistrationFactory(meeting=meeting)
    absent.participants.update(attended=False)

    body = one(sent, came, MailKind.THANKS).body

    assert "- Folien: https://example.org/folien.pdf\n- Aufzeichnung: https://example.org/film\n" in body
    assert f"{BASE}/termine/{meeting.slug}/rueckmeldung/{links.token(came)}/" in body
    assert "https://example.org/film" not in one(sent, absent, MailKind.THANKS).body


def test_thanks_do_not_ask_where_the_meeting_does_not(sent, at):
    registration = RegistrationFactory(meeting__local=(2026, 11, 22, 9), meeting__asks_feedback=False)

    assert "Rückmeldung" not in one(sent, registration, MailKind.THANKS).body
