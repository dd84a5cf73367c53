"""Who gets a place, who waits, who is refused, and why."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from directory.errors import OperationRefused
from directory.freshness import BERLIN
from events import operations
from events.models import Mail, Meeting, Occupancy, Registration
from tests.factories import ActorFactory, MeetingFactory, UserFactory, registered

from .conftest import AT

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def moment(*parts):
    return dt.datetime(*parts, tzinfo=BERLIN)


def here(**fields):
    """A meeting with the form of this portal, on the 8th of December; addresses needn't be confirmed."""
    return MeetingFactory(here=True, **fields)


def states(meeting):
    return [(each.state, each.size) for each in Registration.objects.filter(meeting=meeting).order_by("pk")]


def counted(meeting):
    """The kept numbers, which must be those of the rows."""
    kept = Occupancy.objects.filter(meeting=meeting).values("onsite", "online", "waiting").get()
    assert kept == Registration.objects.filter(meeting=meeting).people()
    return tuple(kept.values())


def told(registration):
    return list(Mail.objects.filter(registration=registration).order_by("pk").values_list("kind", flat=True))


# --- Registering -------------------------------------------------------------------------------------------------------------


def test_a_group_is_registered_with_all_its_names():
    meeting, actor = here(), ActorFactory()

    made = registered(
        meeting,
        name="Ines Radtke",
        email="Ines@Klangwerk.Example ",
        participants=("Ines Radtke", "Birte Nowak"),
        institution="Klangwerk",
        actor=actor,
        phone="+49 30 5550 1234",
        answers=({"question": "1", "label": "Instrument?", "value": "Geige"},),
        at=AT,
    )

    made = Registration.objects.get(pk=made.pk)
    assert (made.state, made.size, made.takes_part, made.confirmed_at, made.created_at) == ("confirmed", 2, "online", AT, AT)
    assert (made.email, made.institution, made.actor, str(made.phone)) == ("ines@klangwerk.example", "Klangwerk", actor, "+493055501234")
    assert made.answers == [{"question": "1", "label": "Instrument?", "value": "Geige"}]
    assert list(made.participants.values_list("position", "name")) == [(0, "Ines Radtke"), (1, "Birte Nowak")]
    assert (counted(meeting), told(made)) == ((0, 2, 0), ["confirmed"])


def test_an_address_is_confirmed_by_its_link_and_keeps_the_places_until_then():
    meeting = here(confirms_address=True, hold_minutes=30, capacity_online=2)

    made = registered(meeting, size=2, at=AT)

    assert (made.state, made.held_until, counted(meeting), told(made)) == ("pending", AT + HOUR / 2, (0, 2, 0), ["verify"])
    made = operations.confirm(made, at=AT + HOUR / 4)
    assert operations.confirm(made, at=AT + HOUR).state == "confirmed"
    assert (made.confirmed_at, made.held_until, counted(meeting)) == (AT + HOUR / 4, None, (0, 2, 0))
    assert told(made) == ["verify", "confirmed"]


def test_nobody_keeps_a_place_past_the_beginning():
    meeting = here(confirms_address=True, hold_minutes=120, local=(2026, 11, 23, 10))

    assert registered(meeting, at=AT).held_until == moment(2026, 11, 23, 10)


def test_who_comes_too_late_waits_and_a_group_gets_all_places_or_none():
    meeting = here(capacity_online=3)

    for size in (2, 2, 1, 1):
        registered(meeting, size=size, at=AT)

    assert states(meeting) == [("confirmed", 2), ("waiting", 2), ("confirmed", 1), ("waiting", 1)]
    assert counted(meeting) == (0, 3, 3)


def test_strictly_in_order_a_group_that_waits_keeps_those_behind_it_waiting():
    meeting = here(capacity_online=3, waits_strictly=True)

    for size in (2, 2, 1):
        registered(meeting, size=size, at=AT)

    assert states(meeting) == [("confirmed", 2), ("waiting", 2), ("waiting", 1)]


def test_on_site_and_online_have_places_of_their_own():
    meeting = here(hybrid=True, capacity_onsite=1, capacity_online=2)

    for part in ("vor-ort", "vor-ort", "online", "online", "online"):
        registered(meeting, takes_part=part, at=AT)

    assert [state for state, _size in states(meeting)] == ["confirmed", "waiting", "confirmed", "confirmed", "waiting"]
    assert counted(meeting) == (1, 2, 2)


