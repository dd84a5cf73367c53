"""Pages in the admin: what comes back, planned publishing in German dates, versions in words."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse
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
