"""When which mail is written, and what becomes of one that isn't true any more: what happens to meetings, what the clock brings, messages."""

import datetime as dt

import pytest

from directory.errors import OperationRefused
from directory.operations import publish, save_draft
from events import operations
from events.enums import MailKind, TakesPart
from events.mails import planning, tell, write_to
from events.models import Mail, Meeting, Message, Registration
from tests.events.conftest import AT
from tests.factories import MeetingFactory, RegistrationFactory, UserFactory, VenueFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
ROOM = "https://video.example/raum"


def kinds(**fields):
    return sorted(Mail.objects.filter(**fields).values_list("kind", flat=True))


def states():
    return sorted(Mail.objects.values_list("kind", "state"))


def changed(meeting, **fields):
    """`meeting`, published with other values."""
    meeting = Meeting.objects.get(pk=meeting.pk)
    for name, value in fields.items():
        setattr(meeting, name, value)
    save_draft(meeting)
    return publish(meeting)


@pytest.fixture
def meeting(at):
    """Fifteen days to go."""
    return MeetingFactory(registration="hier", online_url=ROOM, link_hours=24, reminder_days=2)


# --- Meetings ---------------------------------------------------------------------------------------------------------------


def test_all_who_are_registered_hear_that_a_meeting_is_cancelled(meeting, sent):
    for state in ("confirmed", "waiting", "offered", "pending", "cancelled", "expired", "declined"):
        RegistrationFactory(meeting=meeting, state=state, email=f"{state}@beispiel.example", held_until=AT + DAY)

    operations.cancel(meeting, reason="Die Referentin ist krank.", at=AT)
    operations.cancel(meeting, reason="Krankheit.", at=AT)

    messages = {message.to[0]: message for message in sent()}
    assert sorted(messages) == [f"{state}@beispiel.example" for state in ("confirmed", "offered", "pending", "waiting")]
    message = messages["confirmed@beispiel.example"]
    assert message.subject == f"Abgesagt: {meeting.name}"
    assert "Grund: Krankheit." in message.body


def test_a_cancellation_taken_back_is_told_to_those_who_heard_of_it(meeting, sent):
    RegistrationFactory(meeting=meeting, email="a@beispiel.example")
    operations.cancel(meeting, at=AT)
    sent()
    late = RegistrationFactory(meeting=meeting, email="b@beispiel.example")
    tell(late, MailKind.MEETING_CANCELLED, key="meeting-cancelled-1")

    operations.reinstate(meeting, at=AT)

    assert [(message.to, message.subject) for message in sent()] == [(["a@beispiel.example"], f"Findet doch statt: {meeting.name}")]


def test_a_meeting_that_moves_is_told_with_what_was_before(meeting, sent):
    RegistrationFactory(meeting=meeting)

    changed(meeting, starts_at=meeting.starts_at + DAY, ends_at=meeting.ends_at + DAY)

    [message] = sent()
    assert (
        "Wann: Mittwoch, 9. Dezember 2026, 16:30–18:00 Uhr\nBisher: Dienstag, 8. Dezember 2026, 16:30–18:00 Uhr\nWo: Online\n"
        in message.body
    )


def test_changes_that_nobody_has_heard_of_yet_are_told_together(meeting, sent):
    RegistrationFactory(meeting=meeting)
    start, end = meeting.starts_at, meeting.ends_at

    changed(meeting, starts_at=start + DAY, ends_at=end + DAY)
    changed(meeting, starts_at=start + 2 * DAY, ends_at=end + 2 * DAY)

    [message] = sent()
    assert "Wann: Donnerstag, 10. Dezember 2026" in message.body
    assert "Bisher: Dienstag, 8. Dezember 2026" in message.body


def test_what_is_changed_back_before_anybody_heard_of_it_is_not_told(meeting, sent):
    RegistrationFactory(meeting=meeting)
    start, end = meeting.starts_at, meeting.ends_at

    changed(meeting, starts_at=start + DAY, ends_at=end + DAY)
    changed(meeting, starts_at=start, ends_at=end)

    assert sent() == []
    assert states() == [("meeting-moved", "dropped"), ("meeting-moved", "dropped")]


