"""Versions beside each other, and previews."""

import pytest
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset

from directory import operations
from directory.models import Actor, Location, Offer
from tests.factories import (
    ActorFactory,
    LocationFactory,
    OfferFactory,
    TopicFactory,
)

from .forms import actor_form, location_form, offer_form, url

pytestmark = pytest.mark.django_db


def test_the_comparison_shows_words(as_user, editor):
    actor = ActorFactory(name="Klangwerk")
    actor.save_revision(changed=False)
    draft = actor.get_latest_revision_as_object()
    draft.name = "Klangwerk Mitte"
    draft.topics.set([TopicFactory(slug="m", name="Musik machen")])
    operations.save_draft(draft)
    newest = Revision.objects.order_by("pk").last()
    client = as_user(editor)

    page = client.get(url(Actor, "revisions_compare", actor.pk, "live", newest.pk)).content.decode()

    assert "<ins>Musik machen</ins>" in page
    assert "<ins>Klangwerk Mitte</ins>" in page
    assert client.get(url(Actor, "revisions_compare", actor.pk, "live", "latest")).status_code == 200
    assert client.get(f"/cms/register/einrichtungen/history/{actor.pk}/revisions/compare/live...999999/").status_code == 404


def preview(client, model, thing, form):
    where = url(model, "preview_on_edit", thing.pk) if thing else url(model, "preview_on_add")
    assert client.post(where, form).json() == {"is_valid": True, "is_available": True}
    response = client.get(where)
    assert response.status_code == 200
    return response.content.decode()


def test_a_draft_shows_on_the_public_page_and_is_not_saved(as_user, editor):
    location = LocationFactory(street="Notenweg 12")
    actor = location.actor
    topic = TopicFactory(slug="m", name="Musikmachen")
    client = as_user(editor)

    page = preview(client, Actor, actor, actor_form(name="Klangwerk Neu", topics=[topic.pk], tags="Ferien"))
    assert [word in page for word in ("Klangwerk", "Neu", "Musikmachen", "Ferien", "Notenweg")] == [True] * 5
    assert Actor.objects.get(pk=actor.pk).name != "Klangwerk Neu"

    page = preview(
        client,
        Location,
        location,
        location_form(actor, street="Taktstraße 3", opening_spans=inline_formset([{"weekday": 0, "opens": "09:00", "closes": "12:00"}])),
    )
    assert ("Taktstraße 3" in page, "Notenweg" in page, "9:00–12:00" in page) == (True, False, True)

    page = preview(
        client,
        Offer,
        OfferFactory(actor=actor),
        offer_form(
            actor,
            locations=[location.pk],
            topics=[topic.pk],
            sessions=inline_formset([{"weekday": 1, "starts": "15:15", "ends": "16:00", "note": ""}]),
        ),
    )
    assert [word in page for word in ("Blockflöte", "Notenweg", "Musikmachen", "15:15")] == [True] * 4


def test_something_new_is_previewed_before_it_is_saved(as_user, editor):
    client = as_user(editor)
    actor = ActorFactory()

    assert "Klangwerk" in preview(client, Actor, None, actor_form(kind=""))
    assert "Notenweg" in preview(client, Location, None, location_form(actor))
    assert "Blockflöte" in preview(client, Offer, None, offer_form(actor))
    assert Offer.objects.count() == 0


def test_a_revision_is_previewed(as_user, editor):
    actor = ActorFactory(name="Klangwerk")
    revision = actor.save_revision()
    client = as_user(editor)

    assert client.get(url(Actor, "revisions_view", actor.pk, revision.pk)).status_code == 200
