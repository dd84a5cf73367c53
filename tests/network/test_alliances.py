"""The public pages of alliances: who sees what."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.operations import archive
from events.views.section import meetings_of_alliance
from network.alliance_parts import parts, period
from network.audiences import EVERYTHING, Reader, is_member
from network.enums import Audience
from network.models import (
    AllianceDocument,
    AllianceGoal,
    AllianceGroup,
    AllianceGroupMember,
    AllianceMeasure,
    AllianceMilestone,
    AllianceNote,
    AlliancePerson,
)
from portal.models import HomePage, NewsIndexPage, NewsPage
from tests.factories import (
    ActorFactory,
    AllianceFactory,
    AllianceMemberFactory,
    AreaFactory,
    MeetingFactory,
    MembershipFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 20)
YESTERDAY = DAY - dt.timedelta(days=1)


def text_of(response):
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


def page(client, alliance):
    return text_of(client.get(alliance.get_absolute_url()))


@pytest.fixture
def whole():
    """An alliance with everything, each part for everybody."""
    school = ActorFactory(name="Schule am Deich", slug="schule-am-deich")
    alliance = AllianceFactory(
        name="Bündnis Klangküste",
        slug="klangkueste",
        summary="Alle Kinder lernen ein Instrument.",
        purpose="<p>Musik gehört in jede Schule.</p>",
        members=[school, "Hafenverein e.V."],
        starts_on=dt.date(2021, 9, 1),
        coordination_actor=school,
        coordination_note="Montags bis donnerstags erreichbar.",
        legal_basis="Beschluss des Rates vom 4. Mai 2021",
        funding="Stadt und Land",
        funded_until=dt.date(2027, 12, 31),
    )
    goal = AllianceGoal.objects.create(
        alliance=alliance, title="Jede Kita hat eine Partnerin", state="unterwegs", until=dt.date(2027, 7, 31)
    )
    AllianceMeasure.objects.create(goal=goal, title="Patenschaften vermitteln", state="erreicht", until=dt.date(2024, 6, 30))
    AlliancePerson.objects.create(
        alliance=alliance, name="Paula Platzhalter", tasks="Leitung", email="paula@beispiel.example", phone="+4930901820"
    )
    group = AllianceGroup.objects.create(
        alliance=alliance, title="AG Übergänge", text="Von der Kita in die Schule.", rhythm="jeden zweiten Monat"
    )
    AllianceGroupMember.objects.create(group=group, actor=school, leads=True)
    AllianceGroupMember.objects.create(group=group, name="Elternbeirat Deich")
    AllianceMilestone.objects.create(alliance=alliance, on=dt.date(2021, 9, 1), title="Gründung im Rathaus")
    AllianceDocument.objects.create(alliance=alliance, title="Satzung", url="https://beispiel.example/satzung")
    AllianceNote.objects.create(
        alliance=alliance, on=dt.date(2025, 3, 1), title="Zwischenbericht", text="<p>Läuft gut.</p>", audience="alle"
    )
    return alliance


def test_a_page_shows_all_that_everybody_may_read(client, whole):
    html = page(client, whole)

    wanted = [
        "Bündnis Klangküste", "Alle Kinder lernen ein Instrument.", "Musik gehört in jede Schule.", "Schule am Deich", "Hafenverein e.V.",
        "Jede Kita hat eine Partnerin", "Patenschaften vermitteln", "Montags bis donnerstags", "Paula Platzhalter", "AG Übergänge",
        "jeden zweiten Monat", "Elternbeirat Deich", "Gründung im Rathaus", "Satzung", "Zwischenbericht", "Läuft gut.", "Beschluss des Rates",
        "Stadt und Land", "31. Dezember 2027",
    ]  # fmt: skip
    assert [text for text in wanted if text not in html] == []


PARTS = {
    "goals_for": ["Jede Kita hat eine Partnerin", "Patenschaften vermitteln"],
    "members_for": ["Hafenverein e.V."],
    "coordination_for": ["Paula Platzhalter", "Montags bis donnerstags"],
    "groups_for": ["AG Übergänge", "Elternbeirat Deich"],
    "milestones_for": ["Gründung im Rathaus"],
    "framework_for": ["Beschluss des Rates", "Stadt und Land"],
}


@pytest.mark.parametrize("column", PARTS)
def test_a_part_for_members_is_read_by_members_and_the_office_alone(client, as_user, whole, office, column):
    setattr(whole, column, Audience.MEMBERS)
    whole.save()
    member = MembershipFactory(actor=whole.members.first().actor).user
    stranger = MembershipFactory().user

    seen = {"visitor": page(client, whole)}
    for name, user in {"stranger": stranger, "member": member, "office": office}.items():
        seen[name] = page(as_user(user), whole)

    shown = {name: [text in html for text in PARTS[column]] for name, html in seen.items()}
    yes, no = [True] * len(PARTS[column]), [False] * len(PARTS[column])
    assert shown == {"visitor": no, "stranger": no, "member": yes, "office": yes}


@pytest.mark.parametrize("column", PARTS)
def test_an_internal_part_is_read_by_the_office_alone(client, as_user, whole, office, column):
    setattr(whole, column, Audience.INTERNAL)
    whole.save()
    member = MembershipFactory(actor=whole.members.first().actor).user

    seen = [PARTS[column][0] in html for html in (page(client, whole), page(as_user(member), whole), page(as_user(office), whole))]

    assert seen == [False, False, True]


def test_documents_notes_and_contact_data_say_one_by_one_who_reads_them(client, as_user, whole, office):
    AllianceDocument.objects.update(audience=Audience.MEMBERS)
    AllianceNote.objects.update(audience=Audience.INTERNAL)
    member = MembershipFactory(actor=whole.members.first().actor).user
    texts = ["Satzung", "Zwischenbericht", "030 901820", "/kontakt/mail/"]

    seen = [[text in page(client, whole) for text in texts]]
    for user in (member, office):
        as_user(user)
        seen.append([text in page(client, whole) for text in texts])

    assert seen == [[False] * 4, [True, False, True, True], [True] * 4]


def test_visitors_are_told_that_members_find_more(client, whole):
    AllianceDocument.objects.update(audience=Audience.MEMBERS)

    assert "Mitglieder dieses Bündnisses finden hier mehr" in page(client, whole)
    AllianceDocument.objects.all().delete()
    assert "Mitglieder dieses Bündnisses finden hier mehr" not in page(client, whole)


def test_who_works_for_a_former_or_coming_or_archived_member_is_no_member():
    alliance = AllianceFactory()
    periods = {
        "now": {"joined_on": YESTERDAY, "left_on": DAY},
        "former": {"left_on": YESTERDAY},
        "coming": {"joined_on": DAY + dt.timedelta(days=1)},
        "archived": {},
    }
    people = {}
    for name, period_of in periods.items():
        actor = ActorFactory(archived_at=timezone.now() if name == "archived" else None)
        AllianceMemberFactory(alliance=alliance, actor=actor, **period_of)
        people[name] = MembershipFactory(actor=actor).user

    found = {name: is_member(user, alliance, DAY) for name, user in people.items()}

    assert found == {"now": True, "former": False, "coming": False, "archived": False}


def test_somebody_who_may_no_longer_log_in_is_a_visitor(client, whole):
    AllianceDocument.objects.update(audience=Audience.MEMBERS)
    member = MembershipFactory(actor=whole.members.first().actor, user=UserFactory(is_active=False)).user
    client.force_login(member)

    assert "Satzung" not in page(client, whole)


def test_members_whose_institution_is_not_public_are_counted_without_a_name():
    alliance = AllianceFactory(members=[ActorFactory(name="Sichtbar"), ActorFactory(name="Entwurf", live=False)])
    archived = ActorFactory(name="Archiviert")
    AllianceMemberFactory(alliance=alliance, actor=archived, left_on=YESTERDAY)
    archive(archived)

    members = parts(alliance, EVERYTHING, DAY)["members"].content

    assert [[row["name"] for row in members.current], members.former, members.unnamed] == [["Sichtbar"], [], 1]


def test_members_are_current_until_their_last_day_and_former_after_it():
    alliance = AllianceFactory()
    for name, left_on in {"bleibt": None, "geht heute": DAY, "ging gestern": YESTERDAY}.items():
        AllianceMemberFactory(alliance=alliance, name=name, left_on=left_on)

    members = parts(alliance, Reader(), DAY)["members"].content

    assert [row["name"] for row in members.current] == ["bleibt", "geht heute"]
    assert [(row["name"], row["period"]) for row in members.former] == [("ging gestern", "bis 19.\u00a0November\u00a02026")]


def test_periods_in_words():
    first, last = dt.date(2019, 5, 1), dt.date(2023, 7, 31)

    assert [
        words.replace("\u00a0", " ") for words in (period(first, last), period(first, None), period(None, last), period(None, None))
    ] == [
        "1. Mai 2019 bis 31. Juli 2023",
        "seit 1. Mai 2019",
        "bis 31. Juli 2023",
        "",
    ]


def test_texts_are_texts_and_never_html(client, whole):
    evil = "<script>alert(1)</script>"
    AllianceGoal.objects.update(title=evil, text=evil)
    AllianceGroup.objects.update(text=evil, rhythm=evil)
    AllianceMilestone.objects.update(title=evil, text=evil)
    whole.members.update(task=evil)
    whole.purpose = f"<p>gut</p>{evil}"
    whole.summary = whole.coordination_note = whole.legal_basis = evil
    whole.save()

    assert evil not in page(client, whole)


def make_lists(count):
    area, topic = AreaFactory(slug="g-kueste"), TopicFactory(slug="musik", name="Musik")
    for _ in range(count):
        alliance = AllianceFactory(members=[ActorFactory(), "Verein"], starts_on=dt.date(2020, 1, 1))
        alliance.areas = [area]
        alliance.topics = [topic]
        alliance.save()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries_for_any_number_of_alliances(client, django_assert_num_queries, count):
    make_lists(count)
    client.get("/buendnisse/")

    with django_assert_num_queries(LIST_QUERIES):
        html = text_of(client.get("/buendnisse/"))

    assert html.count("2 Mitglieder") == count


LIST_QUERIES = 9


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_takes_the_same_number_of_queries_for_any_number_of_parts(client, django_assert_num_queries, whole, count):
    for number in range(count - 1):
        AllianceMemberFactory(alliance=whole, actor=ActorFactory())
        goal = AllianceGoal.objects.create(alliance=whole, title=f"Ziel {number}")
        AllianceMeasure.objects.create(goal=goal, title=f"Maßnahme {number}")
        group = AllianceGroup.objects.create(alliance=whole, title=f"AG {number}")
        AllianceGroupMember.objects.create(group=group, actor=ActorFactory())
        AllianceDocument.objects.create(alliance=whole, title=f"Papier {number}", url="https://beispiel.example/")
    client.get(whole.get_absolute_url())

    with django_assert_num_queries(PAGE_QUERIES):
        client.get(whole.get_absolute_url())


PAGE_QUERIES = 17


def test_the_list_is_filtered_by_area_topic_and_kind(client):
    make_lists(1)
    AllianceFactory(name="Runde ohne alles", kind="runde")

    found = {
        query: text_of(client.get(f"/buendnisse/?{query}")) for query in ("thema=musik", "art=runde", "gebiet=g-kueste", "thema=quatsch")
    }

    names = {query: ["Bündnis für Bildung" in html, "Runde ohne alles" in html] for query, html in found.items()}
    assert names == {
        "thema=musik": [True, False],
        "art=runde": [False, True],
        "gebiet=g-kueste": [True, False],
        "thema=quatsch": [True, True],
    }
    assert "quatsch" in found["thema=quatsch"]


def test_the_list_does_not_tell_how_many_members_there_are_where_only_members_may_know(client):
    AllianceFactory(members=["A", "B"], members_for=Audience.MEMBERS)

    assert "2 Mitglieder" not in text_of(client.get("/buendnisse/"))


def test_drafts_have_no_page_and_archived_ones_are_gone(client):
    draft, archived = AllianceFactory(live=False), AllianceFactory()
    archive(archived)

    assert [client.get(alliance.get_absolute_url()).status_code for alliance in (draft, archived)] == [404, 410]
    assert client.post(reverse("network:alliances")).status_code == 405


def test_the_page_of_a_member_names_its_alliances_where_everybody_may_know(client):
    actor = ActorFactory()
    AllianceFactory(name="Offenes Bündnis", members=[actor])
    AllianceFactory(name="Stilles Bündnis", members=[actor], members_for=Audience.MEMBERS)
    AllianceFactory(name="Entworfenes Bündnis", members=[actor], live=False)
    AllianceFactory(name="Beendetes Bündnis", members=[actor], ends_on=dt.date(2020, 1, 1))
    AllianceMemberFactory(alliance=AllianceFactory(name="Früheres Bündnis"), actor=actor, left_on=dt.date(2020, 1, 1))

    html = text_of(client.get(actor.get_absolute_url()))

    names = ("Offenes", "Stilles", "Entworfenes", "Beendetes", "Früheres")
    assert [f"{name} Bündnis" in html for name in names] == [True, False, False, False, False]


@pytest.mark.parametrize("count", [1, 3])
def test_alliances_cost_two_queries_on_the_page_of_a_member(django_assert_num_queries, count):
    from network.actor_sections import alliances_of

    actor = ActorFactory()
    for _ in range(count):
        AllianceFactory(members=[actor])

    with django_assert_num_queries(2):
        rows = alliances_of(actor, timezone.now())

    assert len(rows) == count


# --- Meetings and news ----------------------------------------------------------------------------------------------------


def dated(alliance, name, days, **fields):
    starts = timezone.now() + dt.timedelta(days=days)
    return MeetingFactory(name=name, alliance=alliance, starts_at=starts, **fields)


def test_the_page_shows_next_and_past_meetings_of_the_alliance_and_no_others(client):
    alliance = AllianceFactory()
    dated(alliance, "Bildungsforum", 9)
    dated(alliance, "Auftakt", -90)
    dated(alliance, "Geheimes Forum", 9, live=False)
    dated(None, "Fremdes Treffen", 9)

    html = page(client, alliance)

    assert [name in html for name in ("Bildungsforum", "Auftakt", "Geheimes Forum", "Fremdes Treffen")] == [True, True, False, False]
    assert html.index("Bildungsforum") < html.index("Auftakt")


def test_meetings_beyond_those_shown_are_found_in_the_calendar(client):
    alliance = AllianceFactory(slug="kueste")
    for number in range(6):
        dated(alliance, f"Forum {number}", 9 + number)
    dated(None, "Fremdes Treffen", 9)

    html = page(client, alliance)
    calendar = text_of(client.get("/termine/?buendnis=kueste"))

    assert "/termine/?buendnis=kueste" in html
    assert [calendar.count("Forum ") >= 6, "Fremdes Treffen" in calendar] == [True, False]


def test_a_meeting_names_its_alliance_unless_that_is_a_draft(client):
    shown, hidden = AllianceFactory(name="Bündnis Küste"), AllianceFactory(name="Bündnis im Entwurf", live=False)
    meetings = [dated(alliance, "Forum", 9) for alliance in (shown, hidden)]

    pages = [text_of(client.get(meeting.get_absolute_url())) for meeting in meetings]

    assert ["Bündnis Küste" in pages[0], "Bündnis im Entwurf" in pages[1]] == [True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_meetings_of_an_alliance_take_two_queries(django_assert_num_queries, count):
    alliance = AllianceFactory()
    for number in range(count):
        dated(alliance, f"Forum {number}", 9)
        dated(alliance, f"Rückblick {number}", -9)

    with django_assert_num_queries(2):
        found = meetings_of_alliance(alliance, timezone.now())

    assert [len(found["coming"]), len(found["past"])] == [count, count]


def test_news_of_an_alliance_stand_on_its_page_and_name_it(client):
    alliance = AllianceFactory(name="Bündnis Küste")
    index = HomePage.objects.get().add_child(instance=NewsIndexPage(title="Aktuelles", slug="aktuelles"))
    for title, live in (("Neue Mitglieder", True), ("Entwurf einer Meldung", False)):
        news = index.add_child(instance=NewsPage(title=title, intro="Kurz gesagt.", alliance=alliance, live=live))

    html = page(client, alliance)

    assert ["Neue Mitglieder" in html, "Entwurf einer Meldung" in html] == [True, False]
    news = NewsPage.objects.live().get()
    assert "Bündnis Küste" in text_of(client.get(news.url))
    archive(alliance)
    assert "Bündnis Küste" not in text_of(client.get(news.url))
