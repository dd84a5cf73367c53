"""What is done with meetings: cancelled, moved, repeated, laid out."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from directory import operations as entries
from directory.errors import OperationRefused
from directory.freshness import BERLIN
from directory.models import FormerSlug
from events import operations
from events.models import AgendaItem, Material, Meeting
from events.operations.repeating import COPIED, LEFT_BEHIND
from search.models import OutboxEntry
from tests.factories import MeetingFactory, SeriesFactory, TargetGroupFactory, TopicFactory, UserFactory

from .conftest import AT

pytestmark = pytest.mark.django_db


def moment(*parts):
    return dt.datetime(*parts, tzinfo=BERLIN)


def republish(meeting, **changes):
    draft = Meeting.objects.get(pk=meeting.pk)
    for name, value in changes.items():
        setattr(draft, name, value)
    entries.save_draft(draft)
    entries.publish(draft)
    return Meeting.objects.get(pk=meeting.pk)


# --- Cancelling -------------------------------------------------------------------------------------------------------------


def test_a_cancelled_meeting_stays_public_with_its_reason():
    meeting, user = MeetingFactory(), UserFactory()
    OutboxEntry.objects.all().delete()

    operations.cancel(meeting, reason="Krank", by=user, at=AT)

    meeting = Meeting.objects.public().get()
    assert (meeting.cancelled_at, meeting.cancel_reason, meeting.sequence) == (AT, "Krank", 1)
    assert ModelLogEntry.objects.get(action="events.cancel").user == user
    assert set(OutboxEntry.objects.values_list("doc_type", "object_id")) == {("meeting", meeting.pk)}


def test_cancelling_twice_changes_nothing_and_a_better_reason_is_told():
    meeting = MeetingFactory()
    operations.cancel(meeting, reason="Krank", at=AT)
    operations.cancel(meeting, reason="Krank", at=AT + dt.timedelta(hours=1))
    assert Meeting.objects.get().sequence == 1

    operations.cancel(meeting, reason="Krank, neuer Termin im März", at=AT + dt.timedelta(hours=1))

    meeting = Meeting.objects.get()
    assert (meeting.cancelled_at, meeting.cancel_reason, meeting.sequence) == (AT, "Krank, neuer Termin im März", 2)


def test_a_cancellation_can_be_taken_back():
    meeting = operations.cancel(MeetingFactory(), reason="Krank", at=AT)

    operations.reinstate(meeting, at=AT)
    operations.reinstate(meeting, at=AT)

    meeting = Meeting.objects.get()
    assert (meeting.cancelled_at, meeting.cancel_reason, meeting.sequence) == (None, "", 2)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"live": False}, "nicht veröffentlicht"),
        ({"local": (2026, 11, 20, 9)}, "schon vorbei"),
        ({"archived_at": AT}, "nicht veröffentlicht"),
    ],
)
def test_what_nobody_expects_is_not_cancelled(fields, words):
    meeting = MeetingFactory(**fields)

    with pytest.raises(OperationRefused, match=words):
        operations.cancel(meeting, at=AT)

    assert Meeting.objects.get().cancelled_at is None


# --- Moving: by publishing another time --------------------------------------------------------------------------------------


def test_a_published_meeting_that_gets_another_time_is_moved():
    meeting = MeetingFactory(local=(2026, 12, 8, 9))

    meeting = republish(meeting, starts_at=moment(2026, 12, 10, 9), ends_at=moment(2026, 12, 10, 11))

    assert (meeting.moved_from, meeting.sequence) == (moment(2026, 12, 8, 9), 1)
    assert meeting.moved_at == meeting.last_published_at


def test_moved_twice_it_still_names_the_time_announced_first_and_moved_back_none():
    meeting = MeetingFactory(local=(2026, 12, 8, 9))
    meeting = republish(meeting, starts_at=moment(2026, 12, 10, 9), ends_at=moment(2026, 12, 10, 11))
    meeting = republish(meeting, starts_at=moment(2026, 12, 11, 9), ends_at=moment(2026, 12, 11, 11))
    assert (meeting.moved_from, meeting.sequence) == (moment(2026, 12, 8, 9), 2)

    meeting = republish(meeting, starts_at=moment(2026, 12, 8, 9))

    assert (meeting.moved_from, meeting.moved_at, meeting.sequence) == (None, None, 3)


@pytest.mark.parametrize(
    ("changes", "sequence"),
    [({"summary": "Anders."}, 0), ({"name": "Anders"}, 1), ({"ends_at": moment(2026, 12, 8, 20)}, 1), ({"format": "online"}, 1)],
)
def test_calendars_hear_of_what_matters_to_them(changes, sequence):
    meeting = MeetingFactory(hybrid=True)

    meeting = republish(meeting, **changes)

    assert (meeting.sequence, meeting.moved_from) == (sequence, None)


def test_a_draft_may_change_its_time_without_a_word():
    meeting = MeetingFactory(live=False)

    meeting = republish(meeting, starts_at=moment(2026, 12, 7, 9))

    assert (meeting.live, meeting.moved_from, meeting.sequence) == (True, None, 0)


def test_publishing_an_older_draft_keeps_a_cancellation():
    meeting = MeetingFactory()
    draft = Meeting.objects.get(pk=meeting.pk)
    draft.summary = "Neu."
    entries.save_draft(draft)
    operations.cancel(meeting, reason="Krank", at=AT)

    entries.publish(meeting)

    meeting = Meeting.objects.get()
    assert (meeting.summary, meeting.cancelled_at, meeting.cancel_reason, meeting.sequence) == ("Neu.", AT, "Krank", 1)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"starts_at": None, "ends_at": None}, "Beginn, Ende"),
        ({"organiser": None}, "Veranstalter"),
        ({"format": "vor-ort"}, "Veranstaltungsort"),
    ],
)
def test_what_is_incomplete_is_not_published(fields, words):
    meeting = MeetingFactory(live=False, **fields)

    with pytest.raises(OperationRefused, match=words):
        entries.publish(meeting)


# --- Repeating ----------------------------------------------------------------------------------------------------------------


def full_meeting(**fields):
    meeting = MeetingFactory(
        series=SeriesFactory(),
        hybrid=True,
        summary="Kurz.",
        description="<p>Lang.</p>",
        opens_at=moment(2026, 11, 1, 8),
        closes_at=moment(2026, 12, 4, 12),
        capacity_onsite=24,
        is_full=True,
        follow_up="<p>Ergebnis.</p>",
        **fields,
    )
    meeting.topics, meeting.target_groups = [TopicFactory()], [TargetGroupFactory()]
    meeting.agenda = [AgendaItem(starts=dt.time(9), title="Ankommen", speakers="Ines Radtke, Kreismusikschule\nBirte Nowak")]
    meeting.materials = [Material(title="Folien", url="https://klangwerk.example/folien")]
    meeting.save()
    return meeting


def test_a_theme_is_repeated_as_a_draft_with_its_texts_and_programme():
    meeting = full_meeting(local=(2026, 12, 8, 9))

    made = operations.repeat(meeting, starts_at=moment(2027, 4, 13, 10), by=UserFactory())

    made = Meeting.objects.get(pk=made.pk)
    assert {name: getattr(made, name) for name in COPIED} == {name: getattr(meeting, name) for name in COPIED}
    assert (made.starts_at, made.ends_at) == (moment(2027, 4, 13, 10), moment(2027, 4, 13, 11, 30))
    # so many days before, at the same time on the clock though summer time has begun in between
    assert (made.opens_at, made.closes_at) == (moment(2027, 3, 7, 9), moment(2027, 4, 9, 13))
    assert [(item.title, item.speaker_lines) for item in made.agenda.all()] == [
        ("Ankommen", ["Ines Radtke, Kreismusikschule", "Birte Nowak"])
    ]
    assert (list(made.topics.all()), list(made.target_groups.all())) == (list(meeting.topics.all()), list(meeting.target_groups.all()))
    assert (made.live, made.repeats, made.is_full, made.follow_up, list(made.materials.all())) == (False, meeting, False, "", [])
    assert made.slug != meeting.slug


def test_a_repetition_of_a_repetition_belongs_to_the_same_theme():
    first = MeetingFactory()
    second = operations.repeat(first, starts_at=moment(2027, 1, 12, 9))

    third = operations.repeat(second, starts_at=moment(2027, 2, 9, 9))

    assert set(Meeting.objects.of_theme(first.pk)) == {first, second, third}


def test_every_field_of_a_meeting_is_either_repeated_or_left_behind():
    technical = {
        "id", "uuid", "sort_name", "repeats", "repetitions", "live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision",
        "go_live_at", "expire_at", "expired", "latest_revision", "locked", "locked_at", "locked_by", "confirmed_at", "archived_at", "created_at",
        "updated_at", "_revisions", "_workflow_states",
    }  # fmt: skip
    moved_along = {"starts_at", "ends_at", "opens_at", "closes_at", "topics", "target_groups", "agenda", "questions"}

    names = {field.name for field in Meeting._meta.get_fields()}

    assert names - technical == {*COPIED, *LEFT_BEHIND, *moved_along}


def test_what_has_no_time_is_not_repeated():
    meeting = MeetingFactory(live=False, starts_at=None, ends_at=None)

    with pytest.raises(OperationRefused, match="keinen Beginn"):
        operations.repeat(meeting, starts_at=AT)


def test_many_dates_are_laid_out_at_once_each_for_itself():
    meeting = MeetingFactory(local=(2027, 3, 18, 16, 30))

    made = operations.lay_out(meeting, [dt.date(2027, 3, 25), dt.date(2027, 4, 1)], published=True)

    assert [(each.starts_at, each.live) for each in made] == [(moment(2027, 3, 25, 16, 30), True), (moment(2027, 4, 1, 16, 30), True)]
    assert FormerSlug.objects.filter(model="meeting", slug__in=[each.slug for each in made]).count() == 2


def test_a_day_is_not_laid_out_twice_and_nothing_is_half_done():
    meeting = MeetingFactory(local=(2027, 3, 18, 16, 30))
    operations.lay_out(meeting, [dt.date(2027, 3, 25)], published=False)

    with pytest.raises(OperationRefused, match="An 1 dieser Tage"):
        operations.lay_out(meeting, [dt.date(2027, 3, 25), dt.date(2027, 4, 1)], published=False)

    assert Meeting.objects.count() == 2


@pytest.mark.parametrize(("count", "words"), [(0, "ergibt sich kein Termin"), (61, "höchstens 60")])
def test_too_few_and_too_many_dates_are_refused(count, words):
    meeting = MeetingFactory()

    with pytest.raises(OperationRefused, match=words):
        operations.lay_out(meeting, [dt.date(2027, 1, 1) + dt.timedelta(days=number) for number in range(count)], published=False)


def test_no_meeting_gets_the_address_of_the_series():
    meeting = MeetingFactory(name="Reihen", slug=None)

    assert meeting.slug == "reihen-2"
    with pytest.raises(OperationRefused):
        entries.rename_slug(meeting, "reihen")
