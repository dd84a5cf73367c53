"""Whether entries are still right: who is asked when, what follows silence, and the answers by a link. 2 March 2026 is a Monday."""

import datetime as dt
import re

import pytest
from django.core import mail, signing
from django.urls import reverse
from django.utils import timezone

from directory import operations
from directory.freshness import BERLIN
from directory.models import Actor, ActorKind, Membership, Offer
from mailing.sending import send_due
from search.documents.entries import ActorDocuments
from tests.factories import ActorFactory, OfferFactory, UserFactory
from tests.people import person
from tests.upkeep.world import member
from upkeep.confirmations import links, own_data, pages, planning
from upkeep.confirmations.apps import check_state
from upkeep.confirmations.due import due_without_mail
from upkeep.confirmations.models import ConfirmationLine, ConfirmationMail, ConfirmationRequest, QuietTime
from upkeep.confirmations.planning import left_to_office
from upkeep.confirmations.working_days import WorkingDays

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 3, 2, 9, tzinfo=BERLIN)


@pytest.fixture
def yearly():
    return ActorKind.objects.filter(confirm_months=12).first()


def checked(entry, days_before_due, at=MONDAY):
    """`entry` as if its yearly check ran out so many days after `at`."""
    day = at.astimezone(BERLIN).date() + dt.timedelta(days=days_before_due)
    type(entry).objects.filter(pk=entry.pk).update(confirmed_at=dt.datetime(day.year - 1, day.month, day.day, 10, tzinfo=BERLIN))
    return entry


def house(yearly, name="Klangwerk", due_in=10, **fields):
    return checked(ActorFactory(name=name, kind=yearly, **{"email": f"post@{name.lower()}.example", **fields}), due_in)


def mails():
    return sorted(ConfirmationMail.objects.values_list("address", "kind"))


def later(working_days, at=MONDAY):
    return dt.datetime.combine(WorkingDays().after(at.date(), working_days), at.time(), tzinfo=BERLIN)


def test_an_address_is_asked_once_about_all_its_entries(yearly):
    first, second = house(yearly, "Eins"), house(yearly, "Zwei", due_in=100)
    leader = member(first, email="leitung@traeger.example")
    for actor in (second, house(yearly, "Drei", due_in=200)):
        Membership.objects.create(user=leader, actor=actor, role="editor")
    member(first, role="viewer", email="liest@traeger.example")
    choir = checked(OfferFactory(name="Chor", actor=second), 5)
    past = checked(OfferFactory(actor=second, valid_until=dt.date(2026, 1, 1)), 5)

    assert planning.plan(MONDAY) == (1, 0, 0, 0)
    assert planning.plan(MONDAY) == (0, 0, 0, 0)

    assert mails() == [("leitung@traeger.example", "frage")]
    assert set(ConfirmationLine.objects.values_list("actor__name", "offer")) == {("Eins", None), ("Zwei", None), ("Zwei", choir.pk)}
    assert not ConfirmationLine.objects.filter(offer=past).exists()


def test_without_members_the_published_address_is_asked_and_without_any_a_letter_is_due(yearly):
    house(yearly, "Mit", email="Post@Mit.example")
    house(yearly, "Ohne", due_in=0, email="")
    checked(OfferFactory(actor=house(yearly, "Frisch", due_in=300, email=""), name="Alt"), -5)
    house(yearly, "Spaeter", due_in=60, email="")

    planning.plan(MONDAY)

    assert mails() == [("post@mit.example", "frage")]
    assert [actor.name for actor in due_without_mail(MONDAY.date())] == ["Frisch", "Ohne"]


def test_nothing_is_sent_on_weekends_holidays_and_in_quiet_times_and_periods_rest(yearly, settings):
    house(yearly)
    QuietTime.objects.create(name="Ferien", first_day=dt.date(2026, 3, 30), last_day=dt.date(2026, 4, 10))
    sunday, holiday, quiet = MONDAY - dt.timedelta(days=1), MONDAY.replace(month=4, day=6), MONDAY.replace(month=3, day=31)

    night = MONDAY.replace(hour=6, minute=59)
    assert [planning.plan(at).asked for at in (sunday, holiday, quiet, night, MONDAY)] == [0, 0, 0, 0, 1]
    # ten working days after 25 March, with Easter within the quiet time
    assert WorkingDays().after(dt.date(2026, 3, 25), 10) == dt.date(2026, 4, 22)
    settings.HOLIDAYS_STATE = "BE"
    assert dt.date(2027, 3, 8) not in WorkingDays()  # Frauentag, in Berlin only
    assert check_state(None) == []
    settings.HOLIDAYS_STATE = "Berlin"
    assert [error.id for error in check_state(None)] == ["confirmations.E001"]