def test_without_a_number_of_places_everybody_comes():
    meeting = here(hybrid=True, capacity_onsite=0, capacity_online=None)

    for _number in range(3):
        registered(meeting, size=5, takes_part="online", at=AT)

    assert counted(meeting) == (0, 15, 0)
    with pytest.raises(OperationRefused, match="nur 0 Plätze"):
        registered(meeting, takes_part="vor-ort", at=AT)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"live": False}, "nicht veröffentlicht"),
        ({"archived_at": AT}, "nicht veröffentlicht"),
        ({"cancelled_at": AT}, "abgesagt"),
        ({"local": (2026, 11, 20, 9)}, "vorbei"),
        ({"local": (2026, 11, 23, 8)}, "geschlossen"),
        ({"registration": "ohne"}, "nicht anmelden"),
        ({"opens_at": AT + HOUR}, "noch nicht begonnen"),
        ({"closes_at": AT}, "geschlossen"),
        ({"group_limit": 1}, "höchstens 1 Person"),
        ({"capacity_online": 1}, "nur 1 Platz"),
        ({"precondition": "Zielvereinbarung"}, "Voraussetzung"),
        ({"hybrid": True}, "vor Ort oder online"),
        ({"is_full": True, "has_waiting_list": False}, "ausgebucht"),
    ],
)
def test_where_one_cannot_register_it_is_said_and_nothing_is_written(fields, words):
    meeting = here(**fields)

    with pytest.raises(OperationRefused, match=words):
        registered(meeting, size=2, at=AT)

    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_time_to_register_that_was_set_may_go_past_the_beginning():
    meeting = here(local=(2026, 11, 23, 8, 30), closes_at=AT + HOUR / 2)

    assert registered(meeting, at=AT).state == "confirmed"


def test_without_a_waiting_list_it_is_said_how_many_places_are_left():
    meeting = here(capacity_online=3, has_waiting_list=False)
    registered(meeting, size=2, at=AT)

    with pytest.raises(OperationRefused, match="zu wenige Plätze frei für Ihre Gruppe: 1"):
        registered(meeting, size=2, at=AT)

    assert registered(meeting, at=AT).state == "confirmed"
    with pytest.raises(OperationRefused, match="ausgebucht"):
        registered(meeting, at=AT)


def test_what_the_office_calls_full_takes_people_for_the_waiting_list_only():
    meeting = here(is_full=True)

    assert registered(meeting, at=AT).state == "waiting"


@pytest.mark.parametrize(
    ("name", "participants"),
    [("", ()), (" \x00\u202e", ()), ("Ines", ("Ines", "")), ("x" * 151, ()), ("Ines", tuple(f"Person {number}" for number in range(500)))],
)
def test_names_that_are_none_are_refused(name, participants):
    with pytest.raises(OperationRefused):
        registered(here(group_limit=100), name=name, participants=participants, at=AT)


@pytest.mark.parametrize("email", ["", "ines", "ines@klangwerk.example\nBcc: alle@example.org", "ines@klangwerk.example, b@example.org"])
def test_an_address_that_is_none_is_refused(email):
    with pytest.raises(OperationRefused, match="gültige E-Mail-Adresse"):
        registered(here(), email=email, at=AT)


def test_nothing_in_texts_breaks_mails_lists_or_the_database():
    made = registered(
        here(),
        name="=1+1\r\nBcc: alle@example.org\x00",
        institution="Kita\u202e\n<b>Sonne</b>",
        accessibility_needs="Rampe\r\n\x00Gebärden\x07sprache",
        answers=({"value": "a\x00b"},),
        at=AT,
    )

    made.refresh_from_db()
    assert (made.name, made.institution) == ("=1+1 Bcc: alle@example.org", "Kita <b>Sonne</b>")
    assert (made.accessibility_needs, made.answers) == ("Rampe\nGebärdensprache", [{"value": "ab"}])


@pytest.mark.parametrize(
    "fields", [{"phone": "nie"}, {"institution": "x" * 201}, {"accessibility_needs": "x" * 1001}, {"language": "x" * 13}]
)
def test_what_is_too_long_or_no_phone_number_is_refused(fields):
    with pytest.raises(OperationRefused):
        registered(here(), at=AT, **fields)

    assert not Registration.objects.exists()


