"""Many entries at once."""

import pytest

from directory.models import Actor, Offer
from tests.factories import ActorFactory, OfferFactory

from .forms import url

pytestmark = pytest.mark.django_db


def bulk(model, action, *things, then=""):
    ids = "&".join(f"id={thing if isinstance(thing, str) else thing.pk}" for thing in things)
    return f"/cms/bulk/directory/{model._meta.model_name}/{action}/?{ids}&next={url(model, 'list')}{then}"


def test_many_entries_are_published_and_one_that_lacks_something_is_named(as_user, moderator):
    ready, lacking = ActorFactory(name="Fertig", live=False), ActorFactory(name="Unfertig", live=False, kind=None)
    client = as_user(moderator)

    response = client.post(bulk(Actor, "publish", ready, lacking), follow=True)

    assert sorted(Actor.objects.values_list("name", "live")) == [("Fertig", True), ("Unfertig", False)]
    texts = " ".join(str(message) for message in response.context["messages"])
    assert ("Unfertig" in texts, "1 Eintrag" in texts) == (True, True)


def test_many_entries_are_taken_off_the_site_by_who_may_publish(as_user, editor, moderator):
    actor, offer = ActorFactory(), OfferFactory()

    as_user(editor).post(bulk(Actor, "unpublish", actor))
    assert Actor.objects.get(pk=actor.pk).live
    for model, entry in ((Actor, actor), (Offer, offer)):
        as_user(moderator).post(bulk(model, "unpublish", entry))
        assert not model.objects.get(pk=entry.pk).live


def test_many_entries_get_tags_and_keep_theirs(as_user, moderator):
    actor = ActorFactory()
    actor.tags.add("Alt")
    actor.save()
    client = as_user(moderator)

    assert client.get(bulk(Actor, "tag", actor)).status_code == 200
    assert client.post(bulk(Actor, "tag", actor), {"tags": ""}).status_code == 200
    client.post(bulk(Actor, "tag", actor, ActorFactory()), {"tags": 'Ferien, "Neu und gut"'})

    assert sorted(Actor.objects.get(pk=actor.pk).tags.names()) == ["Alt", "Ferien", "Neu und gut"]


def test_all_means_all_of_the_list_as_it_is_filtered(as_user, moderator):
    ActorFactory(name="Kita Eins", live=False)
    ActorFactory(name="Musikschule", live=False)
    client = as_user(moderator)

    client.post(bulk(Actor, "publish", "all", then="%3Fq%3Dkita"))

    assert sorted(Actor.objects.values_list("name", "live")) == [("Kita Eins", True), ("Musikschule", False)]


def test_bulk_actions_need_the_right_and_real_numbers(as_user, editor):
    actor = ActorFactory()
    client = as_user(editor)

    client.post(bulk(Actor, "delete", actor))
    client.post(bulk(Actor, "confirm", actor, "abc", "99999999999999999999"))

    assert (Actor.objects.get().archived_at, Actor.objects.get().confirmed_at is not None) == (None, True)