def test_what_falls_due_in_the_holidays_is_asked_about_before(yearly):
    house(yearly, due_in=42)
    assert planning.plan(MONDAY).asked == 0

    QuietTime.objects.create(name="Ferien", first_day=dt.date(2026, 3, 9), last_day=dt.date(2026, 4, 10))

    assert planning.plan(MONDAY).asked == 1


def test_silence_is_reminded_of_then_the_operator_and_the_office_hear(yearly):
    office = person("Netzwerkbüro", email="buero@stadt.example")
    operator = house(yearly, "Traeger", due_in=300)
    for name in ("Eins", "Zwei"):
        house(yearly, name, operator=operator)

    told = [planning.plan(later(days)) for days in (0, 1, 10, 11, 20, 21, 30, 31)]

    assert told == [(2, 0, 0, 0), (0,) * 4, (0, 2, 0, 0), (0,) * 4, (0, 0, 1, 0), (0,) * 4, (0, 0, 0, 1), (0,) * 4]
    assert mails()[0] == (office.email, "redaktion")
    question = ConfirmationRequest.objects.get(to="traeger")
    assert (question.lines.count(), len(pages.shown(question, MONDAY)), left_to_office(dt.date(2026, 12, 1)).count()) == (2, 2, 2)
    Actor.objects.filter(pk=operator.pk).update(email="neu@traeger.example")
    assert pages.shown(question, MONDAY) == []
    assert not Actor.objects.exclude(archived_at=None).exists()


def test_who_has_answered_is_left_alone(yearly):
    actor = house(yearly, operator=house(yearly, "Traeger", due_in=300))
    member(actor, email="a@klangwerk.example")
    member(actor, email="b@klangwerk.example")
    planning.plan(MONDAY)
    operations.confirm(actor, at=MONDAY + dt.timedelta(days=3))

    assert [planning.plan(later(days)) for days in (10, 20, 30)] == [(0,) * 4] * 3


def test_a_run_that_was_killed_goes_on_where_it_was(yearly, monkeypatch):
    for number in range(3):
        house(yearly, f"Haus{number}")
    monkeypatch.setattr(planning, "AT_ONCE", 1)
    whole, calls = planning._write_mails, []

    def dies(*args):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(planning, "_write_mails", dies)
    with pytest.raises(KeyboardInterrupt):
        planning.plan(MONDAY)
    assert len(mails()) == 1

    assert planning.plan(MONDAY).asked == 2
    assert len(mails()) == ConfirmationRequest.objects.count() == 3


@pytest.mark.parametrize("number", [1, 6])
def test_the_run_asks_the_database_by_chunks(yearly, number, django_assert_num_queries):
    for each in range(number):
        OfferFactory(actor=house(yearly, f"Haus{each}"))

    with django_assert_num_queries(24):
        planning.plan(MONDAY)


# --- The page ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(yearly):
    """The page of a question about an institution with two offers, asked today."""
    at = timezone.now()
    actor = checked(ActorFactory(name="Klangwerk", kind=yearly, email="post@klangwerk.example", summary="Alt."), 5, at)
    actor = operations.publish(actor)
    for name in ("Chor", "Band"):
        checked(OfferFactory(name=name, actor=actor), 5, at)
    planning.ask(at, at.astimezone(BERLIN).date(), WorkingDays())
    while send_due():
        pass
    return re.search(r"http://[^/\s]+(/stimmt-noch/\S+)", mail.outbox[-1].body)[1]


def line(name):
    return ConfirmationLine.objects.get(offer__name=name)


def test_the_mail_names_the_entries_and_its_link_changes_nothing_by_itself(client, asked):
    message = mail.outbox[-1]
    page = client.get(asked)

    assert message.to == ["post@klangwerk.example"]
    assert ("Klangwerk (und 2 Angebote)" in message.body, "„Klangwerk“" in message.subject) == (True, True)
    assert [word in page.text for word in ("Alt.", "Chor", "Band", "Alle 3 stimmen")] == [True] * 4
    assert (page["X-Robots-Tag"], ConfirmationLine.objects.exclude(reply="offen").count()) == ("noindex, nofollow", 0)


