"""What members of a partner change themselves, and who may speak for whom."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from directory import operations as register
from directory.enums import Trust
from network import operations
from network.enums import Answer
from network.models import Cooperation, CooperationPartner, PartnerMail
from network.operations import OperationRefused
from tests.factories import ActorFactory, CooperationFactory, MembershipFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)


@pytest.fixture
def school():
    return ActorFactory(name="Grundschule am Park", email="a@park.example")


@pytest.fixture
def music():
    return ActorFactory(name="Musikschule Klangwerk", email="post@klangwerk.example")


@pytest.fixture
def teacher(school):
    return MembershipFactory(actor=school).user


@pytest.fixture
def choir(school, music):
    cooperation = CooperationFactory(name="Chor", form="regelmaessig")
    for actor in (school, music):
        operations.confirm_partner(operations.add_partner(cooperation, actor), at=AT)
    return Cooperation.objects.get(pk=cooperation.pk)


def part_of(cooperation, actor):
    return CooperationPartner.objects.get(cooperation=cooperation, actor=actor)


def answers(cooperation):
    return dict(cooperation.partners.values_list("actor__name", "answer"))


class TestUpdate:
    def test_what_is_no_essential_is_public_at_once_and_nobody_is_asked(self, choir, school, teacher):
        topic = TopicFactory()
        changes = {
            "about": "<p>Wir singen.</p><script>alert(1)</script>",
            "hours_per_week": "2.5",
            "topics": [topic.pk],
            "contact_for": "mitglieder",
        }

        done = operations.update(part_of(choir, school), changes, by=teacher, at=AT)

        choir = Cooperation.objects.get(pk=choir.pk)
        assert (done.changed, done.waits, done.asked) == (sorted(changes), False, 0)
        assert (str(choir.hours_per_week), list(choir.topics.all()), choir.contact_for) == ("2.5", [topic], "mitglieder")
        assert choir.about.startswith("<p>Wir singen.</p>")
        assert "script" not in choir.about
        assert (choir.confirmed_count, choir.confirmed_at, choir.is_public) == (2, AT, True)
        last = ModelLogEntry.objects.for_instance(choir).order_by("-pk").first()
        assert (last.action, last.user, last.message) == ("network.update", teacher, "Geändert von Grundschule am Park")

    def test_changed_essentials_are_confirmed_by_who_changed_them_and_asked_of_the_others(self, choir, school, music, teacher):
        PartnerMail.objects.all().delete()

        done = operations.update(part_of(choir, school), {"name": "Orchester"}, by=teacher, at=AT)

        assert (done.asked, done.cooperation.name, done.cooperation.is_public) == (1, "Orchester", False)
        assert answers(choir) == {school.name: Answer.CONFIRMED, music.name: Answer.OPEN}
        assert list(PartnerMail.objects.values_list("kind", "address")) == [("geaendert", "post@klangwerk.example")]
        operations.confirm_partner(part_of(choir, music), at=AT)
        assert Cooperation.objects.get(pk=choir.pk).is_public

    def test_whose_changes_are_reviewed_leaves_a_draft(self, choir, school):
        new = MembershipFactory(actor=school, trust=Trust.REVIEWED).user

        done = operations.update(part_of(choir, school), {"summary": "Neu"}, by=new, at=AT)

        choir = Cooperation.objects.get(pk=choir.pk)
        assert (done.waits, choir.summary, choir.get_latest_revision_as_object().summary) == (True, "", "Neu")
        register.publish(choir)
        assert Cooperation.objects.get(pk=choir.pk).summary == "Neu"

    def test_a_draft_keeps_what_the_office_was_writing(self, choir, school, teacher):
        draft = choir
        draft.summary = "In Arbeit"
        register.save_draft(draft)

        operations.update(part_of(choir, school), {"place_note": "Aula"}, by=teacher, at=AT)

        choir = Cooperation.objects.get(pk=choir.pk)
        later = choir.get_latest_revision_as_object()
        assert (choir.summary, choir.place_note, later.summary, later.place_note) == ("", "Aula", "In Arbeit", "Aula")

    def test_two_members_at_once_do_not_overwrite_each_other(self, choir, school, teacher):
        partner = part_of(choir, school)
        operations.update(partner, {"summary": "Von der einen"}, by=teacher, at=AT, seen={"summary": ""})

        with pytest.raises(OperationRefused, match="inzwischen jemand anderes geändert: In Kürze"):
            operations.update(partner, {"summary": "Vom anderen"}, by=teacher, at=AT, seen={"summary": ""})

        assert Cooperation.objects.get(pk=choir.pk).summary == "Von der einen"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"name": " "}, "Titel"),
            ({"confirmed_count": 9}, "lässt sich so nicht ändern"),
            ({"form": "erfunden"}, "Form"),
            ({"hours_per_week": "viele"}, "Stunden"),
            ({"starts_on": "2026-02-01", "ends_on": "2026-01-01"}, "endet, bevor sie"),
            ({"status": "beendet"}, "an welchem Tag"),
            ({"about_for": "intern"}, "Nur das Netzwerkbüro"),
            ({"topics": [987654]}, "nicht mehr"),
        ],
    )
    def test_what_is_wrong_is_refused_and_nothing_is_saved(self, choir, school, teacher, changes, said):
        with pytest.raises(OperationRefused, match=said):
            operations.update(part_of(choir, school), {"summary": "Halb", **changes}, by=teacher, at=AT)

        assert Cooperation.objects.get(pk=choir.pk).summary == ""

    def test_what_only_the_office_reads_is_not_theirs(self, choir, school, teacher):
        Cooperation.objects.filter(pk=choir.pk).update(funding_for="intern", funding="Geheim")
        partner = part_of(choir, school)

        assert not {"funding", "funded_until", "funding_for"} & set(operations.fields_for(partner))
        with pytest.raises(OperationRefused, match="lässt sich so nicht ändern"):
            operations.update(partner, {"funding": "Anders"}, by=teacher, at=AT)

    def test_nothing_changed_is_no_change(self, choir, school, teacher):
        assert operations.update(part_of(choir, school), {"name": "Chor"}, by=teacher, at=AT)[1:] == ([], False, 0)


class TestWhoSpeaks:
    def test_nobody_answers_for_a_foreign_institution(self, choir, music, teacher):
        partner = part_of(choir, music)
        tries = [
            lambda by: operations.confirm_partner(partner, by=by, at=AT),
            lambda by: operations.decline_partner(partner, by=by, at=AT),
            lambda by: operations.leave(partner, by=by, at=AT),
            lambda by: operations.note_remark(partner, "Falsch", by=by, at=AT),
            lambda by: operations.still_running(partner, by=by, at=AT),
            lambda by: operations.end_cooperation(partner, on=AT.date(), by=by, at=AT),
            lambda by: operations.update(partner, {"summary": "x"}, by=by, at=AT),
            lambda by: operations.propose(
                name="Neu", partners=[(partner.actor, ""), (ActorFactory(), "")], own=partner.actor, by=by, at=AT
            ),
        ]
        viewer = MembershipFactory(actor=music, role="viewer").user

        for attempt in tries:
            for by in (teacher, viewer):
                with pytest.raises(OperationRefused, match="Sie können nicht für „Musikschule Klangwerk“ antworten"):
                    attempt(by)

        assert answers(choir) == {"Grundschule am Park": "bestaetigt", "Musikschule Klangwerk": "bestaetigt"}
        assert Cooperation.objects.count() == 1

    def test_who_has_confirmed_brings_in_others_and_nobody_else_does(self, choir, teacher):
        library = ActorFactory(email="post@buecherei.example")

        partner = operations.ask_partner(operations.add_partner(choir, library, by=teacher, at=AT), by=teacher, at=AT)

        asked = MembershipFactory(actor=library).user
        assert (partner.round, partner.asked_by) == (1, teacher)
        for by in (asked, UserFactory()):
            for attempt in (
                lambda by: operations.add_partner(choir, ActorFactory(), by=by),
                lambda by: operations.change_role(partner, "ort", by=by),
                lambda by: operations.remove_partner(partner, by=by),
                lambda by: operations.ask_partner(partner, by=by, at=AT + dt.timedelta(days=1)),
            ):
                with pytest.raises(OperationRefused, match="Nur Partner, die bestätigt haben"):
                    attempt(by)

    def test_only_the_office_settles_remarks_and_proposes_for_others(self, choir, school, music, teacher):
        for attempt in (
            lambda: operations.settle_remark(part_of(choir, school), by=teacher),
            lambda: operations.propose(name="Neu", partners=[(school, ""), (music, "")], by=teacher, at=AT),
        ):
            with pytest.raises(OperationRefused, match="Das kann nur"):
                attempt()
