"""Pages in the admin: what comes back, planned publishing in German dates, versions in words."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from freezegun import freeze_time
from wagtail.models import Page
from wagtail.users.models import UserProfile

from portal.models import ContentPage, HomePage
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    home = HomePage.objects.get()
    return home.add_child(instance=ContentPage(title="Ganztag", slug="ganztag", live=False, has_unpublished_changes=True))


def page_form(**fields):
    return {
        "title": "Ganztag",
        "slug": "ganztag",
        "intro": "",
        "body-count": "0",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **fields,
    }


@pytest.mark.parametrize("comment", ["Bitte <b>noch</b> ein Bild.", ""])
def test_whoever_opens_what_was_returned_reads_why(as_user, editor, moderator, page, comment):
    entry = ActorFactory(live=False)
    moderator.first_name, moderator.last_name = "Ada", "Beispiel"
    moderator.save()
    for thing in (page, entry):
        thing.save_revision(user=editor)
        state = thing.get_workflow().start(thing, user=editor)
        state.current_task_state.reject(user=moderator, comment=comment)
    client = as_user(editor)

    for address in (reverse("wagtailadmin_pages:edit", args=[page.pk]), reverse("wagtailsnippets_directory_actor:edit", args=[entry.pk])):
        html = client.get(address).content.decode()
        expected = (
            "Ada Beispiel bittet um Änderungen: „Bitte &lt;b&gt;noch&lt;/b&gt; ein Bild.“"
            if comment
            else "Ada Beispiel bittet um Änderungen."
        )
        assert expected in html


def test_what_is_in_review_or_new_says_nothing_of_changes(as_user, editor, page):
    page.save_revision(user=editor)
    page.get_workflow().start(page, user=editor)

    assert "bittet um" not in as_user(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_publishing_is_planned_with_a_german_date_in_every_language(as_user, moderator, page, language):
    UserProfile.objects.create(user=moderator, preferred_language=language)
    client = as_user(moderator)
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])

    client.post(where, {**page_form(go_live_at="24.12.2199 08:00"), "action-publish": "1"})

    page = Page.objects.get(pk=page.pk)
    assert (page.live, page.scheduled_revision.approved_go_live_at) == (False, datetime(2199, 12, 24, 7, 0, tzinfo=UTC))
    assert 'value="24.12.2199 08:00"' in client.get(where).content.decode()


def test_a_planned_page_is_published_by_the_command_in_time(as_user, moderator, page):
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with freeze_time("2026-12-23 12:00"):
        client = as_user(moderator)
        client.post(where, {**page_form(go_live_at="24.12.2026 08:00"), "action-publish": "1"})

    with freeze_time("2026-12-24 06:59:50"):
        call_command("publish_scheduled")
        assert client.get("/ganztag/").status_code == 404
    with freeze_time("2026-12-24 07:00:10"):
        call_command("publish_scheduled")
        assert client.get("/ganztag/").status_code == 200

    assert Page.objects.get(pk=page.pk).scheduled_revision is None


def test_whoever_saves_a_page_second_is_told_that_the_other_text_lies_in_the_history(client, editor, moderator, page):
    moderator.first_name, moderator.last_name = "Ada", "Beispiel<b>"
    moderator.save()
    where = reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.save_revision()
    loaded = {"loaded_revision_id": str(page.latest_revision_id), "loaded_revision_created_at": page.latest_revision.created_at.isoformat()}
    client.force_login(moderator)
    client.post(where, {**page_form(title="Von Ada"), **loaded})
    first = Page.objects.get(pk=page.pk).latest_revision_id

    client.force_login(editor)
    automatic = client.post(where, {**page_form(title="Von der Zweiten"), **loaded}, headers={"accept": "application/json"})
    by_hand = client.post(where, {**page_form(title="Von der Zweiten"), **loaded}, follow=True)

    assert automatic.json()["error_code"] == "invalid_revision"
    assert Page.objects.get(pk=page.pk).latest_revision_id != first
    html = by_hand.content.decode()
    assert "Ada Beispiel&lt;b&gt; hat diese Seite" in html
    assert reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first, "latest"]) in html


def test_a_date_that_nobody_can_read_publishes_nothing(as_user, moderator, page):
    response = as_user(moderator).post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {**page_form(go_live_at="Weihnachten"), "action-publish": "1"}
    )

    assert (list(response.context["form"].errors), Page.objects.get(pk=page.pk).live) == (["go_live_at"], False)


def test_versions_of_a_page_are_compared_in_words(as_user, moderator, page):
    first = page.save_revision()
    page.go_live_at, page.show_children = datetime(2199, 12, 24, 7, 0, tzinfo=UTC), not page.show_children
    second = page.save_revision()

    html = as_user(moderator).get(reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, second.pk])).content.decode()
    html = html.rpartition("<table")[2].partition("</table>")[0]

    assert "nicht angegeben" in html
    assert "24.12.2199 08:00" in html
    assert "None" not in html
    assert "True" not in html
