"""One mail asks an address about all its cooperations, and one page takes the answers."""

import datetime as dt

import pytest
from django.core import mail as outbox

from directory.operations import archive
from mailing import sending
from network import links, operations
from network.mails import planning
from network.models import Cooperation, CooperationPartner, PartnerMail
from tests.directory.test_views import text_of
from tests.factories import ActorFactory, CooperationFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2025, 11, 23, 10, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
YEAR_LATER = AT + 366 * DAY


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    def to(moment):
        monkeypatch.setattr(sending.timezone, "now", lambda: moment)

    to(AT)
    return to


@pytest.fixture
def school():
    return ActorFactory(name="Grundschule am Park", email="Leitung@traeger.example")


@pytest.fixture
def nursery():
    return ActorFactory(name="Kita am Park", email="leitung@traeger.example")


@pytest.fixture
def music():
    return ActorFactory(name="Musikschule Klangwerk", email="post@klangwerk.example")


def public(name, *actors, at=AT):
    cooperation = CooperationFactory(name=name)
    for actor in actors:
        operations.confirm_partner(operations.add_partner(cooperation, actor), at=at)
    PartnerMail.objects.all().delete()
    return Cooperation.objects.get(pk=cooperation.pk)


def asked_of(address):
    """[names of cooperations] of each yearly mail"""
    mails = PartnerMail.objects.filter(kind="laeuft-noch", address=address).order_by("pk")
    names = dict(CooperationPartner.objects.values_list("pk", "cooperation__name"))
    return [[names[key] for key, _round in mail.data["partners"]] for mail in mails]


def sent():
    before = len(outbox.outbox)
    sending.send_due()
    return {message.to[0]: message for message in outbox.outbox[before:]}


class TestYearly:
    def test_an_address_gets_one_mail_for_all_its_institutions(self, school, nursery, music, clock):
        public("Chor", school, music)
        public("Orchester", nursery, music, at=AT + 100 * DAY)
        public("Tanz", nursery, music, at=AT + 300 * DAY)

        written = [planning.ask_whether_running(YEAR_LATER + days * DAY) for days in (0, 1, 101, 120)]
        clock(YEAR_LATER)
        message = sent()["leitung@traeger.example"]

        assert written == [2, 0, 0, 0]
        assert asked_of("leitung@traeger.example") == [["Chor", "Orchester"]]
        assert message.subject == "Läuft das noch? 2 Kooperationen"
        assert "- Chor (Grundschule am Park)\n- Orchester (Kita am Park)" in message.body.replace("\xa0", " ")
        assert "/kooperationen/nachfragen/" in message.body

    def test_what_was_too_new_then_comes_with_the_next_one(self, school, nursery, music):
        public("Chor", school, music)
        tanz = public("Tanz", nursery, music, at=AT + 300 * DAY)
        planning.ask_whether_running(YEAR_LATER)
        operations.still_running(Cooperation.objects.get(name="Chor").partners.first(), at=YEAR_LATER + DAY)

        planning.ask_whether_running(AT + 666 * DAY)

        assert asked_of("leitung@traeger.example") == [["Chor"], ["Tanz", "Chor"]]
        assert Cooperation.objects.get(pk=tanz.pk).asked_at == AT + 666 * DAY

    def test_who_works_for_both_partners_is_asked_once_about_it(self, school, music):
        user = UserFactory(email="ada@buero.example")
        MembershipFactory(actor=school, user=user)
        MembershipFactory(actor=music, user=user)
        public("Chor", school, music)

        planning.ask_whether_running(YEAR_LATER)

        assert asked_of("ada@buero.example") == [["Chor"]]

    def test_the_number_of_queries_does_not_grow(self, school, nursery, music, django_assert_num_queries):
        for name in "ABC":
            public(name, school, nursery, music)

        with django_assert_num_queries(12):
            planning.ask_whether_running(YEAR_LATER)

    def test_what_was_answered_before_it_went_out_is_not_asked(self, school, nursery, music, clock):
        chor = public("Chor", school, music)
        public("Orchester", nursery, music)
        planning.ask_whether_running(YEAR_LATER)
        operations.still_running(chor.partners.first(), at=YEAR_LATER + DAY)
        clock(YEAR_LATER + DAY)

        assert sent()["leitung@traeger.example"].subject == "Läuft das noch? Kooperation „Orchester“"


