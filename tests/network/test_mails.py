"""Mails to partners: who is told what, when it isn't true any more, what stands in them."""

import datetime as dt

import pytest
from django.core import mail as outbox

from directory import operations as register
from mailing import sending
from network import links, operations
from network.mails import addresses_of, planning
from network.models import Cooperation, CooperationPartner, PartnerMail
from tests.factories import ActorFactory, CooperationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """`clock(moment)`: what the queue takes for now."""

    def to(moment):
        monkeypatch.setattr(sending.timezone, "now", lambda: moment)

    to(AT)
    return to


@pytest.fixture
def school():
    return ActorFactory(name="Grundschule am Park", email="Sekretariat@park.example")


@pytest.fixture
def music():
    return ActorFactory(name="Musikschule Klangwerk", email="post@klangwerk.example")


@pytest.fixture
def user():
    return UserFactory(email="ada@buero.example", first_name="Ada", last_name="Muster", is_superuser=True)


def sent():
    """[(address, subject, text)] of what goes out now."""
    before = len(outbox.outbox)
    sending.send_due()
    return [(message.to[0], message.subject, message.body) for message in outbox.outbox[before:]]


def subjects():
    return [(address, subject) for address, subject, text in sent()]


def asked(actor, user=None, cooperation=None, at=AT):
    return operations.ask_partner(operations.add_partner(cooperation or CooperationFactory(name="Chor"), actor), by=user, at=at)


def public(*actors, **fields):
    cooperation = CooperationFactory(name="Chor", **fields)
    for actor in actors:
        operations.confirm_partner(operations.add_partner(cooperation, actor), at=AT)
    return Cooperation.objects.get(pk=cooperation.pk)


def test_the_request_goes_to_the_institution_and_to_its_members(school, user):
    MembershipFactory(actor=school, user__email="lehrerin@example.org")
    MembershipFactory(actor=school, user__email="sekretariat@park.example")
    MembershipFactory(actor=school, user__email="weg@example.org", user__is_active=False)

    asked(school, user)

    found = sent()
    assert [address for address, *_rest in found] == ["sekretariat@park.example", "lehrerin@example.org"]
    assert found[0][1] == "Stimmt das? Kooperation „Chor“"
    assert "Eingetragen von: Ada Muster" in found[0][2]
    assert "/kooperationen/anfrage/" in found[0][2]
    assert "{" not in found[0][2]


def test_who_has_no_address_is_refused_with_a_way_on():
    with pytest.raises(operations.OperationRefused, match="keine E-Mail-Adresse"):
        asked(ActorFactory(name="Stumm", email=""))

    assert (CooperationPartner.objects.get().round, PartnerMail.objects.count()) == (0, 0)


def test_who_answers_first_gets_no_mail_any_more(school):
    partner = asked(school)
    operations.confirm_partner(partner, at=AT)

    assert sent() == []
    assert PartnerMail.objects.get().state == "dropped"


def test_asked_anew_only_the_later_mail_goes_out(school, clock):
    partner = asked(school)
    operations.ask_partner(partner, at=AT + DAY)
    clock(AT + DAY)

    assert len(sent()) == 1
    assert sorted(PartnerMail.objects.values_list("key", "state")) == [("anfrage-1", "dropped"), ("anfrage-2", "sent")]


def test_one_reminder_after_two_weeks(school, clock):
    asked(school)
    sent()
    written = [planning.plan(AT + days * DAY) for days in (13, 14, 15, 40)]
    clock(AT + 40 * DAY)

    assert written == [0, 1, 0, 0]
    assert subjects() == [("sekretariat@park.example", "Erinnerung: Kooperation „Chor“ – stimmt das?")]


def test_nobody_is_reminded_after_two_months_or_having_answered(school, music):
    asked(school)
    operations.decline_partner(asked(music), at=AT)

    assert planning.remind(AT + 61 * DAY) == 0
    assert [row.partner.actor for row in PartnerMail.objects.filter(kind="erinnerung")] == []