@pytest.fixture
def at_a_house(at):
    """A hybrid meeting, with somebody of each kind: (meeting, its venue)."""
    venue = VenueFactory(name="Kulturhaus", room="Atelier 1", street="Notenweg 12", postcode="13187", municipality="Berlin")
    meeting = MeetingFactory(here=True, hybrid=True, venue=venue)
    for state in ("confirmed", "waiting", "cancelled"):
        RegistrationFactory(meeting=meeting, state=state, takes_part=TakesPart.ONSITE, email=f"{state}@beispiel.example")
    RegistrationFactory(meeting=meeting, takes_part=TakesPart.ONLINE, email="online@beispiel.example")
    return meeting, venue


def test_who_comes_to_a_house_hears_once_that_its_address_is_another_one(at_a_house, sent):
    meeting, venue = at_a_house
    past = MeetingFactory(here=True, onsite=True, venue=venue, starts_at=AT - 2 * DAY, ends_at=AT - DAY)
    RegistrationFactory(meeting=past, email="gestern@beispiel.example")

    venue.street = "Lindenallee 3"
    venue.save()
    venue.save()

    messages = {message.to[0]: message.body for message in sent()}
    assert sorted(messages) == ["confirmed@beispiel.example", "waiting@beispiel.example"]
    body = messages["confirmed@beispiel.example"]
    assert "Wo: Kulturhaus, Atelier 1, Lindenallee 3, 13187 Berlin" in body
    assert "Bisher in: Kulturhaus, Atelier 1, Notenweg 12, 13187 Berlin" in body
    assert [Meeting.objects.get(pk=each.pk).sequence - each.sequence for each in (meeting, past)] == [1, 0]


def test_two_changes_of_an_address_are_told_together_and_one_taken_back_not_at_all(at_a_house, sent):
    meeting, venue = at_a_house
    venue.room = "Atelier 2"
    venue.save()
    changed(meeting, starts_at=meeting.starts_at + HOUR, ends_at=meeting.ends_at + HOUR)
    venue.room = "Atelier 3"
    venue.save()

    [body] = [message.body for message in sent() if message.to == ["confirmed@beispiel.example"]]
    assert ("Atelier 1" in body, "Atelier 2" in body, "Atelier 3" in body, "Bisher: " in body) == (True, False, True, True)
    venue.room = "Atelier 4"
    venue.save()
    venue.room = "Atelier 3"
    venue.save()
    assert sent() == []


def test_of_a_venue_that_says_more_about_buses_nobody_is_told(at_a_house, sent):
    _meeting, venue = at_a_house

    venue.transport = "Tram M1 bis Rathaus"
    venue.save()

    assert sent() == []


def test_a_mended_title_or_text_is_told_to_nobody(meeting):
    RegistrationFactory(meeting=meeting)

    changed(meeting, name="Schnittstelle OGS und Schule", summary="Kurz")

    assert not Mail.objects.exists()


def test_changes_of_past_and_cancelled_meetings_are_told_to_nobody(meeting, at):
    over = MeetingFactory(registration="hier", local=(2026, 11, 2, 9))
    RegistrationFactory(meeting=over)
    RegistrationFactory(meeting=meeting, email="")
    operations.cancel(meeting, at=AT)

    changed(over, starts_at=over.starts_at + HOUR)
    changed(meeting, starts_at=meeting.starts_at + HOUR)

    assert not Mail.objects.exists()


# --- No longer true -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("verify", "cancelled"),
        ("confirmed", "cancelled"),
        ("waiting", "confirmed"),
        ("offered", "expired"),
        ("changed", "cancelled"),
    ],
)
def test_what_is_not_true_any_more_is_not_sent(sent, kind, state):
    tell(RegistrationFactory(state=state), kind, due_at=AT)

    assert sent() == []
    assert states() == [(kind, "dropped")]


@pytest.mark.parametrize("kind", ["confirmed", "changed", "waiting", "reminder", "link"])
def test_of_a_meeting_that_was_cancelled_or_is_over_nothing_else_is_told(sent, kind):
    start = {"starts_at": "2026-12-08T15:30:00+00:00"}
    tell(RegistrationFactory(meeting__cancelled_at=AT), kind, due_at=AT, **start)
    tell(RegistrationFactory(meeting__local=(2026, 11, 22, 9)), kind, due_at=AT, **start)

    assert sent() == []


