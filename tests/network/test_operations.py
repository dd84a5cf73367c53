"""Partners and their answers, the number of those who are named, and what is asked again."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from directory import operations as register
from network import operations
from network.enums import Answer, CooperationStatus
from network.essentials import digest, essentials_of
from network.models import Cooperation, CooperationPartner
from network.operations import OperationRefused
from tests.factories import ActorFactory, CooperationFactory, CooperationPartnerFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(days=1)


def logged(cooperation):
    return list(ModelLogEntry.objects.for_instance(cooperation).order_by("pk").values_list("action", flat=True))


def counts(cooperation):
    """(what the row says, what partners say)"""
    named = CooperationPartner.objects.named().filter(cooperation=cooperation).count()
    return Cooperation.objects.get(pk=cooperation.pk).confirmed_count, named


@pytest.fixture
def two():
    return ActorFactory(name="Musikschule Klangwerk", email="post@klangwerk.example"), ActorFactory(
        name="Grundschule am Park", email="a@park.example"
    )


@pytest.fixture
def public(two):
    """Confirmed by both for what it is now."""
    cooperation = CooperationFactory(name="Bläserklasse")
    for actor in two:
        operations.confirm_partner(operations.add_partner(cooperation, actor, at=AT), at=AT)
    cooperation.refresh_from_db()
    return cooperation


class TestAdding:
    def test_a_partner_is_added_and_asked_later(self):
        cooperation, actor, user = CooperationFactory(), ActorFactory(), UserFactory(is_superuser=True)

        partner = operations.add_partner(cooperation, actor, role="ort", by=user, at=AT)

        assert (partner.answer, partner.role, partner.round) == (Answer.OPEN, "ort", 0)
        assert logged(cooperation) == ["network.add_partner"]

    def test_no_institution_is_added_twice(self, public, two):
        with pytest.raises(OperationRefused, match="ist bei dieser Kooperation schon Partner"):
            operations.add_partner(public, two[0])

    def test_an_archived_institution_is_refused(self):
        cooperation, actor = CooperationFactory(), ActorFactory(archived_at=AT)

        with pytest.raises(OperationRefused, match="ist archiviert"):
            operations.add_partner(cooperation, actor)

        assert not cooperation.partners.exists()

    def test_an_archived_cooperation_takes_nobody(self):
        with pytest.raises(OperationRefused, match="ist archiviert"):
            operations.add_partner(CooperationFactory(archived_at=AT), ActorFactory())

    @pytest.mark.parametrize("answer", ["abgelehnt", "ausgeschieden"])
    def test_who_declined_or_left_comes_back_as_if_new(self, answer):
        gone = CooperationPartnerFactory(answer=answer, answered_at=AT, left_on=dt.date(2026, 1, 1), reason="Keine Zeit")

        back = operations.add_partner(gone.cooperation, gone.actor, role="foerderung")

        assert (back.pk, back.answer, back.role, back.reason, back.left_on) == (gone.pk, Answer.OPEN, "foerderung", "", None)

    def test_only_who_was_never_asked_is_taken_away(self):
        mistaken, asked = CooperationPartnerFactory(), CooperationPartnerFactory(round=1, asked_at=AT)

        operations.remove_partner(mistaken)
        with pytest.raises(OperationRefused, match="wurde schon gefragt"):
            operations.remove_partner(asked)

        assert list(CooperationPartner.objects.all()) == [asked]

    def test_another_role_leaves_the_answer(self, public):
        partner = operations.change_role(public.partners.first(), "federfuehrung")

        assert (partner.role, partner.answer) == ("federfuehrung", Answer.CONFIRMED)
        with pytest.raises(OperationRefused, match="Rolle aus der Liste"):
            operations.change_role(partner, "chef")


class TestAsking:
    def test_each_question_is_a_new_round(self):
        partner = CooperationPartnerFactory(actor__email="a@park.example", answer="abgelehnt", answered_at=AT, reason="Keine Zeit")
        user = UserFactory(is_superuser=True)

        first = operations.ask_partner(partner, by=user, at=AT)
        second = operations.ask_partner(partner, by=user, at=LATER)

        assert (first.round, first.asked_at, first.asked_by, first.answer, first.reason) == (1, AT, user, Answer.OPEN, "")
        assert (second.round, second.asked_at) == (2, LATER)

    def test_two_presses_of_the_button_are_one_question(self):
        partner = CooperationPartnerFactory(actor__email="a@park.example")
        operations.ask_partner(partner, at=AT)

        with pytest.raises(OperationRefused, match="eben erst gefragt"):
            operations.ask_partner(partner, at=AT + dt.timedelta(minutes=1))

    @pytest.mark.parametrize(("answer", "said"), [("bestaetigt", "hat schon bestätigt"), ("ausgeschieden", "ist ausgeschieden")])
    def test_who_has_confirmed_or_left_is_not_asked(self, answer, said):
        with pytest.raises(OperationRefused, match=said):
            operations.ask_partner(CooperationPartnerFactory(answer=answer, answered_at=AT), at=AT)

    def test_nobody_of_an_archived_institution_is_asked(self):
        with pytest.raises(OperationRefused, match="ist archiviert"):
            operations.ask_partner(CooperationPartnerFactory(actor=ActorFactory(archived_at=AT)), at=AT)


class TestAnswering:
    def test_two_confirmations_make_it_public(self, two):
        cooperation = CooperationFactory()
        first, second = (operations.add_partner(cooperation, actor) for actor in two)
        seen = []

        for partner in (first, second):
            operations.confirm_partner(partner, at=AT)
            seen.append((counts(cooperation), Cooperation.objects.public().exists()))

        assert seen == [((1, 1), False), ((2, 2), True)]
        assert Cooperation.objects.get().confirmed_at == AT

    def test_confirming_twice_is_harmless(self, public):
        partner = public.partners.first()

        again = operations.confirm_partner(partner, at=LATER)

        assert again.answered_at == AT
        assert counts(public) == (2, 2)
        assert logged(public).count("network.confirm") == 2

    def test_who_declined_may_confirm_after_all(self):
        partner = CooperationPartnerFactory()
        operations.decline_partner(partner, reason=" Keine Zeit ", at=AT)
        declined = CooperationPartner.objects.get()

        operations.confirm_partner(partner, at=LATER)

        now = CooperationPartner.objects.get()
        assert (declined.answer, declined.reason) == (Answer.DECLINED, "Keine Zeit")
        assert (now.answer, now.reason, now.answered_at) == (Answer.CONFIRMED, "", LATER)

    def test_a_partner_that_declines_afterwards_takes_it_out_of_the_public(self, public):
        operations.decline_partner(public.partners.first(), at=LATER)

        assert counts(public) == (1, 1)
        assert not Cooperation.objects.public().exists()

    def test_what_was_changed_while_somebody_read_it_is_not_confirmed(self, two):
        cooperation = CooperationFactory(name="Chor")
        partner = operations.add_partner(cooperation, two[0])
        seen = digest(essentials_of(cooperation))
        Cooperation.objects.update(name="Orchester")

        with pytest.raises(OperationRefused, match="in der Zwischenzeit geändert"):
            operations.confirm_partner(partner, at=AT, seen=seen)
        operations.confirm_partner(partner, at=AT, seen=digest(essentials_of(Cooperation.objects.get())))

        assert CooperationPartner.objects.get().confirmed_as["name"] == "Orchester"

    def test_an_archived_institution_can_not_confirm(self):
        with pytest.raises(OperationRefused, match="ist archiviert"):
            operations.confirm_partner(CooperationPartnerFactory(actor=ActorFactory(archived_at=AT)), at=AT)

    def test_a_reason_that_is_too_long_is_refused(self):
        with pytest.raises(OperationRefused, match="höchstens 500 Zeichen"):
            operations.decline_partner(CooperationPartnerFactory(), reason="x" * 501, at=AT)

    def test_leaving_ends_the_part_and_keeps_the_history(self, public):
        partner = operations.leave(public.partners.first(), on=dt.date(2026, 11, 1), at=AT)

        again = operations.leave(partner, on=dt.date(2026, 10, 1), at=LATER)

        assert (again.answer, again.left_on) == (Answer.LEFT, dt.date(2026, 11, 1))
        assert counts(public) == (1, 1)
        assert public.partners.count() == 2
        with pytest.raises(OperationRefused, match="ausgeschieden"):
            operations.confirm_partner(partner, at=LATER)

    @pytest.mark.parametrize(("day", "said"), [((2026, 11, 24), "nicht in der Zukunft"), ((2019, 7, 31), "nicht ausscheiden, bevor")])
    def test_the_day_of_leaving_lies_in_the_period(self, two, day, said):
        cooperation = CooperationFactory(starts_on=dt.date(2019, 8, 1), partners=two)

        with pytest.raises(OperationRefused, match=said):
            operations.leave(cooperation.partners.first(), on=dt.date(*day), at=AT)

    def test_who_has_not_confirmed_can_not_leave(self):
        with pytest.raises(OperationRefused, match="hat nicht bestätigt"):
            operations.leave(CooperationPartnerFactory(), at=AT)

    def test_a_remark_is_a_task_until_it_is_settled(self, public):
        partner = operations.note_remark(public.partners.first(), " Die Adresse stimmt nicht. ", at=AT)
        noted = (partner.remark, partner.remarked_at)

        settled = operations.settle_remark(partner)

        assert noted == ("Die Adresse stimmt nicht.", AT)
        assert (settled.remark, settled.remarked_at) == ("", None)
        with pytest.raises(OperationRefused, match="was nicht stimmt"):
            operations.note_remark(partner, "  ")


class TestCounting:
    @pytest.mark.parametrize("fate", ["archived", "unpublished", "saved", "in bulk"])
    def test_the_row_follows_what_happens_to_an_institution(self, public, two, fate):
        actor = two[0]
        register.publish(actor)

        if fate == "archived":
            register.archive(actor)
        elif fate == "unpublished":
            register.unpublish(actor)
        elif fate == "saved":
            actor.refresh_from_db()
            actor.live = False
            actor.save()
        else:
            type(actor).objects.filter(pk=actor.pk).update(archived_at=AT)
            register_changed(actor)

        assert counts(public) == (1, 1)
        assert not Cooperation.objects.public().exists()

    def test_and_back(self, public, two):
        register.archive(two[0])

        register.restore(two[0])

        assert counts(public) == (2, 2)

    def test_saving_an_institution_without_cooperations_asks_one_thing(self, django_assert_num_queries):
        actor = ActorFactory()

        with django_assert_num_queries(1):
            operations.recount_of([actor.pk])

    def test_recount_mends_what_is_wrong(self, public):
        Cooperation.objects.update(confirmed_count=7)

        assert operations.recount(public) == 2
        assert counts(public) == (2, 2)


def register_changed(actor):
    from directory.signals import content_changed

    content_changed.send(sender=type(actor), ids=[actor.pk])


class TestAskingAgain:
    def changed(self, cooperation, **fields):
        draft = cooperation.get_latest_revision_as_object() if cooperation.latest_revision else cooperation
        for name, value in fields.items():
            setattr(draft, name, value)
        register.save_draft(draft)
        register.publish(cooperation)
        return Cooperation.objects.get(pk=cooperation.pk)

    @pytest.mark.parametrize(
        "change", [{"name": "Orchester"}, {"form": "projekt"}, {"agreement": "schriftlich"}, {"starts_on": dt.date(2020, 8, 1)}]
    )
    def test_changed_essentials_ask_all_again_and_leave_the_public(self, public, change):
        now = self.changed(public, **change)

        answers = set(public.partners.values_list("answer", "round"))
        assert (answers, now.is_public, counts(public)) == ({(Answer.OPEN, 1)}, False, (0, 0))
        for partner in public.partners.all():
            operations.confirm_partner(partner, at=LATER)
        assert Cooperation.objects.public().get() == public

    def test_what_is_not_essential_asks_nobody(self, public):
        now = self.changed(public, summary="Jetzt auch mittwochs.", people=40, ends_on=dt.date(2030, 1, 1))

        assert (now.is_public, now.summary) == (True, "Jetzt auch mittwochs.")

    def test_a_correction_asks_nobody_and_holds_once(self, public):
        corrected = self.changed(public, name="Bläserklassen", only_correction=True)

        later = self.changed(public, name="Streicherklasse", only_correction=False)

        assert (corrected.is_public, corrected.only_correction) == (True, False)
        assert later.is_public is False

    def test_who_declined_or_left_is_not_asked_again(self, public):
        third = operations.add_partner(public, ActorFactory())
        operations.decline_partner(third, at=AT)
        fourth = operations.confirm_partner(operations.add_partner(public, ActorFactory()), at=AT)
        operations.leave(fourth, at=AT)

        self.changed(public, name="Orchester")

        assert sorted(public.partners.values_list("answer", flat=True)) == ["abgelehnt", "ausgeschieden", "offen", "offen"]

    def test_a_draft_that_was_changed_after_an_answer_is_asked_again_when_it_is_published(self, two):
        cooperation = CooperationFactory(live=False)
        register.save_draft(cooperation)
        for actor in two:
            operations.confirm_partner(operations.add_partner(cooperation, actor), at=AT)

        now = self.changed(cooperation, name="Etwas ganz anderes")

        assert (now.live, now.confirmed_count, now.is_public) == (True, 0, False)

    def test_rows_that_do_not_know_what_they_confirmed_count_for_what_was_public(self, two):
        cooperation = CooperationFactory(partners=two)

        same = self.changed(cooperation, summary="Neu")
        other = self.changed(cooperation, name="Neu")

        assert (same.confirmed_count, other.confirmed_count) == (2, 0)

    def test_a_planned_publication_asks_only_when_it_comes(self, public):
        draft = public
        draft.name, draft.go_live_at = "Orchester", dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
        register.save_draft(draft)

        register.publish(Cooperation.objects.get())

        assert Cooperation.objects.get().confirmed_count == 2


class TestGoodPractice:
    def test_the_office_chooses_what_is_public_and_says_why(self, public):
        operations.choose_good_practice(public, reason=" Alle Kinder einer Klasse spielen. ", at=AT)

        chosen = operations.choose_good_practice(public, reason="Alle spielen.", at=LATER)

        assert (chosen.good_practice_at, chosen.good_practice_reason) == (AT, "Alle spielen.")
        taken_back = operations.unchoose_good_practice(public)
        assert (taken_back.good_practice_at, taken_back.good_practice_reason) == (None, "")

    def test_what_nobody_sees_is_no_example(self):
        with pytest.raises(OperationRefused, match="ist nicht öffentlich"):
            operations.choose_good_practice(CooperationFactory(), reason="Gut.")

    @pytest.mark.parametrize("reason", ["", "x" * 501])
    def test_without_a_reason_of_a_sentence_nothing_is_chosen(self, public, reason):
        with pytest.raises(OperationRefused, match="in ein oder zwei Sätzen"):
            operations.choose_good_practice(public, reason=reason)


class TestStillRunning:
    def test_yes_is_a_new_check(self, public):
        operations.still_running(public.partners.first(), at=LATER)

        assert Cooperation.objects.get().confirmed_at == LATER

    def test_ended_on_a_day_stays_public_with_its_period(self, public):
        operations.end_cooperation(public.partners.first(), on=dt.date(2026, 7, 31), at=LATER)

        now = Cooperation.objects.get()
        assert (now.status, now.ends_on, now.is_public) == (CooperationStatus.ENDED, dt.date(2026, 7, 31), True)
        assert now.get_latest_revision_as_object().ends_on == dt.date(2026, 7, 31)

    def test_the_end_reaches_a_draft_that_is_being_written(self, public):
        draft = Cooperation.objects.get()
        draft.summary = "Noch nicht fertig"
        register.publish(public)
        register.save_draft(draft)

        operations.end_cooperation(public.partners.first(), on=dt.date(2026, 7, 31), at=LATER)

        draft = Cooperation.objects.get().get_latest_revision_as_object()
        assert (draft.summary, draft.status) == ("Noch nicht fertig", CooperationStatus.ENDED)

    @pytest.mark.parametrize(("day", "said"), [((2027, 1, 1), "nicht in der Zukunft"), ((2018, 1, 1), "nicht enden, bevor")])
    def test_the_end_lies_in_the_period(self, two, day, said):
        cooperation = CooperationFactory(starts_on=dt.date(2019, 8, 1), partners=two)

        with pytest.raises(OperationRefused, match=said):
            operations.end_cooperation(cooperation.partners.first(), on=dt.date(*day), at=AT)

    def test_who_has_not_confirmed_has_no_say(self):
        partner = CooperationPartnerFactory()

        for operation, more in ((operations.still_running, {}), (operations.end_cooperation, {"on": dt.date(2026, 1, 1)})):
            with pytest.raises(OperationRefused, match="Nur Partner, die bestätigt haben"):
                operation(partner, at=AT, **more)


class TestProposing:
    def test_a_cooperation_with_its_partners_in_one_go(self, two):
        user = MembershipFactory(actor=two[0]).user

        made = operations.propose(
            name=" Bläserklasse ", form="projekt", partners=[(two[0], "federfuehrung"), (two[1], "")], own=two[0], by=user, at=AT
        )

        rows = list(made.partners.order_by("pk").values_list("actor", "role", "answer", "round"))
        assert (made.name, made.live, made.confirmed_count) == ("Bläserklasse", False, 1)
        assert rows == [(two[0].pk, "federfuehrung", "bestaetigt", 0), (two[1].pk, "partner", "offen", 1)]

    def test_refusals_leave_nothing_half_made(self, two):
        one, other = two
        archived = ActorFactory(archived_at=AT)
        refused = [
            ({"partners": [(one, ""), (one, "")]}, "nicht ihr eigener Partner"),
            ({"partners": [(one, "")]}, "mindestens zwei Partner"),
            ({"partners": [(one, ""), (archived, "")]}, "ist archiviert"),
            ({"partners": [(one, ""), (other, "")], "own": archived}, "gehört nicht zu den Partnern"),
            ({"partners": [(one, ""), (other, "")], "starts_on": dt.date(2026, 2, 1), "ends_on": dt.date(2026, 1, 1)}, "endet, bevor sie"),
            ({"partners": [(one, ""), (other, "")], "name": " "}, "einen Titel"),
        ]

        for given, said in refused:
            with pytest.raises(OperationRefused, match=said):
                operations.propose(**{"name": "Chor", "at": AT} | given)

        assert not Cooperation.objects.exists()

    def test_the_same_thing_entered_twice_is_found(self, two):
        period = {"starts_on": dt.date(2024, 8, 1), "ends_on": dt.date(2025, 7, 31)}
        there = CooperationFactory(partners=[*two, ActorFactory()], **period)
        before = CooperationFactory(partners=two, ends_on=dt.date(2024, 7, 31))
        CooperationFactory(partners=two, form="projekt", **period)
        CooperationFactory(partners=[two[0], ActorFactory()], **period)
        CooperationFactory(partners=two, archived_at=AT, **period)
        without_end = CooperationFactory(partners=two, starts_on=dt.date(2025, 7, 31))
        new = CooperationFactory(partners=two, **period)

        assert set(operations.overlapping(new)) == {there, without_end}
        assert before not in operations.overlapping(new)
