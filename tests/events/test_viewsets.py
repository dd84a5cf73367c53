"""The office's screens for meetings, and who may use them."""

import datetime as dt

import pytest
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, rich_text

from directory import operations as entries
from directory.diff import compare
from directory.freshness import BERLIN
from events import operations
from events.models import Meeting, Series, Venue
from events.office.diff import MEETING_FIELDS
from events.permissions import can_manage
from tests.directory.viewsets.forms import posted, url
from tests.factories import ActorFactory, MeetingFactory, SeriesFactory, UserFactory, VenueFactory

from .conftest import AT

pytestmark = pytest.mark.django_db


OWN_FORM = {
    "confirms_address": "on", "hold_minutes": "120", "group_limit": "5", "has_waiting_list": "on", "offer_hours": "48", "asks_needs": "on",
    "reminder_days": "2", "link_hours": "24", "asks_feedback": "on", "retention_days": "90",
}  # fmt: skip


def meeting_form(**fields):
    empty = [
        "series", "summary", "time_note", "venue", "online_url", "audience", "price", "price_note", "precondition", "precondition_url",
        "registration_url", "registration_email", "registration_phone", "opens_at", "closes_at", "capacity_onsite", "capacity_online",
        "contact_name", "contact_email", "contact_phone", "go_live_at", "expire_at", "institution_limit",
    ]  # fmt: skip
    return posted(
        {
            "name": "Schnittstelle OGS",
            "kind": "austausch",
            "format": "online",
            "registration": "anderswo",
            "is_free": "on",
            "starts_at": "08.12.2026 16:30",
            "ends_at": "08.12.2026 18:00",
            "organiser": ActorFactory().pk,
            "description": rich_text("<p>Worum es geht.</p>"),
            "follow_up": rich_text(""),
            "topics": [],
            "target_groups": [],
            "agenda": inline_formset([]),
            "materials": inline_formset([]),
            "questions": inline_formset([]),
            **OWN_FORM,
            **dict.fromkeys(empty, ""),
            **fields,
        }
    )


def words(response):
    return " ".join(str(message) for message in response.context["messages"])


@pytest.mark.parametrize("view", ["edit", "history", "usage", "inspect", "workflow_history", "archive", "restore", "rename"])
def test_every_screen_of_a_meeting_and_a_series_opens(as_user, office, at, view):
    client = as_user(office)

    for thing in (MeetingFactory(onsite=True, series=SeriesFactory()), SeriesFactory()):
        assert client.get(url(type(thing), view, thing.pk)).status_code == 200


@pytest.mark.parametrize("view", ["repeat", "lay_out", "cancel", "reinstate"])
def test_every_screen_of_what_is_done_with_a_meeting_opens(as_user, office, at, view):
    assert as_user(office).get(url(Meeting, view, MeetingFactory().pk)).status_code == 200


@pytest.mark.parametrize(("factory", "queries"), [(MeetingFactory, 15), (SeriesFactory, 12), (VenueFactory, 12)])
def test_lists_take_the_same_queries_for_one_and_three(as_user, office, at, django_assert_num_queries, factory, queries):
    client = as_user(office)
    address = url(factory._meta.model, "list")

    def make():
        return MeetingFactory(series=SeriesFactory(), onsite=True) if factory is MeetingFactory else factory()

    make()
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)

    make(), make()
    with django_assert_num_queries(queries):
        client.get(address)


def test_a_meeting_is_made_and_published_from_the_form(as_user, moderator, at):
    client = as_user(moderator)
    agenda = inline_formset([{"starts": "16:30", "title": "Ankommen", "text": "", "speakers": "Ines Radtke, Kreismusikschule"}])
    materials = inline_formset([{"title": "Folien", "document": "", "url": "https://klangwerk.example/folien", "audience": "alle"}])

    client.post(url(Meeting, "add"), meeting_form(agenda=agenda, materials=materials) | {"action-publish": "1"}, follow=True)

    meeting = Meeting.objects.public().get()
    assert (meeting.starts_at, meeting.slug) == (dt.datetime(2026, 12, 8, 16, 30, tzinfo=BERLIN), "schnittstelle-ogs")
    assert [item.title for item in meeting.agenda.all()] == ["Ankommen"]
    assert client.get("/termine/schnittstelle-ogs/").status_code == 200