class TestReminders:
    def test_an_address_is_reminded_once_of_all_requests(self, school, nursery, clock):
        for name, actor, days in (("Chor", school, 0), ("Orchester", nursery, 5), ("Tanz", nursery, 12)):
            operations.ask_partner(operations.add_partner(CooperationFactory(name=name), actor), at=AT + days * DAY)
        sent()

        written = [planning.remind(AT + days * DAY) for days in (13, 14, 15, 26, 27)]
        clock(AT + 27 * DAY)
        sending.send_due()
        texts = [message for message in outbox.outbox if message.subject.startswith("Erinnerung")]

        assert written == [0, 1, 0, 1, 0]
        assert [message.subject for message in texts] == [
            "Erinnerung: 2 Kooperationen – stimmt das?",
            "Erinnerung: Kooperation „Tanz“ – stimmt das?",
        ]


class TestPage:
    @pytest.fixture
    def mail(self, school, nursery, music, clock):
        public("Chor", school, music)
        public("Orchester", nursery, music)
        public("Tanz", nursery, school)
        planning.ask_whether_running(YEAR_LATER)
        clock(YEAR_LATER + DAY)
        return PartnerMail.objects.get(address="leitung@traeger.example")

    @pytest.fixture
    def keys(self, mail):
        return [key for key, _round in mail.data["partners"]]

    def test_reading_changes_nothing(self, client, mail):
        response = client.get(links.questions_page(mail))

        text = text_of(response)
        assert all(words in text for words in ("Chor", "Orchester", "Tanz", "mit Musikschule Klangwerk", "Alle 3 laufen weiter"))
        assert (response["X-Robots-Tag"], "no-store" in response["Cache-Control"]) == ("noindex, nofollow", True)
        assert set(Cooperation.objects.values_list("confirmed_at", flat=True)) == {AT}

    def test_all_are_answered_at_once(self, client, mail):
        response = client.post(links.questions_page(mail), {"action": "all"}, follow=True)

        assert "3 Kooperationen sind beantwortet" in text_of(response)
        assert not Cooperation.objects.filter(confirmed_at=AT).exists()

    def test_each_is_answered_by_itself_and_a_wrong_day_stops_no_other(self, client, mail, keys):
        first, second, third = keys
        data = {
            "action": "each",
            f"p{first}-answer": "laeuft",
            f"p{second}-answer": "beendet", f"p{second}-on": "2999-01-01",
        }  # fmt: skip

        response = client.post(links.questions_page(mail), data)
        after = client.post(links.questions_page(mail), {"action": "each", f"p{second}-answer": "beendet", f"p{second}-on": "2026-07-31"})

        assert (response.status_code, after.status_code) == (422, 302)
        assert "Bitte nennen Sie einen Tag, der nicht in der Zukunft liegt" in text_of(response)
        states = {
            partner.pk: partner.cooperation for partner in CooperationPartner.objects.filter(pk__in=keys).select_related("cooperation")
        }
        assert states[first].confirmed_at > AT
        assert (states[second].status, states[second].ends_on) == ("beendet", dt.date(2026, 7, 31))
        assert (states[third].status, states[third].confirmed_at) == ("laeuft", AT)

    def test_ended_needs_a_day(self, client, mail, keys):
        response = client.post(links.questions_page(mail), {"action": "each", f"p{keys[0]}-answer": "beendet"})

        assert (response.status_code, "Bitte geben Sie den letzten Tag an" in text_of(response)) == (422, True)

    def test_whom_the_address_does_not_reach_any_more_is_not_shown(self, client, mail, nursery, school):
        nursery.email = "neu@kita.example"
        nursery.save()
        text = text_of(client.get(links.questions_page(mail)))
        archive(school)

        assert ("Orchester" in text, "Chor" in text) == (False, True)
        assert client.get(links.questions_page(mail)).status_code == 404

    def test_forged_expired_and_forgotten_links_are_dead(self, client, mail, monkeypatch):
        import time

        page = links.questions_page(mail)
        now = time.time()
        forged = client.get(page.replace("nachfragen/", "nachfragen/9")).status_code
        monkeypatch.setattr(time, "time", lambda: now + links.LIFE.total_seconds() + 60)
        expired = client.get(page)
        monkeypatch.setattr(time, "time", lambda: now)
        mail.delete()

        assert (forged, expired.status_code, client.get(page).status_code) == (404, 404, 404)
        assert "zu alt" in text_of(expired)

    def test_a_link_of_one_partner_is_no_link_of_a_mail(self, client, mail):
        token = links.token(mail.partner)

        assert client.get(f"/kooperationen/nachfragen/{token}/").status_code == 404