# --- Twice -------------------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_counts_once():
    meeting = here()

    first = registered(meeting, email="ines@klangwerk.example", submission="x", at=AT)
    second = registered(meeting, email="ines@klangwerk.example", submission="x", at=AT)

    assert (first, second.is_known, told(first), counted(meeting)) == (second, False, ["confirmed"], (0, 1, 0))


def test_the_same_address_twice_is_told_by_mail_at_most_once_an_hour():
    meeting = here()
    first = registered(meeting, email="ines@klangwerk.example", at=AT)

    for minutes in (1, 2, 61):
        again = registered(meeting, email="INES@klangwerk.example", size=3, at=AT + dt.timedelta(minutes=minutes))

        assert (again, again.is_known) == (first, True)

    assert (told(first), counted(meeting)) == (["confirmed", "known", "known"], (0, 1, 0))


def test_the_way_back_in_the_browser_mends_an_address():
    meeting = here(confirms_address=True, capacity_online=1)
    wrong = registered(meeting, email="ines@klangwerk.exmple", submission="x", at=AT)

    right = registered(meeting, email="ines@klangwerk.example", submission="x", at=AT)

    wrong.refresh_from_db()
    assert (wrong.state, right.state, right.waits, counted(meeting)) == ("cancelled", "pending", False, (0, 1, 0))


def test_whoever_cancelled_may_register_anew_but_not_with_the_old_form():
    meeting = here()
    operations.withdraw(registered(meeting, email="ines@klangwerk.example", submission="x", at=AT), at=AT)

    with pytest.raises(OperationRefused, match="schon abgeschickt"):
        registered(meeting, email="ines@klangwerk.example", submission="x", at=AT)

    assert registered(meeting, email="ines@klangwerk.example", submission="y", at=AT).state == "confirmed"


def test_whoever_did_not_confirm_in_time_registers_anew():
    meeting = here(confirms_address=True, capacity_online=1)
    first = registered(meeting, email="ines@klangwerk.example", at=AT)

    second = registered(meeting, email="ines@klangwerk.example", at=AT + 3 * HOUR)

    first.refresh_from_db()
    assert (first.state, second.state, second.is_known, counted(meeting)) == ("expired", "pending", False, (0, 1, 0))


# --- Institutions ------------------------------------------------------------------------------------------------------------


def test_an_institution_has_a_number_of_places_however_it_is_written():
    meeting, actor = here(institution_limit=3), ActorFactory(name="Kita Sonnenschein")
    registered(meeting, size=2, institution="Kita Sonnenschein", at=AT)
    registered(meeting, actor=actor, at=AT)

    for fields in ({"institution": " KITA  sonnenschein\n"}, {"actor": actor}, {"actor": actor, "institution": "Sonnenschein"}):
        with pytest.raises(OperationRefused, match="Höchstens 3 Personen"):
            registered(meeting, at=AT, **fields)

    assert registered(meeting, size=3, institution="Kita Regenbogen", at=AT).state == "confirmed"
    with pytest.raises(OperationRefused, match="Einrichtung"):
        registered(meeting, at=AT)


def test_of_two_institutions_of_one_name_each_has_its_places():
    meeting, one, other = here(institution_limit=1), ActorFactory(name="Kita Nord"), ActorFactory(name="Kita Nord")
    registered(meeting, actor=one, institution="Kita Nord", at=AT)

    assert registered(meeting, actor=other, institution="Kita Nord", at=AT).state == "confirmed"


def test_those_who_wait_count_for_their_institution():
    meeting = here(institution_limit=2, capacity_online=1)
    registered(meeting, at=AT, institution="Hort")
    registered(meeting, at=AT, institution="Hort")

    with pytest.raises(OperationRefused, match="Höchstens 2"):
        registered(meeting, at=AT, institution="Hort")


# --- Confirming late ---------------------------------------------------------------------------------------------------------


def test_whoever_registered_without_a_place_joins_the_waiting_list_with_the_time_of_the_form():
    meeting = here(confirms_address=True, capacity_online=1)
    registered(meeting, at=AT)
    early, late = registered(meeting, at=AT + HOUR / 6), registered(meeting, at=AT + HOUR / 3)
    assert counted(meeting) == (0, 1, 0)

    operations.confirm(late, at=AT + HOUR / 2)
    operations.confirm(early, at=AT + HOUR)

    assert list(Registration.objects.in_line()) == [early, late]
    assert (told(early), list(Registration.objects.ahead_of(Registration.objects.get(pk=late.pk)))) == (["verify", "waiting"], [early])


