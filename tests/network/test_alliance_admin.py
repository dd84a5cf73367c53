"""The office's screens for alliances."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, rich_text

from directory.diff import FIELDS, compare
from directory.operations import OperationRefused, archive, publish
from network.models import Alliance, AllianceDocument, AllianceGoal, AllianceMember
from tests.directory.viewsets.forms import posted, url
from tests.factories import (
    ActorFactory,
    AllianceFactory,
    AllianceMemberFactory,
    AreaFactory,
    LocationFactory,
    MembershipFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

CHILDREN = ("goals", "milestones", "members", "groups", "people", "documents", "notes")


def alliance_form(**fields):
    empty = ["summary", "starts_on", "ends_on", "coordination_actor", "coordination_note", "legal_basis", "funding", "funded_until"]
    audiences = {f"{part}_for": "alle" for part in ("goals", "members", "coordination", "groups", "milestones", "framework")}
    return posted(
        {
            "name": "Bündnis für Bildung",
            "kind": "buendnis",
            "purpose": rich_text(""),
            "topics": [],
            "areas": [],
            "go_live_at": "",
            "expire_at": "",
            **dict.fromkeys(empty, ""),
            **audiences,
            **{name: inline_formset([]) for name in CHILDREN},
            **fields,
        }
    )


def member(**fields):
    return {"actor": "", "name": "", "role": "mitglied", "task": "", "joined_on": "", "left_on": "", **fields}


def test_an_alliance_is_made_with_all_its_parts_and_published(client, office):
    client.force_login(office)
    area, topic, actor = AreaFactory(), TopicFactory(), ActorFactory()
    LocationFactory(actor=actor, area=area)
    measures = inline_formset([{"title": "Patenschaften", "state": "erreicht", "until": "30.06.2024"}])
    group_members = inline_formset(
        [{"actor": str(actor.pk), "name": "", "leads": "on"}, {"actor": "", "name": "Elternbeirat", "leads": ""}]
    )

    response = client.post(
        url(Alliance, "add"),
        alliance_form(
            topics=[topic.pk],
            areas=[area.pk],
            goals=inline_formset([{"title": "Ein Ziel", "text": "", "state": "unterwegs", "until": "", "measures": measures}]),
            members=inline_formset([member(actor=str(actor.pk), joined_on="01.09.2021"), member(name="Hafenverein")]),
            groups=inline_formset([{"title": "AG", "text": "", "rhythm": "monatlich", "ended_on": "", "members": group_members}]),
            milestones=inline_formset([{"on": "01.09.2021", "title": "Gründung", "text": ""}]),
            people=inline_formset([{"name": "Paula", "tasks": "", "email": "", "phone": "", "contact_for": "mitglieder"}]),
            documents=inline_formset(
                [{"title": "Satzung", "document": "", "url": "https://beispiel.example/", "dated": "", "audience": "intern"}]
            ),
            notes=inline_formset([{"on": "01.03.2025", "title": "Bericht", "text": rich_text("<p>Gut.</p>"), "audience": "intern"}]),
        )
        | {"action-publish": "1"},
    )

    assert response.status_code == 302, response.context["form"].errors
    alliance = Alliance.objects.public().get()
    goal, group = alliance.goals.get(), alliance.groups.get()
    assert [str(member) for member in alliance.members.all()] == [actor.name, "Hafenverein"]
    assert [(measure.title, measure.state, measure.until) for measure in goal.measures.all()] == [
        ("Patenschaften", "erreicht", dt.date(2024, 6, 30))
    ]
    assert [(str(each), each.leads) for each in group.members.all()] == [(actor.name, True), ("Elternbeirat", False)]
    assert [list(alliance.topics.all()), list(alliance.areas.all())] == [[topic], [area]]
    assert [alliance.milestones.count(), alliance.people.count(), alliance.documents.count(), alliance.notes.count()] == [1] * 4


REFUSED = {
    "the end of a membership before its beginning": (
        {"members": inline_formset([member(name="Verein", joined_on="01.09.2021", left_on="31.08.2021")])},
        "Das Ende liegt vor dem Anfang",
    ),
    "the end of the alliance before its beginning": ({"starts_on": "01.09.2021", "ends_on": "01.09.2020"}, "Das Ende liegt vor dem Anfang"),
    "the same name twice": (
        {"members": inline_formset([member(name="Hafenverein"), member(name=" hafenverein ")])},
        "ist für diese Zeit schon Mitglied",
    ),
    "a member without a name": (
        {"members": inline_formset([member(task="Kasse")])},
        "wählen Sie eine Einrichtung oder schreiben Sie einen Namen",
    ),
    "a document that is neither file nor link": (
        {"documents": inline_formset([{"title": "Satzung", "document": "", "url": "", "dated": "", "audience": "alle"}])},
        "wählen Sie eine Datei oder",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_said_and_nothing_is_saved(client, office, case):
    client.force_login(office)
    fields, said = REFUSED[case]

    response = client.post(url(Alliance, "add"), alliance_form(**fields) | {"action-publish": "1"})

    assert response.status_code == 200
    assert said in response.content.decode()
    assert Alliance.objects.count() == 0


def test_an_institution_may_come_back_after_it_has_left(client, office):
    client.force_login(office)
    actor = str(ActorFactory().pk)
    periods = [("01.01.2018", "31.12.2019"), ("01.01.2022", "")]
    rows = [member(actor=actor, joined_on=first, left_on=last) for first, last in periods]

    client.post(url(Alliance, "add"), alliance_form(members=inline_formset(rows)) | {"action-publish": "1"})

    assert AllianceMember.objects.count() == 2


def test_an_institution_twice_for_the_same_time_is_never_published():
    actor = ActorFactory()
    alliance = AllianceFactory(live=False, members=[actor])
    AllianceMemberFactory(alliance=alliance, actor=actor, joined_on=dt.date(2022, 1, 1))

    with pytest.raises(OperationRefused, match=actor.name):
        publish(alliance)


def test_archived_institutions_stay_members_and_can_not_be_chosen_anew(client, office):
    client.force_login(office)
    actor = ActorFactory(name="Altes Haus")
    alliance = AllianceFactory(members=[actor])
    archive(actor)

    saved = client.post(
        url(Alliance, "edit", alliance.pk),
        alliance_form(members=inline_formset([member(id=str(alliance.members.get().pk), actor=str(actor.pk))], initial=1))
        | {"action-publish": "1"},
    )
    chooser = client.get(reverse(f"{type(actor).snippet_viewset.chooser_viewset.name}:choose"))

    assert saved.status_code == 302
    assert AllianceMember.objects.get().actor == actor
    assert "Altes Haus" not in chooser.content.decode()


def test_who_saves_over_a_newer_version_is_told(client, office, moderator):
    client.force_login(office)
    alliance = AllianceFactory(name="Bündnis")
    client.post(url(Alliance, "edit", alliance.pk), alliance_form(name="Erste Fassung"))
    opened = Alliance.objects.get().latest_revision_id
    client.force_login(moderator)
    client.post(url(Alliance, "edit", alliance.pk), alliance_form(name="Zweite Fassung"))
    client.force_login(office)

    response = client.post(url(Alliance, "edit", alliance.pk), alliance_form(name="Dritte Fassung") | {"loaded_revision_id": str(opened)})

    assert "Dritte Fassung" in response.content.decode()
    assert Alliance.objects.get().get_latest_revision_as_object().name == "Zweite Fassung"


def test_a_draft_changes_nothing_on_the_page_and_is_seen_in_the_preview(client, office):
    client.force_login(office)
    alliance = AllianceFactory(name="Öffentlicher Name", members=["Verein"])
    alliance.name = "Entwurf"
    alliance.members.add(AllianceMember(name="Neues Mitglied", sort_order=2))
    alliance.save_revision()

    preview = client.get(reverse("wagtailsnippets_network_alliance:revisions_view", args=[alliance.pk, alliance.latest_revision_id]))

    assert "Neues Mitglied" in preview.content.decode().replace("\u00ad", "")
    assert "Entwurf" not in client.get(alliance.get_absolute_url()).content.decode()
    assert AllianceMember.objects.count() == 1


def test_html_in_the_purpose_is_cleaned_when_it_is_saved(client, office):
    client.force_login(office)
    evil = '<p>Gut<script>alert(1)</script><img src="x" onerror="alert(1)"></p>'
    alliance = AllianceFactory()
    alliance.purpose = evil
    alliance.full_clean()

    assert "script" not in alliance.purpose
    assert "onerror" not in alliance.purpose


def test_two_versions_are_compared_in_words():
    alliance = AllianceFactory(members=["Verein"])
    older = alliance.save_revision().as_object()
    alliance.members.add(AllianceMember(name="Kita", role="gast", joined_on=dt.date(2026, 1, 1), sort_order=2))
    alliance.goals.add(AllianceGoal(title="Ziel", state="erreicht"))
    newer = alliance.save_revision().as_object()

    changes = {change.name: [line for line in change.after if line not in change.before] for change in compare(older, newer)}

    assert changes == {"goals": ["Ziel, erreicht"], "members": ["Kita, ständiger Gast, seit 1.\u00a0Januar\u00a02026"]}


def test_no_content_of_an_alliance_is_missing_in_the_comparison():
    inherited = {"id", "uuid", "slug", "sort_name", "confirmed_at", "archived_at", "created_at", "updated_at"}
    columns = {field.name for field in Alliance._meta.get_fields() if not field.auto_created and field.name not in inherited}
    others = {
        "live", "has_unpublished_changes", "first_published_at", "last_published_at", "expired", "latest_revision", "live_revision", "locked",
        "locked_at", "locked_by", "_revisions", "_workflow_states", "index_entries", "meetings", "news",
    }  # fmt: skip

    assert columns - set(FIELDS[Alliance]) - others == set()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_and_its_tables(client, office, django_assert_max_num_queries, count):
    client.force_login(office)
    for _ in range(count):
        AllianceFactory(members=["Hafenverein", ActorFactory()])
    client.get(url(Alliance, "list"))

    with django_assert_max_num_queries(25):
        html = client.get(url(Alliance, "list")).content.decode()
    table = b"".join(client.get(url(Alliance, "list"), {"export": "csv"}).streaming_content).decode()

    assert html.count("Bündnis für Bildung") >= count
    assert table.count("Hafenverein") == count


def test_the_list_is_filtered(client, office):
    client.force_login(office)
    AllianceFactory(name="Läuft noch", funded_until=dt.date(2020, 1, 1))
    AllianceFactory(name="Längst vorbei", ends_on=dt.date(2020, 1, 1), kind="runde")

    found = {}
    for query in ("time=now", "time=over", "time=funding", "kind=runde"):
        html = client.get(f"{url(Alliance, 'list')}?{query}").content.decode()
        found[query] = [name in html for name in ("Läuft noch", "Längst vorbei")]

    assert found == {"time=now": [True, False], "time=over": [False, True], "time=funding": [True, False], "kind=runde": [False, True]}


def test_editors_write_and_submit_moderators_publish_and_nobody_deletes(client, editor, moderator, as_user):
    alliance = AllianceFactory(live=False)
    rights = [
        [user.has_perm(f"network.{action}_alliance") for action in ("add", "change", "publish", "rename", "delete")]
        for user in (editor, moderator)
    ]

    page = as_user(MembershipFactory().user).get(url(Alliance, "edit", alliance.pk))

    assert rights == [[True, True, False, False, False], [True, True, True, False, False]]
    assert page.status_code == 302
    assert Workflow.objects.get().workflow_content_types.filter(content_type__model="alliance").exists()


@pytest.mark.parametrize(("audience", "answers"), [("alle", [200, 200, 200]), ("mitglieder", [404, 200, 200]), ("intern", [404, 404, 200])])
def test_files_are_served_to_those_alone_who_may_read_them(client, as_user, office, audience, answers):
    actor = ActorFactory()
    document = get_document_model().objects.create(title="Satzung", file=ContentFile(b"%PDF-1.4 Satzung", "satzung.pdf"))
    AllianceDocument.objects.create(alliance=AllianceFactory(members=[actor]), title="Satzung", document=document, audience=audience)
    member = MembershipFactory(actor=actor).user

    assert [status(client, document), status(as_user(member), document), status(as_user(office), document)] == answers


def test_files_of_what_is_no_longer_public_are_served_to_the_office_alone(client, as_user, office):
    document = get_document_model().objects.create(title="Satzung", file=ContentFile(b"%PDF-1.4 Satzung", "satzung.pdf"))
    AllianceDocument.objects.create(alliance=AllianceFactory(live=False), title="Satzung", document=document)

    assert [status(client, document), status(as_user(office), document)] == [404, 200]


def status(client, document):
    response = client.get(document.url)
    if response.streaming:
        assert b"".join(response.streaming_content) == b"%PDF-1.4 Satzung"
    return response.status_code
