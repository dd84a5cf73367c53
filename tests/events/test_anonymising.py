"""Personal data goes when its time is over or when somebody asks for it; what stays names nobody."""

import datetime as dt
import json

import pytest
from django.core import serializers
from wagtail.models import ModelLogEntry

from events import operations
from events.enums import AnswerKind, MailKind
from events.mails import tell
from events.models import ListAccess, Mail, Participant, Question, Registration
from events.personal.data_subjects import everything
from mailing.enums import MailState
from portal.jobs.periodic import JOBS
from tests.factories import ActorFactory, MeetingFactory, UserFactory

from .conftest import AT
from .registered import registered

pytestmark = pytest.mark.django_db
LONG_AGO = (2026, 6, 1, 16, 30)
PERSONAL = ("Ines", "Radtke", "Mara", "0305550199", "Gebärdensprache", "Vegan bitte", "ruft zurück", "wörtlich")


def told(meeting, **fields):
    choice = Question.objects.create(meeting=meeting, text="Essen", kind=AnswerKind.CHOICE, choices="mit\nohne")
    text = Question.objects.create(meeting=meeting, text="Wünsche", kind=AnswerKind.TEXT)
    registration = registered(
        meeting,
        "Ines Radtke",
        others=["Mara Quelle"],
        phone="+493012345678",
        institution="Kreismusikschule",
        actor=ActorFactory(),
        accessibility_needs="Gebärdensprache",
        note="ruft zurück",
        answers=[
            {"question": choice.pk, "label": "Essen", "value": "mit"},
            {"question": text.pk, "label": "Wünsche", "value": "Vegan bitte"},
        ],
        consents=[{"purpose": "photo", "text": "wörtlich", "at": "2026-05-01T10:00:00+02:00"}],
        attended=True,
        **fields,
    )
    mail = tell(registration, MailKind.CONFIRMED, name="Ines Radtke")
    Mail.objects.filter(pk=mail.pk).update(error="550 ines@example.org: 0305550199")
    return registration


def everything_stored():
    return serializers.serialize("json", [*Registration.objects.all(), *Participant.objects.all(), *Mail.objects.all()], ensure_ascii=False)


def test_nothing_names_the_person_any_more_and_the_numbers_stay():
    registration = told(MeetingFactory(local=LONG_AGO))
    assert all(word in everything_stored() for word in PERSONAL)

    operations.anonymise(registration, at=AT)

    stored = everything_stored()
    assert [word for word in (*PERSONAL, "ines@") if word in stored] == []
    found = Registration.objects.get()
    assert (found.institution, found.actor, found.size, found.state) == ("Kreismusikschule", registration.actor, 2, "confirmed")
    assert [answer["value"] for answer in found.answers] == ["mit"]
    assert list(Participant.objects.values_list("attended", flat=True)) == [True, True]
    assert Mail.objects.get().state == MailState.DROPPED
    assert (found.anonymised_at, str(found)) == (AT, "gelöschte Person")


def test_who_was_there_before_is_known_after_the_address_is_gone():
    first, second = MeetingFactory(local=LONG_AGO), MeetingFactory(local=(2026, 9, 1, 16, 30))
    early, late = registered(first, email="ines@example.org", attended=True), registered(second, email="INES@example.org", attended=True)

    operations.anonymise(early, at=AT)
    operations.anonymise(late, at=AT)

    assert list(Registration.objects.order_by("pk").values_list("is_returning", flat=True)) == [False, True]


def test_who_was_absent_doesn_t_come_back():
    registered(MeetingFactory(local=LONG_AGO), email="ines@example.org", attended=False)
    late = registered(MeetingFactory(local=(2026, 9, 1, 16, 30)), email="ines@example.org", attended=True)

    assert operations.anonymise(late, at=AT).is_returning is False


def test_a_registration_that_is_needed_is_not_anonymised():
    registration = registered(MeetingFactory())

    with pytest.raises(operations.OperationRefused, match="sagen Sie sie zuerst ab"):
        operations.anonymise(registration, at=AT)


def test_the_period_of_each_meeting_counts_to_the_minute():
    meeting = MeetingFactory(local=LONG_AGO, retention_days=30)
    registered(meeting)
    registered(MeetingFactory(local=LONG_AGO, retention_days=365))
    over = meeting.ends_at + dt.timedelta(days=30)

    assert operations.anonymise_due(over - dt.timedelta(minutes=1)) == 0
    assert operations.anonymise_due(over) == 1
    assert operations.anonymise_due(over) == 0
    assert list(Registration.objects.filter(anonymised_at=None).values_list("meeting__retention_days", flat=True)) == [365]


def test_the_periodic_job_deletes_and_forgets_old_accesses():
    registered(MeetingFactory(local=LONG_AGO))
    ListAccess.objects.create(meeting=MeetingFactory(), what="opened", at=AT - dt.timedelta(days=4 * 365))

    JOBS["events.anonymise"].run(AT)

    assert (Registration.objects.filter(anonymised_at=None).count(), ListAccess.objects.count()) == (0, 0)


def test_the_export_says_everything_about_one_address_and_nothing_of_others():
    told(MeetingFactory(name="Übergabe", local=LONG_AGO))
    registered(MeetingFactory(), "Jonas Muster")

    found = everything(" INES@example.org ")

    text = json.dumps(found, ensure_ascii=False)
    assert all(word in text for word in {"Übergabe", *PERSONAL} - {"0305550199"})
    assert "Jonas" not in text
    assert [each["participants"][1]["name"] for each in found["registrations"]] == ["Mara Quelle"]


def test_erasing_goes_over_all_meetings_and_is_logged_without_the_address():
    user = UserFactory()
    told(MeetingFactory(local=LONG_AGO))
    registered(MeetingFactory(local=(2026, 9, 1, 16, 30)), "Ines Radtke")
    registered(MeetingFactory(), "Jonas Muster")

    assert operations.erase("ines@EXAMPLE.org", by=user, at=AT) == 2

    assert list(Registration.objects.filter(anonymised_at=None).values_list("email", flat=True)) == ["jonas@example.org"]
    entries = ModelLogEntry.objects.filter(action="events.erase")
    assert entries.count() == 2
    assert "ines" not in serializers.serialize("json", entries).lower()
    with pytest.raises(operations.OperationRefused, match="nichts gespeichert"):
        operations.erase("ines@example.org", by=user, at=AT)