def test_everything_is_right_with_one_click(client, asked):
    client.post(asked, {"action": "all"})

    assert {entry.confirmed_at.date() for entry in (Actor.objects.get(), *Offer.objects.all())} == {timezone.now().date()}
    assert "Alles ist beantwortet" in client.get(asked).text
    assert planning.remind(later(10, timezone.now()), timezone.localdate() + dt.timedelta(days=30), WorkingDays()) == 0


def test_gone_goes_to_the_office_and_can_be_taken_back(client, asked):
    choir = line("Chor")
    client.post(asked, {"action": f"gone-{choir.pk}", f"note-{choir.pk}": "seit Sommer"})
    client.post(asked, {"action": f"right-{line('Band').pk}"})

    report = ConfirmationLine.objects.reported_gone().get()
    assert (report.entry.name, report.note, Offer.objects.get(name="Chor").is_archived) == ("Chor", "seit Sommer", False)
    client.post(asked, {"action": f"right-{choir.pk}"})
    assert not ConfirmationLine.objects.reported_gone().exists()


def test_a_change_by_the_link_is_the_institutions_own_word(client, asked, settings):
    settings.FORM_SECONDS, settings.FORM_PROOF = (0, 3600), False
    actor = Actor.objects.get()
    url = f"{asked}einrichtung/{actor.pk}/"
    form = client.get(url).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    nothing = client.post(url, values).status_code
    at_once = client.post(url, values | {"f_summary": "Neu."})

    actor.refresh_from_db()
    assert (nothing, at_once.status_code, actor.summary) == (422, 302, "Neu.")
    assert ConfirmationLine.objects.get(offer=None).reply == "geaendert"
    assert client.get(f"{asked}einrichtung/{ActorFactory().pk}/").status_code == 404


def test_forged_strange_and_old_links(client, asked):
    question = ConfirmationRequest.objects.get()
    stranger = ConfirmationLine.objects.create(request=ConfirmationRequest.objects.create(address="x@y.example", asked_on=dt.date(2026, 1, 1)), actor=Actor.objects.get(), asked_at=timezone.now())  # fmt: skip

    assert client.get(asked[:-3] + "xx/").status_code == 404
    assert client.post(asked, {"action": f"gone-{stranger.pk}"}).status_code == 422
    assert client.post(asked, {"action": "quatsch"}).status_code == 422

    Actor.objects.update(email="neu@klangwerk.example")  # the address no longer speaks for it
    assert client.get(asked).status_code == 404
    Actor.objects.update(email="post@klangwerk.example")
    old = _old_link(question)
    assert client.get(old).status_code == 410
    assert client.post(old).status_code == 200
    assert ConfirmationMail.objects.filter(kind="neuer-link").get().address == "post@klangwerk.example"


def _old_link(question):
    class Old(signing.TimestampSigner):
        def timestamp(self):
            return signing.b62_encode(int((timezone.now() - links.LIFE - dt.timedelta(days=1)).timestamp()))

    return reverse("confirmations:answer", args=[Old(salt=links.SALT, sep=".").sign(f"{question.pk}-{question.uuid.hex}")])


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_alike_for_any_number(client, asked, number, django_assert_num_queries):
    actor = Actor.objects.get()
    for each in range(number):
        offer = OfferFactory(actor=actor, name=f"Kurs {each}")
        ConfirmationLine.objects.create(request=ConfirmationRequest.objects.get(), actor=actor, offer=offer, asked_at=timezone.now())
    client.get(asked)

    with django_assert_num_queries(12):
        client.get(asked)


def test_people_see_what_they_were_asked(yearly):
    leader = member(house(yearly, "Eins"), email="leitung@eins.example")
    planning.plan(MONDAY)

    (part,) = own_data.questions_to(leader)

    assert part.stored == {"asked_on": "2026-03-02", "entries": ["Eins"], "reminded_on": None}
    assert list(own_data.questions_to(UserFactory())) == []


def test_questions_are_forgotten_but_for_what_the_office_has_to_decide(yearly):
    for name in ("Eins", "Zwei"):
        house(yearly, name)
    planning.plan(MONDAY)
    ConfirmationLine.objects.filter(actor__name="Zwei").update(reply="gibt-es-nicht")

    planning.forget(MONDAY + dt.timedelta(days=401))

    assert [str(line) for line in ConfirmationLine.objects.all()] == ["Zwei"]


# --- The office -------------------------------------------------------------------------------------------------------------

LIST = "/cms/mitmachen/aktualitaet/"