def test_whoever_asked_hears_of_a_refusal_with_its_reason(school, user):
    partner = asked(school, user)
    sent()

    operations.decline_partner(partner, reason="Wir haben\r\nkeine {link} Zeit", at=AT)

    [(address, subject, text)] = sent()
    assert (address, subject) == ("ada@buero.example", "Grundschule am Park hat abgelehnt: Kooperation „Chor“")
    assert "Grund: Wir haben keine {link} Zeit" in text


def test_all_hear_once_that_it_is_public(school, music):
    public(school, music)

    assert subjects() == [
        ("sekretariat@park.example", "Jetzt öffentlich: Kooperation „Chor“"),
        ("post@klangwerk.example", "Jetzt öffentlich: Kooperation „Chor“"),
    ]


def test_a_draft_that_both_have_confirmed_is_told_when_it_is_published(school, music):
    draft = public(school, music, live=False)
    before = sent()

    register.publish(draft)

    assert before == []
    assert len(sent()) == 2


def test_changed_essentials_say_what_has_changed(school, music):
    cooperation = public(school, music)
    sent()
    draft = cooperation
    draft.name, draft.form, draft.starts_on = "Orchester", "projekt", dt.date(2024, 8, 1)
    register.save_draft(draft)

    register.publish(cooperation)

    found = sent()
    assert [address for address, *_rest in found] == ["sekretariat@park.example", "post@klangwerk.example"]
    assert "- Titel: „Orchester“, vorher „Chor“" in found[0][2]
    assert "- Form: „Projekt“, vorher „regelmäßige Kooperation“" in found[0][2].replace("\xa0", " ")
    assert "- Seit: „1. August 2024“, vorher „keine Angabe“" in found[0][2].replace("\xa0", " ")


class TestYearly:
    def test_once_a_year_all_partners_are_asked(self, school, music, clock):
        public(school, music)
        sent()
        asked_on = [planning.ask_whether_running(AT + days * DAY) for days in (365, 366, 367, 400)]
        clock(AT + 400 * DAY)

        assert asked_on == [0, 2, 0, 0]
        assert subjects() == [
            ("post@klangwerk.example", "Läuft das noch? Kooperation „Chor“"),
            ("sekretariat@park.example", "Läuft das noch? Kooperation „Chor“"),
        ]

    def test_who_works_for_both_is_asked_once(self, school, music, user):
        for actor in (school, music):
            MembershipFactory(actor=actor, user=user)
        public(school, music)
        PartnerMail.objects.all().delete()

        planning.ask_whether_running(AT + 366 * DAY)

        assert sorted(PartnerMail.objects.values_list("address", flat=True)) == [
            "ada@buero.example", "post@klangwerk.example", "sekretariat@park.example",
        ]  # fmt: skip

    @pytest.mark.parametrize("fields", [{"status": "beendet"}, {"status": "geplant"}, {"ends_on": dt.date(2027, 1, 1)}])
    def test_what_is_over_or_to_come_is_not_asked(self, school, music, fields):
        public(school, music, **fields)

        assert planning.ask_whether_running(AT + 366 * DAY) == 0

    def test_an_answer_is_good_for_a_year(self, school, music):
        cooperation = public(school, music)
        planning.ask_whether_running(AT + 366 * DAY)

        operations.still_running(cooperation.partners.first(), at=AT + 370 * DAY)

        assert planning.ask_whether_running(AT + 732 * DAY) == 0
        assert planning.ask_whether_running(AT + 736 * DAY) == 2

    def test_the_others_hear_that_it_has_ended(self, school, music):
        cooperation = public(school, music)
        sent()

        operations.end_cooperation(cooperation.partners.first(), on=dt.date(2026, 7, 31), at=AT)

        [(address, subject, text)] = sent()
        assert (address, subject) == ("post@klangwerk.example", "Beendet: Kooperation „Chor“")
        assert "Beendet am: 31. Juli 2026" in text.replace("\xa0", " ")


