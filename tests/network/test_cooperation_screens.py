"""The office's screens for cooperations, their partners, wishes and transitions."""

import csv
import datetime as dt
import re
from io import StringIO

import pytest
from django.urls import reverse

from directory import operations as register
from network import operations
from network.enums import Answer
from network.models import Cooperation, CooperationPartner, CooperationWish, PartnerMail, Transition
from tests.directory.test_views import text_of
from tests.factories import ActorFactory, CooperationFactory, CooperationPartnerFactory, CooperationWishFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 1, 10, tzinfo=dt.UTC)


def screen(name, *args, model="cooperation"):
    return reverse(f"wagtailsnippets_network_{model}:{name}", args=args)


@pytest.fixture
def school():
    return ActorFactory(name="Grundschule am Park", email="a@park.example")


@pytest.fixture
def music():
    return ActorFactory(name="Musikschule Klangwerk", email="b@klangwerk.example")


@pytest.fixture
def public(school, music):
    cooperation = CooperationFactory(name="Bläserklasse")
    for actor in (school, music):
        operations.confirm_partner(operations.add_partner(cooperation, actor), at=AT)
    return Cooperation.objects.get()


def form(**changed):
    return {
        "name": "Bläserklasse", "form": "regelmaessig", "status": "laeuft", "summary": "", "agreement": "keine", "agreement_for": "alle",
        "place_note": "", "about": "null", "running": "null", "helps": "null", "hinders": "null", "about_for": "alle", "running_for": "alle",
        "helps_for": "alle", "hinders_for": "alle", "pictures_for": "alle", "reach_for": "alle", "funding": "", "funding_for": "mitglieder",
        "contact_name": "", "contact_email": "", "contact_phone": "", "contact_note": "", "contact_for": "alle", "starts_on": "", "ends_on": "",
        "pictures-TOTAL_FORMS": "0", "pictures-INITIAL_FORMS": "0",
    } | changed  # fmt: skip