def test_a_draft_may_have_gaps(as_user, editor):
    as_user(editor).post(url(Meeting, "add"), meeting_form(starts_at="", ends_at="", organiser=""), follow=True)

    assert list(Meeting.objects.values_list("name", "starts_at", "live")) == [("Schnittstelle OGS", None, False)]


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"ends_at": "08.12.2026 16:30"}, "Das Ende muss nach dem Beginn liegen"),
        ({"opens_at": "02.12.2026 08:00", "closes_at": "01.12.2026 08:00"}, "Die Anmeldung muss nach ihrem Beginn enden"),
        ({"closes_at": "09.12.2026 08:00"}, "kann nicht länger dauern"),
        ({"price": "12"}, "kostenloser Termin hat keinen Preis"),
        ({"format": "vor-ort"}, "braucht einen Veranstaltungsort"),
        ({"starts_at": "28.03.2027 02:30", "ends_at": "28.03.2027 05:00"}, "28.03.2027 02:30"),  # the hour that the clock skips
        ({"materials": inline_formset([{"title": "Nichts", "document": "", "url": "", "audience": "alle"}])}, "eines von beiden"),
        ({"registration": "hier"}, "bis wann man sich anmelden kann"),
        ({"registration": "hier", "capacity_onsite": "12"}, "keine Plätze vor Ort"),
        ({"registration": "hier", "format": "vor-ort", "capacity_online": "12"}, "keine Plätze online"),
        ({"registration": "hier", "group_limit": "5", "institution_limit": "3"}, "als eine Einrichtung schicken darf (3)"),
        (
            {"questions": inline_formset([{"text": "Mittagessen?", "help": "", "kind": "choice", "choices": "vegan", "is_needed": ""}])},
            "mindestens zwei Antworten",
        ),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_saved(as_user, moderator, at, fields, text):
    response = as_user(moderator).post(url(Meeting, "add"), meeting_form(**fields) | {"action-publish": "1"})

    assert text in response.content.decode()
    assert not Meeting.objects.exists()


def test_a_theme_is_repeated_in_two_clicks(as_user, editor, at):
    meeting = MeetingFactory(name="Übergabe", local=(2026, 9, 17, 16, 30))
    client = as_user(editor)
    address = url(Meeting, "repeat", meeting.pk)
    assert address in client.get(url(Meeting, "list")).content.decode()
    proposed = client.get(address).context["form"].initial

    response = client.post(address, {"day": proposed["day"].strftime("%d.%m.%Y"), "time": proposed["time"].strftime("%H:%M")})

    made = Meeting.objects.get(live=False)
    assert (made.name, made.starts_at) == ("Übergabe", dt.datetime(2026, 12, 24, 16, 30, tzinfo=BERLIN))
    assert response.url == url(Meeting, "edit", made.pk)


def test_dates_are_shown_first_and_can_be_left_out(as_user, office, at):
    meeting = MeetingFactory(local=(2026, 12, 3, 16, 30))
    client, address, rule = as_user(office), url(Meeting, "lay_out", meeting.pk), {"frequency": "monat-wochentag", "count": "3"}

    shown = client.post(address, rule).content.decode()
    assert [day in shown.replace("\u00a0", " ") for day in ("7. Januar 2027", "4. Februar 2027", "4. März 2027")] == [True] * 3
    assert Meeting.objects.count() == 1

    response = client.post(address, rule | {"days": ["2027-01-07", "2027-03-04"], "make": "publish"}, follow=True)

    starts = [dt.datetime(*day, 16, 30, tzinfo=BERLIN) for day in ((2026, 12, 3), (2027, 1, 7), (2027, 3, 4))]
    assert list(Meeting.objects.public().values_list("starts_at", flat=True)) == starts
    assert "2 Termine sind angelegt und veröffentlicht" in words(response)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"frequency": "woechentlich"}, "wie viele Termine es werden"),
        ({"frequency": "woechentlich", "until": "01.12.2026"}, "ergibt sich kein Termin"),
        ({"frequency": "woechentlich", "count": "9999"}, "60"),
        ({"frequency": "woechentlich", "count": "2", "make": "draft", "days": ["2030-01-01"]}, "2030-01-01"),
    ],
)
def test_a_rule_that_gives_nothing_is_explained(as_user, office, at, fields, text):
    response = as_user(office).post(url(Meeting, "lay_out", MeetingFactory(local=(2026, 12, 3, 16, 30)).pk), fields)

    assert text in response.content.decode()
    assert Meeting.objects.count() == 1


def test_the_office_cancels_with_a_reason_and_takes_it_back(as_user, office, at):
    meeting = MeetingFactory()
    client = as_user(office)

    client.post(url(Meeting, "cancel", meeting.pk), {"reason": " <b>Krank</b> "})
    assert "&lt;b&gt;Krank&lt;/b&gt;" in client.get(meeting.get_absolute_url()).content.decode()
    client.post(url(Meeting, "reinstate", meeting.pk))

    assert list(Meeting.objects.values_list("cancelled_at", "sequence")) == [(None, 2)]


def test_what_is_over_is_not_cancelled_and_the_reason_is_said(as_user, office, at):
    meeting = MeetingFactory(local=(2026, 11, 20, 9))

    response = as_user(office).post(url(Meeting, "cancel", meeting.pk), {"reason": ""})

    assert "ist schon vorbei" in response.content.decode()