def test_who_stays_hears_once_that_a_partner_has_left(school, music):
    library = ActorFactory(name="Bücherei", email="post@buecherei.example")
    cooperation = public(school, music, library)
    sent()

    for _twice in range(2):
        operations.leave(cooperation.partners.get(actor=music), on=dt.date(2026, 7, 31), at=AT)
    three = sent()
    operations.leave(cooperation.partners.get(actor=library), on=dt.date(2026, 8, 31), at=AT)
    [(address, _subject, two)] = sent()

    assert [(to, subject) for to, subject, _text in three] == [
        ("sekretariat@park.example", "Musikschule Klangwerk ist nicht mehr dabei: Kooperation „Chor“"),
        ("post@buecherei.example", "Musikschule Klangwerk ist nicht mehr dabei: Kooperation „Chor“"),
    ]
    assert "Ausgeschieden am: 31. Juli 2026" in three[0][2].replace("\xa0", " ")
    assert "Weiter dabei: Bücherei" in three[0][2]
    assert "nicht öffentlich" not in three[0][2]
    assert (address, "ist die Kooperation nicht öffentlich" in two, "{" in two) == ("sekretariat@park.example", True, False)


def test_who_comes_back_before_the_mail_went_out_was_never_away(school, music):
    cooperation = public(school, music)
    sent()
    operations.leave(cooperation.partners.get(actor=music), at=AT)

    operations.add_partner(cooperation, music, at=AT)

    assert sent() == []


def test_addresses_are_forgotten_with_their_mails(school):
    asked(school)

    assert planning.forget(AT + 399 * DAY) == 0
    assert planning.forget(AT + 401 * DAY) == 1
    assert not PartnerMail.objects.exists()


def test_no_address_gets_into_the_logs(school, caplog, monkeypatch):
    asked(school)
    monkeypatch.setattr(sending.Line, "open", lambda self: (_ for _ in ()).throw(ConnectionRefusedError(111, "sekretariat@park.example")))

    sending.send_due()

    assert "park.example" not in caplog.text
    assert "park.example" not in PartnerMail.objects.get().error


def test_a_title_can_not_change_the_mail(school):
    asked(school, cooperation=CooperationFactory(name="Chor\r\nBcc: x@y.example <b>{link}</b>"))

    [message] = (sending.send_due(), outbox.outbox)[1]
    html = message.alternatives[0].content
    assert message.subject == "Stimmt das? Kooperation „Chor Bcc: x@y.example <b>{link}</b>“"
    assert "&lt;b&gt;" in html
    assert "<b>{link}" not in html


class TestLinks:
    def test_a_link_finds_its_partner(self, school):
        partner = asked(school)

        assert links.find(links.token(partner)) == partner

    @pytest.mark.parametrize("token", ["", "x", "1-1.abc.def", "1-1"])
    def test_what_is_no_link_of_ours_is_dead(self, token):
        with pytest.raises(links.DeadLink):
            links.find(token)

    def test_a_forged_link_is_dead(self, school):
        token = links.token(asked(school))
        other = links.token(asked(ActorFactory(email="a@b.example")))

        with pytest.raises(links.DeadLink):
            links.find(other.split(".")[0] + "." + token.split(".", 1)[1])

    def test_a_link_of_an_earlier_round_says_so(self, school):
        partner = asked(school)
        token = links.token(partner)
        operations.ask_partner(partner, at=AT + DAY)

        with pytest.raises(links.OlderLink):
            links.find(token)

    def test_a_link_ends_after_ninety_days(self, school, monkeypatch):
        token = links.token(asked(school))
        import time

        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + links.LIFE.total_seconds() + 60)

        with pytest.raises(links.ExpiredLink):
            links.find(token)

    @pytest.mark.parametrize("what", ["cooperation", "actor"])
    def test_what_is_archived_has_no_links(self, school, what):
        partner = asked(school)
        register.archive(getattr(partner, what))

        with pytest.raises(links.DeadLink):
            links.find(links.token(partner))


def test_addresses_are_told_once_each(school):
    assert addresses_of(school) == ["sekretariat@park.example"]
    assert addresses_of(ActorFactory(email="")) == []