class TestProfile:
    def test_an_editor_makes_a_draft_and_comes_to_its_partners(self, as_user, editor):
        response = as_user(editor).post(screen("add"), form())

        made = Cooperation.objects.get()
        assert (made.name, made.live) == ("Bläserklasse", False)
        assert response.url == screen("partners", made.pk)

    def test_who_is_proposed_by_the_analysis_is_filled_in_as_the_first_partner(self, as_user, editor, school):
        screens = as_user(editor)
        page = screens.get(screen("add"), {"actor": school.pk})
        action = re.search(r'action="(/cms/[^"]*actor=\d+)"', page.content.decode())[1]

        partners = screens.post(action, form()).url

        assert partners == f"{screen('partners', Cooperation.objects.get().pk)}?actor={school.pk}"
        assert "Grundschule am Park" in screens.get(partners).content.decode()
        for nonsense in ("x", "9" * 30, "0"):
            assert screens.get(screen("partners", Cooperation.objects.get().pk), {"actor": nonsense}).status_code == 200

    def test_the_end_lies_after_the_beginning(self, as_user, editor):
        response = as_user(editor).post(screen("add"), form(starts_on="2026-08-01", ends_on="2026-07-31"))

        assert "nicht enden, bevor sie beginnt" in text_of(response)
        assert not Cooperation.objects.exists()

    def test_changed_essentials_are_warned_of_before_they_are_published(self, as_user, moderator, public):
        response = as_user(moderator).post(screen("edit", public.pk), form(name="Orchester", **{"action-publish": "1"}))

        assert "was Partner bestätigt haben: Titel" in text_of(response)
        assert Cooperation.objects.get().name == "Bläserklasse"
        assert Cooperation.objects.get().is_public

    def test_then_all_are_asked_again(self, as_user, moderator, public):
        as_user(moderator).post(screen("edit", public.pk), form(name="Orchester", ask_again="on", **{"action-publish": "1"}))

        now = Cooperation.objects.get()
        assert (now.name, now.is_public, now.confirmed_count) == ("Orchester", False, 0)
        assert PartnerMail.objects.filter(kind="geaendert").count() == 2

    def test_or_it_is_only_a_correction(self, as_user, moderator, public):
        as_user(moderator).post(screen("edit", public.pk), form(name="Bläserklassen", only_correction="on", **{"action-publish": "1"}))

        now = Cooperation.objects.get()
        assert (now.name, now.is_public, now.only_correction) == ("Bläserklassen", True, False)

    def test_what_nobody_confirmed_needs_no_warning(self, as_user, moderator):
        cooperation = CooperationFactory()

        as_user(moderator).post(screen("edit", cooperation.pk), form(name="Orchester", **{"action-publish": "1"}))

        assert Cooperation.objects.get().name == "Orchester"

    def test_an_editor_can_not_say_that_it_is_a_correction(self, as_user, editor, public):
        page = as_user(editor).get(screen("edit", public.pk))
        as_user(editor).post(screen("edit", public.pk), form(name="Orchester", only_correction="on"))

        assert "only_correction" not in page.content.decode()
        assert Cooperation.objects.get().get_latest_revision_as_object().only_correction is False

    def test_two_editors_at_once_are_told(self, as_user, editor, public):
        register.save_draft(public)
        client = as_user(editor)
        html = client.get(screen("edit", public.pk)).content.decode()
        loaded = dict(re.findall(r'name="(loaded_revision_id|loaded_revision_created_at)" value="([^"]*)"', html))
        draft = Cooperation.objects.get().get_latest_revision_as_object()
        draft.summary = "Von jemand anderem"
        register.save_draft(draft)

        response = client.post(screen("edit", public.pk), form(summary="Von mir", **loaded))

        assert "während Sie ihn bearbeitet haben" in text_of(response)
        assert "Von mir" in response.content.decode()
        assert Cooperation.objects.get().get_latest_revision_as_object().summary == "Von jemand anderem"

    def test_the_preview_is_the_public_page(self, as_user, editor, public):
        client = as_user(editor)
        client.post(screen("preview_on_edit", public.pk), form(name="Vorschau auf Neues"))

        response = client.get(screen("preview_on_edit", public.pk))

        assert response.status_code == 200
        assert "Vorschau auf Neues" in text_of(response)

    def test_the_same_thing_entered_twice_is_warned_of(self, as_user, editor, public, school, music):
        second = CooperationFactory(name="Bläser", partners=[school, music])

        edited = as_user(editor).post(screen("edit", second.pk), form(name="Bläser"), follow=True)
        partners = as_user(editor).get(screen("partners", second.pk))

        for response in (edited, partners):
            assert "doppelt eingetragen" in text_of(response)
            assert screen("edit", public.pk) in response.content.decode()

    def test_html_in_stories_is_cleaned(self, as_user, moderator, public):
        public.about = '<p onclick="x()">Alle <script>alert(1)</script>spielen <a href="javascript:x()">mit</a></p>'
        register.save_draft(public)
        register.publish(public)

        page = as_user(moderator).get(public.get_absolute_url()).content.decode()

        assert "onclick" not in page
        assert "javascript:x" not in page
        assert "alert(1)" not in page