def test_a_place_that_became_free_meanwhile_is_given_at_the_confirmation():
    meeting = here(confirms_address=True, capacity_online=1)
    first = registered(meeting, at=AT)
    second = registered(meeting, at=AT)
    operations.withdraw(first, at=AT)

    assert operations.confirm(second, at=AT).state == "confirmed"


@pytest.mark.parametrize("settled", [True, False])
@pytest.mark.parametrize(
    ("taken", "waiting_list", "outcome"), [(False, True, "confirmed"), (True, True, "waiting"), (True, False, "ausgebucht")]
)
def test_confirming_too_late_begins_anew(settled, taken, waiting_list, outcome):
    meeting = here(confirms_address=True, hold_minutes=30, capacity_online=1, has_waiting_list=waiting_list)
    late = registered(meeting, at=AT)
    if settled:
        operations.settle(meeting, at=AT + HOUR)
    if taken:
        Meeting.objects.update(confirms_address=False)
        registered(meeting, at=AT + HOUR)

    if outcome == "ausgebucht":
        with pytest.raises(OperationRefused, match=outcome):
            operations.confirm(late, at=AT + HOUR)
    else:
        assert operations.confirm(late, at=AT + HOUR).state == outcome
        assert counted(meeting) == ((0, 1, 1) if taken else (0, 1, 0))


def test_confirming_is_refused_when_it_makes_no_sense_any_more():
    meeting = here(confirms_address=True)
    late = registered(meeting, email="ines@klangwerk.example", at=AT)
    operations.settle(meeting, at=AT + 3 * HOUR)
    anew = registered(meeting, email="ines@klangwerk.example", at=AT + 3 * HOUR)

    with pytest.raises(OperationRefused, match="neu angemeldet"):
        operations.confirm(late, at=AT + 3 * HOUR)
    operations.withdraw(anew, at=AT + 3 * HOUR)
    with pytest.raises(OperationRefused, match="beendet"):
        operations.confirm(anew, at=AT + 3 * HOUR)
    operations.cancel(meeting, at=AT)
    with pytest.raises(OperationRefused, match="abgesagt"):
        operations.confirm(late, at=AT)


# --- Leaving and changing ----------------------------------------------------------------------------------------------------


def test_leaving_twice_is_leaving_once_and_is_refused_once_it_has_begun():
    meeting = here()
    made, other = registered(meeting, at=AT), registered(meeting, at=AT)

    operations.withdraw(made, at=AT)
    operations.withdraw(made, at=AT)

    made.refresh_from_db()
    assert (made.state, made.closed_at, told(made), counted(meeting)) == ("cancelled", AT, ["confirmed", "cancelled"], (0, 1, 0))
    with pytest.raises(OperationRefused, match="schon begonnen"):
        operations.withdraw(other, at=meeting.starts_at)
    assert operations.withdraw(other, by=UserFactory(), at=meeting.starts_at).state == "cancelled"
    assert ModelLogEntry.objects.get(action="events.withdraw").data == {"registration": other.pk}


def test_fewer_people_free_their_places():
    meeting = here(capacity_online=3)
    group, waits = registered(meeting, name="A", participants=("A", "B", "C"), at=AT), registered(meeting, at=AT)

    operations.change(group, participants=("A", "C"), at=AT)

    waits.refresh_from_db()
    assert list(group.participants.values_list("position", "name")) == [(0, "A"), (2, "C")]
    assert (waits.state, counted(meeting), told(group)) == ("offered", (0, 3, 0), ["confirmed", "changed"])


def test_more_people_come_while_there_is_room():
    meeting = here(capacity_online=3)
    group = registered(meeting, name="A", at=AT)

    group = operations.change(group, participants=("A", "B", "C"), name="A. Neu", phone="+493055501234", at=AT)

    assert (group.size, group.sequence, group.name, counted(meeting)) == (3, 1, "A. Neu", (0, 3, 0))
    with pytest.raises(OperationRefused, match="nur 3 Plätze"):
        operations.change(group, participants=("A", "B", "C", "D"), at=AT)
    operations.change(group, participants=("A", "B"), at=AT)
    registered(meeting, at=AT)
    with pytest.raises(OperationRefused, match="zu wenige freie Plätze"):
        operations.change(group, participants=("A", "B", "D"), at=AT)
    assert [participant.name for participant in group.participants.all()] == ["A", "B"]