def test_editors_write_and_repeat_but_neither_cancel_nor_lay_out(as_user, editor, at):
    meeting = MeetingFactory()
    client = as_user(editor)

    assert client.get(url(Meeting, "repeat", meeting.pk)).status_code == 200
    for view in ("cancel", "lay_out", "reinstate", "archive"):
        assert client.post(url(Meeting, view, meeting.pk), {"reason": ""}).status_code == 302, view
    assert list(Meeting.objects.values_list("cancelled_at", "archived_at")) == [(None, None)]


def test_who_has_no_rights_sees_none_of_it(as_user, client, at):
    meeting = MeetingFactory()
    views = [url(Meeting, view, meeting.pk) for view in ("edit", "repeat", "lay_out", "cancel", "reinstate")]
    pages = [*views, *(url(model, "list") for model in (Meeting, Series, Venue))]

    assert {client.get(page).status_code for page in pages} == {302}
    assert {as_user(UserFactory()).get(page).status_code for page in pages} == {302}


def test_one_function_says_who_manages_a_meeting(editor, moderator, office):
    meeting = MeetingFactory()

    assert [can_manage(user, meeting) for user in (UserFactory(), editor, moderator, office)] == [False, False, True, True]


def test_nobody_deletes_meetings_and_venues_only_while_nothing_is_held_there(as_user, admin_user, at):
    meeting, empty = MeetingFactory(onsite=True), VenueFactory()
    client = as_user(admin_user)

    client.post(f"/cms/bulk/events/meeting/delete/?id={meeting.pk}&next={url(Meeting, 'list')}")
    response = client.post(url(Venue, "delete", meeting.venue.pk), follow=True)
    client.post(url(Venue, "delete", empty.pk))

    assert Meeting.objects.get().archived_at is not None
    assert list(Venue.objects.all()) == [meeting.venue]
    assert "Dort finden Termine statt" in words(response)


def test_archived_series_cannot_be_chosen(as_user, office):
    SeriesFactory(name="Läuft!"), SeriesFactory(name="Früher", archived_at=AT)

    text = as_user(office).get(reverse(f"{Series.snippet_viewset.chooser_viewset.url_namespace}:choose")).json()["html"]

    assert ("Läuft!" in text, "Früher" in text) == (True, False)


def test_filters_and_search_of_the_office(as_user, office, at):
    MeetingFactory(name="Kommt", series=SeriesFactory(name="Läuft!"))
    MeetingFactory(name="War", local=(2026, 1, 8, 9))
    operations.cancel(MeetingFactory(name="Fällt aus"), at=AT)
    client = as_user(office)

    def found(query):
        return sorted(meeting.name for meeting in client.get(f"{url(Meeting, 'list')}?{query}").context["page_obj"].object_list)

    assert found("time=coming") == ["Fällt aus", "Kommt"]
    assert found("time=past") == ["War"]
    assert found("time=cancelled") == ["Fällt aus"]
    assert found("q=l%C3%A4uft") == ["Kommt"]


def test_the_table_of_meetings_can_be_taken_along(as_user, office, at):
    MeetingFactory(name="=1+1", onsite=True)

    text = b"".join(as_user(office).get(f"{url(Meeting, 'list')}?export=csv").streaming_content).decode()

    assert "'=1+1;;;Austauschtreffen;08.12.2026 16:30;08.12.2026 18:00;vor Ort;Salzspeicher, Atelier 1" in text


def test_a_draft_can_be_looked_at_before_it_is_complete(as_user, editor):
    client = as_user(editor)
    address = url(Meeting, "preview_on_add")

    client.post(address, meeting_form(name="Übergabe", starts_at="", ends_at=""))

    assert "Übergabe" in client.get(f"{address}?mode=").content.decode()


def test_versions_are_compared_in_words(as_user, office, at):
    meeting = MeetingFactory()
    entries.save_draft(meeting)
    draft = Meeting.objects.get()
    draft.starts_at, draft.name = dt.datetime(2026, 12, 8, 9, tzinfo=BERLIN), "Anders"
    changes = {change.name: (change.before, change.after) for change in compare(meeting, draft)}

    assert changes == {"name": ([meeting.name], ["Anders"]), "starts_at": (["08.12.2026 16:30"], ["08.12.2026 09:00"])}
    content = {field.name for field in Meeting._meta.get_fields() if getattr(field, "editable", True) and not field.auto_created} - {
        "sort_name"
    }
    technical = {"live", "has_unpublished_changes", "first_published_at", "last_published_at", "live_revision", "expired", "latest_revision",
                 "locked", "locked_at", "locked_by", "created_at", "updated_at", "_revisions", "_workflow_states"}  # fmt: skip
    assert content - technical <= set(MEETING_FIELDS)


def test_meetings_and_series_go_through_the_review():
    workflow = Workflow.objects.get(name="Prüfung durch die Moderation")

    assert (MeetingFactory().get_workflow(), SeriesFactory().get_workflow()) == (workflow, workflow)