class TestList:
    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_asks_the_same_for_any_number(self, as_user, office, number, django_assert_num_queries):
        for _each in range(number):
            CooperationFactory(partners=[ActorFactory(), ActorFactory()])
        client = as_user(office)
        client.get(screen("list"))

        with django_assert_num_queries(LIST_QUERIES):
            client.get(screen("list"))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("partners=public", ["Bestätigt"]),
            ("partners=few", ["Abgelehnt", "Offen", "Ungefragt"]),
            ("partners=open", ["Offen"]),
            ("partners=unasked", ["Ungefragt"]),
            ("partners=declined", ["Abgelehnt"]),
            ("partners=remark", ["Offen"]),
            ("q=Turmschule", ["Offen"]),
            ("good_practice=yes", ["Bestätigt"]),
            ("form=projekt", ["Ungefragt"]),
        ],
    )
    def test_filters(self, as_user, office, query, found):
        CooperationFactory(name="Bestätigt", partners=[ActorFactory(), ActorFactory()], good_practice_at=AT)
        CooperationPartnerFactory(
            cooperation__name="Offen", actor__name="Turmschule", round=1, asked_at=AT, remark="Falsch", remarked_at=AT
        )
        CooperationPartnerFactory(cooperation__name="Ungefragt", cooperation__form="projekt")
        CooperationPartnerFactory(cooperation__name="Abgelehnt", answer="abgelehnt", answered_at=AT)

        response = as_user(office).get(f"{screen('list')}?{query}")

        assert sorted(cooperation.name for cooperation in response.context["object_list"]) == found

    @pytest.mark.parametrize("kind", ["csv", "xlsx"])
    def test_downloads(self, as_user, office, public, kind):
        response = as_user(office).get(f"{screen('list')}?export={kind}")

        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200
        assert kind == "xlsx" or "Grundschule am Park, Musikschule Klangwerk" in body.decode()

    def test_the_office_downloads_what_is_not_public_with_all_answers(self, as_user, moderator, office, client, public, school, music):
        waiting = CooperationFactory(name="Noch geheim")
        operations.ask_partner(operations.add_partner(waiting, school), by=moderator, at=AT)
        operations.decline_partner(operations.add_partner(waiting, music), reason="Keine Zeit", at=AT)

        table = b"".join(as_user(office).get(f"{screen('list')}?export=csv").streaming_content).decode("utf-8-sig")
        rows = {row["Titel"]: row for row in csv.DictReader(StringIO(table), delimiter=";")}

        assert (rows["Noch geheim"]["Öffentlich"], rows[public.name]["Öffentlich"]) == ("nein", "ja")
        assert rows["Noch geheim"]["Antworten der Partner"] == (
            f"{school.name}: noch keine Antwort (gefragt am 01.11.2026); {music.name}: abgelehnt (01.11.2026, Keine Zeit)"
        )
        public_table = client.get("/kooperationen/tabelle.csv").content.decode()
        assert (public.name in public_table, "Noch geheim" in public_table) == (True, False)


class TestPartners:
    def post(self, client, cooperation, action, **data):
        return client.post(screen("partners", cooperation.pk), {"action": action} | data, follow=True)

    def test_a_whole_profile_is_played(self, as_user, moderator, school, music):
        client, cooperation = as_user(moderator), CooperationFactory(live=False)
        said = [text_of(self.post(client, cooperation, "add", actor=actor.pk, role="partner", ask="on")) for actor in (school, music)]
        first, second = CooperationPartner.objects.order_by("pk")
        self.post(client, cooperation, "confirm", partner=first.pk)
        self.post(client, cooperation, "decline", partner=second.pk, **{f"decline-{second.pk}-reason": "Keine Zeit"})
        declined = CooperationPartner.objects.get(pk=second.pk)
        self.post(client, cooperation, "confirm", partner=second.pk)
        register.publish(cooperation)
        self.post(client, cooperation, "choose", reason="Alle spielen.")
        chosen = Cooperation.objects.get()
        self.post(client, cooperation, "leave", partner=second.pk, **{f"leave-{second.pk}-on": "01.11.2026"})

        assert "ist hinzugefügt und wurde gefragt" in said[0]
        assert (declined.answer, declined.reason) == (Answer.DECLINED, "Keine Zeit")
        assert (chosen.is_public, chosen.good_practice_reason) == (True, "Alle spielen.")
        assert (CooperationPartner.objects.get(pk=second.pk).left_on, Cooperation.objects.get().is_public) == (dt.date(2026, 11, 1), False)

    def test_who_may_edit_adds_and_asks_but_answers_for_nobody(self, as_user, editor, school):
        client, cooperation = as_user(editor), CooperationFactory()
        self.post(client, cooperation, "add", actor=school.pk, role="partner")
        partner = CooperationPartner.objects.get()
        page = client.get(screen("partners", cooperation.pk))

        for action in ("confirm", "decline", "leave", "settle", "choose", "unchoose"):
            self.post(client, cooperation, action, partner=partner.pk, reason="x")

        assert "Hat telefonisch bestätigt" not in text_of(page)
        assert CooperationPartner.objects.get().answer == Answer.OPEN

    def test_strangers_see_nothing(self, client, public):
        assert client.get(screen("partners", public.pk)).status_code == 302
        assert client.post(screen("partners", public.pk), {"action": "unchoose"}).status_code == 302

    def test_refusals_are_told(self, as_user, moderator, public, school):
        partner = public.partners.first()
        client = as_user(moderator)

        again = text_of(self.post(client, public, "add", actor=school.pk, role="partner"))
        remove = text_of(self.post(client, public, "remove", partner=partner.pk))
        day = text_of(self.post(client, public, "leave", partner=partner.pk, **{f"leave-{partner.pk}-on": ""}))
        empty = text_of(self.post(client, public, "add", role="partner"))

        assert "schon Partner" in again
        assert "wurde schon gefragt" in remove
        assert "Letzter Tag" in day
        assert "Dieses Feld" in empty
        assert public.partners.filter(answer=Answer.CONFIRMED).count() == 2

    @pytest.mark.parametrize("key", ["", "x", "999999999999999999999", "0"])
    def test_partners_of_others_are_not_found(self, as_user, moderator, public, key):
        other = CooperationPartnerFactory()

        for given in (key, other.pk):
            response = as_user(moderator).post(screen("partners", public.pk), {"action": "confirm", "partner": given})
            assert response.status_code == 404
        assert CooperationPartner.objects.get(pk=other.pk).answer == Answer.OPEN

    def test_history_tells_who_answered(self, as_user, moderator, school):
        cooperation = CooperationFactory()
        operations.confirm_partner(operations.ask_partner(operations.add_partner(cooperation, school), at=AT), at=AT)
        response = as_user(moderator).get(screen("history", cooperation.pk))

        assert "Grundschule am Park hat bestätigt (über den Link in der E-Mail)" in text_of(response)