def test_a_change_of_nothing_tells_nothing():
    made = registered(here(), at=AT)

    operations.change(made, name=made.name, at=AT)

    made.refresh_from_db()
    assert (made.sequence, told(made)) == (0, ["confirmed"])


def test_from_on_site_to_online_places_are_needed_there():
    meeting = here(hybrid=True, capacity_onsite=1, capacity_online=1)
    onsite, waits = registered(meeting, takes_part="vor-ort", at=AT), registered(meeting, takes_part="vor-ort", at=AT)

    operations.change(onsite, takes_part="online", at=AT)

    waits.refresh_from_db()
    assert (waits.state, counted(meeting)) == ("offered", (1, 1, 0))
    with pytest.raises(OperationRefused, match="zu wenige freie Plätze"):
        operations.change(onsite, takes_part="vor-ort", at=AT)


@pytest.mark.parametrize(
    ("fields", "names", "words"),
    [
        ({"group_limit": 2}, "ABC", "höchstens 2"),
        ({"institution_limit": 2}, "ABC", "Höchstens 2"),
        ({"closes_at": AT + HOUR}, "AB", "geschlossen"),
    ],
)
def test_a_group_grows_only_within_the_limits(fields, names, words):
    made = registered(here(**fields), name="A", institution="Hort", at=AT)

    with pytest.raises(OperationRefused, match=words):
        operations.change(made, participants=tuple(names), at=AT + HOUR)

    assert operations.change(made, participants=("Anna",), at=AT + HOUR).size == 1


def test_what_has_ended_or_begun_is_not_changed():
    meeting = here()
    gone, begun = operations.withdraw(registered(meeting, at=AT), at=AT), registered(meeting, at=AT)

    with pytest.raises(OperationRefused, match="beendet"):
        operations.change(gone, name="Neu", at=AT)
    with pytest.raises(OperationRefused, match="schon begonnen"):
        operations.change(begun, name="Neu", at=meeting.starts_at)
    assert operations.change(begun, name="Neu", by=UserFactory(), at=meeting.starts_at).name == "Neu"


# --- By the office -----------------------------------------------------------------------------------------------------------


def test_the_office_registers_past_windows_and_limits_but_never_past_the_capacity():
    meeting, user = here(confirms_address=True, closes_at=AT, group_limit=1, capacity_online=3), UserFactory()

    made = registered(meeting, size=3, email="", by=user, past_limits=True, at=AT)

    assert (made.state, made.made_by, told(made), counted(meeting)) == ("confirmed", user, [], (0, 3, 0))
    assert registered(meeting, by=user, past_limits=True, at=AT).state == "waiting"
    with pytest.raises(OperationRefused, match="ausgebucht"):
        registered(meeting, by=user, past_limits=True, waiting=False, at=AT)
    with pytest.raises(OperationRefused, match="geschlossen"):
        registered(meeting, by=user, at=AT)
    assert ModelLogEntry.objects.filter(action="events.register", user=user).count() == 2


def test_a_registration_goes_to_another_meeting():
    left, reached, user = here(capacity_online=2), here(onsite=True, capacity_onsite=2), UserFactory()
    made, waits = registered(left, size=2, at=AT), registered(left, size=2, at=AT)

    made = operations.transfer(made, reached, by=user, at=AT)

    waits.refresh_from_db()
    assert (made.meeting, made.takes_part, made.state, made.sequence) == (reached, "vor-ort", "confirmed", 1)
    assert (waits.state, counted(left), counted(reached), told(made)) == ("offered", (0, 2, 0), (2, 0, 0), ["confirmed", "changed"])
    with pytest.raises(OperationRefused, match="zu wenige freie Plätze"):
        operations.transfer(waits, reached, by=user, at=AT)


def test_nobody_is_transferred_to_where_they_are_registered_already():
    one, other = here(), here()
    made = registered(one, email="ines@klangwerk.example", at=AT)
    registered(other, email="ines@klangwerk.example", at=AT)

    with pytest.raises(OperationRefused, match="schon angemeldet"):
        operations.transfer(made, other, by=UserFactory(), at=AT)