@pytest.fixture
def office(client):
    client.force_login(person("Netzwerkbüro"))
    return client


def test_the_office_sees_each_state_and_decides_about_many_at_once(office, yearly):
    at = timezone.now()
    silent, right, gone, letter = (house(yearly, name, due_in=5, email=email) for name, email in (("Still", "a@a.example"), ("Richtig", "b@b.example"), ("Weg", "c@c.example"), ("Brief", "")))  # fmt: skip
    for actor in (silent, right, gone, letter):
        Actor.objects.filter(pk=actor.pk).update(confirmed_at=at - dt.timedelta(days=800))
    today = at.astimezone(BERLIN).date()
    planning.ask(at - dt.timedelta(days=60), today - dt.timedelta(days=60), WorkingDays())
    ConfirmationLine.objects.filter(actor=gone).update(reply="gibt-es-nicht", note="Haus verkauft")

    def listed(which):
        return [row["entry"].name for row in office.get(LIST, {"zeige": which}).context["rows"]]

    assert {which: sorted(listed(which)) for which in ("offen", "gibt-es-nicht", "gefragt", "ohne-mail", "lange")} == {
        "offen": ["Richtig", "Still"],
        "gibt-es-nicht": ["Weg"],
        "gefragt": ["Richtig", "Still"],
        "ohne-mail": ["Brief"],
        "lange": ["Brief", "Richtig", "Still", "Weg"],
    }
    home = office.get("/cms/").text
    assert ("2 Einträge ohne Antwort: bitte entscheiden" in home, "1 Eintrag gibt es laut Antwort nicht mehr" in home) == (True, True)
    assert "Haus verkauft" in office.get(LIST, {"zeige": "gibt-es-nicht"}).text
    key = {line.actor.name: f"line-{line.pk}" for line in ConfirmationLine.objects.all()}
    office.post(LIST, {"action": "archive"})
    office.post(LIST, {"action": "archive", "row": [key["Still"], key["Weg"]]})
    office.post(f"{LIST}?zeige=ohne-mail", {"action": "keep", "row": [key["Richtig"], f"actor-{letter.pk}"]})

    assert sorted(Actor.objects.exclude(archived_at=None).values_list("name", flat=True)) == ["Still", "Weg"]
    assert [listed(which) for which in ("offen", "gibt-es-nicht", "gefragt", "ohne-mail", "lange")] == [[]] * 5


@pytest.mark.parametrize("number", [1, 3])
def test_the_offices_list_asks_the_database_alike_for_any_number(office, yearly, number, django_assert_num_queries):
    for each in range(number):
        OfferFactory(actor=house(yearly, f"Haus{each}"))
    planning.plan(MONDAY)
    office.get(LIST, {"zeige": "gefragt"})

    with django_assert_num_queries(12):
        office.get(LIST, {"zeige": "gefragt"})


def test_the_office_sets_quiet_times(office):
    url = f"{LIST}ruhezeiten/"
    wrong = office.post(url, {"name": "Ferien", "first_day": "2027-07-20", "last_day": "2027-07-01"})
    office.post(url, {"name": "Ferien", "first_day": "2027-07-01", "last_day": "2027-08-11"})

    assert (wrong.status_code, dt.date(2027, 7, 5) in WorkingDays()) == (422, False)
    office.post(url, {"delete": QuietTime.objects.get().pk})
    assert dt.date(2027, 7, 5) in WorkingDays()


def test_pages_and_lists_say_what_nobody_has_checked_for_a_long_time(client, yearly):
    at = timezone.now()
    for name, days in (("Lang", 470), ("Gerade", 370)):
        operations.publish(house(yearly, name, slug=name.lower()))
        Actor.objects.filter(name=name).update(confirmed_at=at - dt.timedelta(days=days))

    pages_say = ["lange nicht geprüft, zuletzt am" in client.get(f"/einrichtungen/{slug}/").text for slug in ("lang", "gerade")]

    assert pages_say == [True, False]
    assert client.get("/einrichtungen/").text.count("lange nicht geprüft: ") == 1


def test_the_search_counts_what_was_never_checked_from_its_publication(yearly):
    actor = operations.publish(house(yearly))
    published = dt.datetime(2024, 5, 6, 12, tzinfo=BERLIN)
    Actor.objects.update(confirmed_at=None, first_published_at=published)

    (document,) = ActorDocuments().documents([actor.pk])

    assert (document.checked_on, document.due_on) == (None, dt.date(2025, 5, 6))