class TestWishesAndTransitions:
    def test_a_wish_needs_an_institution_to_be_published(self, as_user, moderator, school):
        data = {"name": "Partner gesucht", "direction": "sucht", "text": "null", "form": "", "until": "", "action-publish": "1"}
        client = as_user(moderator)

        refused = client.post(screen("add", model="cooperationwish"), data)
        client.post(screen("add", model="cooperationwish"), data | {"actor": school.pk})

        assert refused.status_code == 200
        assert CooperationWish.objects.public().get().actor == school

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_list_of_wishes_asks_the_same_for_any_number(self, as_user, office, number, django_assert_num_queries):
        for _each in range(number):
            CooperationWishFactory()
        client = as_user(office)
        client.get(screen("list", model="cooperationwish"))

        with django_assert_num_queries(WISH_QUERIES):
            client.get(screen("list", model="cooperationwish"))

    def test_a_wish_is_previewed_and_downloaded(self, as_user, office):
        wish = CooperationWishFactory(name="Chor gesucht")

        table = as_user(office).get(f"{screen('list', model='cooperationwish')}?export=csv")
        client = as_user(office)
        client.post(
            screen("preview_on_edit", wish.pk, model="cooperationwish"),
            {"name": "Anderer Chor", "direction": "sucht", "text": "null", "form": "", "actor": wish.actor_id},
        )

        assert "Chor gesucht" in b"".join(table.streaming_content).decode()
        assert "Anderer Chor" in text_of(client.get(screen("preview_on_edit", wish.pk, model="cooperationwish")))

    def test_moderators_edit_transitions_and_editors_only_see_them(self, as_user, moderator, editor):
        transition = Transition.objects.get(slug="kita-grundschule")
        data = {"name": "Kita → Schule", "slug": "kita-grundschule", "sort_order": "10", "names": "{}", "from_kinds": [], "to_kinds": []}

        as_user(editor).post(screen("edit", transition.pk, model="transition"), data)
        before = Transition.objects.get(pk=transition.pk).name
        as_user(moderator).post(screen("edit", transition.pk, model="transition"), data)

        assert (before, Transition.objects.get(pk=transition.pk).name) == ("Kita → Grundschule", "Kita → Schule")


def test_the_dashboard_counts_what_waits(as_user, moderator, editor):
    CooperationPartnerFactory(round=1, asked_at=AT)
    CooperationPartnerFactory(answer="abgelehnt", answered_at=AT, remark="Falsch", remarked_at=AT)

    shown = [text_of(as_user(user).get("/cms/")) for user in (moderator, editor)]

    words = ("1 Kooperation wartet auf eine Antwort", "Bei 1 Kooperation hat ein Partner abgelehnt", "Bei 1 Kooperation sagt ein Partner")
    assert [[text in page for text in words] for page in shown] == [[True] * 3, [False] * 3]


LIST_QUERIES = 15
WISH_QUERIES = 12
