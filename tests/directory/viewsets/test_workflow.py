"""Submitted, returned, approved, planned, locked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.models import Actor
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


def test_planned_publishing_by_the_form(as_user, moderator):
    client = as_user(moderator)
    moment = timezone.localtime() + timedelta(days=2)

    client.post(url(Actor, "add"), {**actor_form(go_live_at=moment.strftime("%Y-%m-%d %H:%M")), "action-publish": "1"})

    actor = Actor.objects.get()
    assert (actor.live, actor.scheduled_revision is not None) == (False, True)
    assert "geplant" in client.get(url(Actor, "list")).content.decode()


def test_a_locked_entry_is_not_changed_by_another(as_user, moderator):
    actor = ActorFactory(name="Alt")
    as_user(moderator).post(url(Actor, "lock", actor.pk))

    response = as_user(person("Moderation")).post(url(Actor, "edit", actor.pk), {**actor_form(name="Neu"), "action-publish": "1"})

    assert (response.status_code, Actor.objects.get().name) == (200, "Alt")
