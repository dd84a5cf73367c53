"""Submitted, returned, approved, planned, locked."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from directory.models import Actor
from portal.jobs.housekeeping import publish_scheduled
from tests.factories import (
    ActorFactory,
    TopicFactory,
)
from tests.people import person

from .forms import actor_form, url

pytestmark = pytest.mark.django_db


def test_an_editor_submits_a_moderator_returns_and_then_publishes(as_user, editor, moderator):
    topic = TopicFactory(slug="m", name="Musik machen")
    form = actor_form(topics=[topic.pk], tags="Ferien")
    client = as_user(editor)
    client.post(url(Actor, "add"), {**form, "action-publish": "1"})
    actor = Actor.objects.get()
    assert not actor.live
    client.post(url(Actor, "edit", actor.pk), {**form, "action-submit": "1"})
    assert actor.current_workflow_task_state

    client = as_user(moderator)
    task_state = actor.current_workflow_task_state
    client.post(url(Actor, "workflow_action", actor.pk, "reject", task_state.pk), {"comment": "Bitte eine Telefonnummer"})
    actor = Actor.objects.get()
    assert actor.current_workflow_state.status == "needs_changes"

    client = as_user(editor)
    client.post(url(Actor, "edit", actor.pk), {**actor_form(topics=[topic.pk], tags="Ferien", phone="030 123456"), "action-submit": "1"})

    client = as_user(moderator)
    task_state = Actor.objects.get().current_workflow_task_state
    client.post(url(Actor, "workflow_action", actor.pk, "approve", task_state.pk), {"comment": ""})

    actor = Actor.objects.get()
    assert (actor.live, str(actor.phone), [t.name for t in actor.topics.all()], list(actor.tags.names())) == (
        True,
        "+4930123456",
        ["Musik machen"],
        ["Ferien"],
    )


def test_approving_what_is_not_complete_says_so_instead_of_failing(as_user, editor, moderator):
    client = as_user(editor)
    client.post(url(Actor, "add"), {**actor_form(), "action-submit": "1"})
    actor = Actor.objects.get()
    client = as_user(moderator)
    client.post(url(Actor, "edit", actor.pk), actor_form(kind=""))
    state = Actor.objects.get().current_workflow_task_state

    response = client.post(url(Actor, "workflow_action", actor.pk, "approve", state.pk), {"comment": ""}, follow=True)

    assert any(str(message).startswith("„Musikschule Klangwerk“ kann noch nicht") for message in response.context["messages"])
    actor = Actor.objects.get()
    assert (actor.live, actor.workflow_in_progress) == (False, True)


def test_somebody_without_the_right_to_publish_cannot(as_user, editor):
    actor = ActorFactory(name="Alt")
    client = as_user(editor)

    client.post(url(Actor, "edit", actor.pk), {**actor_form(name="Neu"), "action-publish": "1"})
    assert (Actor.objects.get().name, Actor.objects.get().has_unpublished_changes) == ("Alt", True)
    for view in ("unpublish", "archive", "restore"):
        response = client.post(url(Actor, view, actor.pk))
        assert response.url == reverse("wagtailadmin_home")
    assert Actor.objects.get().archived_at is None


def test_an_entry_is_planned_with_a_german_date_and_published_by_the_worker_in_time(as_user, moderator):
    client = as_user(moderator)
    with freeze_time("2026-12-23 12:00"):
        client.force_login(moderator)
        client.post(url(Actor, "add"), {**actor_form(go_live_at="24.12.2026 08:00"), "action-publish": "1"})
        actor = Actor.objects.get()
        assert (actor.live, actor.scheduled_revision.approved_go_live_at) == (False, datetime(2026, 12, 24, 7, 0, tzinfo=UTC))
        assert "geplant" in client.get(url(Actor, "list")).content.decode()

    with freeze_time("2026-12-24 06:59:50"):
        publish_scheduled(timezone.now())
        assert client.get(actor.get_absolute_url()).status_code == 404
    with freeze_time("2026-12-24 07:00:10"):
        publish_scheduled(timezone.now())
        page = client.get(actor.get_absolute_url())

    assert (page.status_code, Actor.objects.get().scheduled_revision) == (200, None)


def test_a_date_that_has_passed_publishes_at_once(as_user, moderator):
    as_user(moderator).post(url(Actor, "add"), {**actor_form(go_live_at="24.12.2020 08:00"), "action-publish": "1"})

    assert (Actor.objects.get().live, Actor.objects.get().scheduled_revision) == (True, None)


def opened(client, actor):
    """The hidden fields that the form of an editor carries about the version it shows."""
    html = client.get(url(Actor, "edit", actor.pk)).content.decode()
    return dict(re.findall(r'name="(loaded_revision_id|loaded_revision_created_at)" value="([^"]*)"', html))


@pytest.mark.parametrize("has_draft", [True, False])
@pytest.mark.parametrize("action", ["save", "publish"])
def test_whoever_saves_second_is_told_and_nothing_is_overwritten_unseen(client, moderator, has_draft, action):
    first, second = moderator, person("Moderation")
    first.first_name, first.last_name = "Ada", "Beispiel<b>"
    first.save()
    actor = ActorFactory(name="Alt")
    if has_draft:
        actor.save_revision()
    pressed = {"action-publish": "1"} if action == "publish" else {}
    client.force_login(second)
    loaded = opened(client, actor)
    client.force_login(first)
    client.post(url(Actor, "edit", actor.pk), {**actor_form(name="Von Ada"), **pressed, **opened(client, actor)})

    client.force_login(second)
    refused = client.post(url(Actor, "edit", actor.pk), {**actor_form(name="Von der Zweiten"), **pressed, **loaded})

    assert Actor.objects.get().get_latest_revision_as_object().name == "Von Ada"
    html = refused.content.decode()
    assert "Ada Beispiel&lt;b&gt; hat diesen Eintrag um " in html
    assert 'value="Von der Zweiten"' in html
    again = dict(re.findall(r'name="(loaded_revision_id|loaded_revision_created_at)" value="([^"]*)"', html))
    client.post(url(Actor, "edit", actor.pk), {**actor_form(name="Von der Zweiten"), **pressed, **again})
    actor = Actor.objects.get()
    assert (actor.get_latest_revision_as_object().name, actor.live, actor.revisions.count()) == ("Von der Zweiten", True, 2 + has_draft)


def test_a_locked_entry_is_not_changed_by_another(as_user, moderator):
    actor = ActorFactory(name="Alt")
    as_user(moderator).post(url(Actor, "lock", actor.pk))

    response = as_user(person("Moderation")).post(url(Actor, "edit", actor.pk), {**actor_form(name="Neu"), "action-publish": "1"})

    assert (response.status_code, Actor.objects.get().name) == (200, "Alt")


def test_an_older_version_is_brought_back_without_being_refused(client, moderator):
    actor = ActorFactory(name="Alt")
    first = actor.save_revision()
    actor.name = "Neu"
    latest = actor.save_revision()
    client.force_login(moderator)

    html = client.get(url(Actor, "revisions_revert", actor.pk, first.pk)).content.decode()
    loaded = dict(re.findall(r'name="(loaded_revision_id|loaded_revision_created_at)" value="([^"]*)"', html))
    client.post(url(Actor, "edit", actor.pk), {**actor_form(name="Alt"), **loaded, "revision": first.pk})

    assert loaded["loaded_revision_id"] == str(latest.pk)
    assert Actor.objects.get().get_latest_revision_as_object().name == "Alt"