def test_an_offer_whose_time_is_over_is_not_sent(sent):
    tell(RegistrationFactory(state="offered", held_until=AT), MailKind.OFFERED, due_at=AT - HOUR)

    assert sent() == []


def test_who_is_moved_to_another_meeting_hears_of_it_with_both_entries(meeting, sent):
    other = MeetingFactory(registration="hier", local=(2026, 12, 15, 9))

    operations.transfer(RegistrationFactory(meeting=meeting), other, by=None, at=AT)

    [message] = sent()
    assert "Wann: Dienstag, 15. Dezember 2026, 9:00–10:30 Uhr" in message.body
    assert [name for name, _content, _type in message.attachments] == ["termin.ics", "bisheriger-termin.ics"]


def test_who_asks_for_the_link_to_their_registration_gets_it_whatever_has_become_of_it(sent):
    told = [
        RegistrationFactory(state="cancelled"),
        RegistrationFactory(state="expired"),
        RegistrationFactory(meeting__local=(2026, 11, 2, 9)),
    ]
    for registration in told:
        tell(registration, MailKind.KNOWN, due_at=AT)

    assert len(sent()) == 3


def test_people_whose_data_was_deleted_get_nothing(sent):
    tell(RegistrationFactory(), MailKind.CONFIRMED, due_at=AT)
    Registration.objects.update(anonymised_at=AT, email="")

    assert sent() == []


# --- The clock ----------------------------------------------------------------------------------------------------------------


def moments(meeting, *, hours):
    """[(hours from now, kinds of the mails that are written then)], asked every hour."""
    seen = []
    for hour in range(hours):
        before = set(Mail.objects.values_list("pk", flat=True))
        planning.plan(AT + hour * HOUR)
        found = Mail.objects.exclude(pk__in=before)
        found.update(state="sent")
        seen += [(hour, mail.kind) for mail in found]
    return seen


def test_the_clock_brings_reminder_link_and_thanks(meeting):
    RegistrationFactory(meeting=meeting)
    RegistrationFactory(meeting=meeting, state="waiting")
    start = int((meeting.starts_at - AT) / HOUR)  # 367 hours and a half

    assert moments(meeting, hours=24 * 18) == [(start - 48 + 1, "reminder"), (start - 24 + 1, "link"), (start + 17, "thanks")]


def test_without_an_online_room_or_for_people_on_site_there_is_no_link(at):
    for fields in ({"hybrid": True, "online_url": ROOM}, {"onsite": True, "online_url": ROOM}, {"online_url": ""}):
        RegistrationFactory(meeting=MeetingFactory(registration="hier", reminder_days=None, local=(2026, 11, 23, 12), **fields))

    assert planning.plan(AT) == 0


def test_who_registers_late_gets_no_reminder_and_the_link_only_once(meeting, sent):
    near = MeetingFactory(registration="hier", online_url=ROOM, local=(2026, 11, 23, 16))
    tell(RegistrationFactory(meeting=near, confirmed_at=AT), MailKind.CONFIRMED, due_at=AT)

    planning.plan(AT)  # the confirmation waits
    [message] = sent()
    planning.plan(AT + MINUTE)

    assert ROOM in message.body
    assert kinds() == ["confirmed"]


def test_a_link_that_comes_late_or_changes_is_told_anew(at, sent):
    near = MeetingFactory(registration="hier", reminder_days=None, local=(2026, 11, 23, 16))
    tell(RegistrationFactory(meeting=near), MailKind.CONFIRMED, due_at=AT)
    sent()

    told = []
    for url in ("", ROOM, ROOM, "https://video.example/neu"):
        Meeting.objects.update(online_url=url)
        planning.plan(AT)
        told += [message.body.split("\n")[2] for message in sent()]

    assert told == [f"hier geht es zum Online-Raum: {ROOM}", "hier geht es zum Online-Raum: https://video.example/neu"]


def test_a_reminder_of_a_meeting_that_moved_is_dropped_and_comes_before_the_new_date(meeting, sent):
    RegistrationFactory(meeting=meeting)
    soon = AT + 1 * DAY
    Meeting.objects.update(starts_at=soon, ends_at=soon + HOUR, online_url="")
    planning.plan(AT)
    Meeting.objects.update(starts_at=soon + 7 * DAY, ends_at=soon + 7 * DAY + HOUR)

    assert sent() == []
    planning.plan(AT)
    assert states() == [("reminder", "dropped")]
    planning.plan(AT + 6 * DAY)
    assert states() == [("reminder", "dropped"), ("reminder", "queued")]


def test_who_was_told_of_the_new_date_a_moment_ago_needs_no_reminder(meeting):
    registration = RegistrationFactory(meeting=meeting)
    tell(registration, MailKind.MEETING_MOVED, key="moved-1", due_at=meeting.starts_at - DAY, before={})

    assert planning.remind(meeting.starts_at - HOUR) == 0


def test_thanks_go_to_those_who_came_on_the_morning_after(at):
    meeting = MeetingFactory(registration="hier", local=(2026, 11, 22, 22), ends_at=dt.datetime(2026, 11, 22, 23, tzinfo=dt.UTC))
    here, noted, absent = (RegistrationFactory(meeting=meeting, names=["Kim", "Alex"], size=2) for _ in range(3))
    noted.participants.filter(position=0).update(attended=False)
    noted.participants.filter(position=1).update(attended=True)
    absent.participants.update(attended=False)
    RegistrationFactory(meeting=meeting, state="waiting")

    assert planning.thank(AT - MINUTE) == 0
    planning.thank(AT)
    planning.thank(AT)

    assert sorted(Mail.objects.values_list("registration", "kind")) == [(here.pk, "thanks"), (noted.pk, "thanks")]


def test_nobody_thanks_after_a_week(at):
    RegistrationFactory(meeting=MeetingFactory(registration="hier", local=(2026, 11, 15, 9)))

    assert planning.thank(AT) == 0


def test_reminders_keep_the_time_of_day_over_the_change_of_clocks(at):
    meeting = MeetingFactory(local=(2027, 3, 29, 9), reminder_days=2)

    assert planning.reminder_moment(meeting) == dt.datetime(2027, 3, 27, 8, tzinfo=dt.UTC)


# --- Messages -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "reached"),
    [("all", ["confirmed", "offered", "waiting"]), ("confirmed", ["confirmed"]), ("waiting", ["offered", "waiting"])],
)
def test_a_message_reaches_all_the_confirmed_or_the_waiting(meeting, sent, audience, reached):
    for state in ("confirmed", "waiting", "offered", "pending", "cancelled"):
        RegistrationFactory(meeting=meeting, state=state, email=f"{state}@beispiel.example", held_until=AT + DAY)
    RegistrationFactory(meeting=meeting, email="")
    Meeting.objects.update(contact_email="ada@muster.example")

    message = write_to(meeting, audience, "Bitte\nStifte", "wer Stifte hat, {name}:\n\n- bunte\n- dicke", by=UserFactory(), at=AT)

    assert message.recipients == len(reached)
    mails = sent()
    assert sorted(mail.to[0] for mail in mails) == [f"{state}@beispiel.example" for state in reached]
    assert {(mail.subject, *mail.reply_to) for mail in mails} == {("Bitte Stifte", "ada@muster.example")}
    assert mails[0].body.startswith(
        "Guten Tag Kim Beispiel,\n\nwer Stifte hat, {name}:\n\n- bunte\n- dicke\n\nDiese Nachricht betrifft:\n\n"
    )


def test_a_message_is_refused_when_it_says_nothing_or_reaches_nobody(meeting):
    with pytest.raises(OperationRefused, match="niemanden"):
        write_to(meeting, "all", "Hallo", "Text", by=None, at=AT)
    RegistrationFactory(meeting=meeting)
    for subject, body, words in [
        ("", "Text", "Betreff"),
        ("Hallo", " \n", "Text"),
        ("x" * 201, "Text", "zu lang"),
        ("Hallo", "x" * 8001, "zu lang"),
    ]:
        with pytest.raises(OperationRefused, match=words):
            write_to(meeting, "all", subject, body, by=None, at=AT)

    assert not Message.objects.exists()


def test_a_second_click_sends_a_message_once(meeting):
    RegistrationFactory(meeting=meeting)
    write_to(meeting, "all", "Hallo", "Text", by=None, at=AT)

    with pytest.raises(OperationRefused, match="gerade eben schon"):
        write_to(meeting, "all", "Hallo", "Text", by=None, at=AT + MINUTE)

    assert write_to(meeting, "all", "Hallo", "Text", by=None, at=AT + HOUR).recipients == 1
