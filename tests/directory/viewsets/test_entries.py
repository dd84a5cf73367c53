"""Entries in the admin, through real requests, by people with different rights: nothing of them is lost."""

from datetime import time

import pytest
from wagtail.test.utils.form_data import inline_formset, rich_text

from directory.models import Actor, Location, Offer, OpeningException, OpeningSpan
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    LocationFactory,
    OfferFactory,
    TargetGroupFactory,
    TopicFactory,
)

from .forms import actor_form, location_form, offer_form, url

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_everything_until_it_is_published_and_after(as_user, moderator):
    client = as_user(moderator)
    music, children = TopicFactory(slug="m", name="Musik machen"), TargetGroupFactory(slug="k", name="Kinder bis 10")
    family = ActorKindFactory(slug="familienzentrum-x", name="Familienhaus")
    everything = {
        "other_names": "MKW",
        "further_kinds": [family.pk],
        "topics": [music.pk],
        "target_groups": [children.pk],
        "tags": "Bläser, Ferien",
        "languages": ["de", "tr"],
        "phone": "030 123456",
        "links": inline_formset([{"title": "Kalender", "url": "https://example.org/kalender"}]),
        "texts": inline_formset([{"language": "en", "name": "Music school", "summary": "For all.", "description": rich_text("")}]),
    }

    response = client.post(url(Actor, "add"), actor_form(**everything))
    actor = Actor.objects.get()

    def content(entry):
        return {
            "name": entry.name,
            "further_kinds": [kind.name for kind in entry.further_kinds.all()],
            "topics": [topic.name for topic in entry.topics.all()],
            "target_groups": [group.name for group in entry.target_groups.all()],
            "tags": sorted(tag.name for tag in entry.tags.all()),
            "languages": entry.languages,
            "phone": str(entry.phone),
            "links": [link.title for link in entry.links.all()],
            "texts": [(text.language, text.name) for text in entry.texts.all()],
        }

    full = {
        "name": "Musikschule Klangwerk",
        "further_kinds": ["Familienhaus"],
        "topics": ["Musik machen"],
        "target_groups": ["Kinder bis 10"],
        "tags": ["Bläser", "Ferien"],
        "languages": ["de", "tr"],
        "phone": "+4930123456",
        "links": ["Kalender"],
        "texts": [("en", "Music school")],
    }
    assert (response.status_code, response.url) == (302, url(Actor, "edit", actor.pk))
    assert (actor.live, actor.slug, content(actor)) == (False, "musikschule-klangwerk", full)

    def kept():
        text, link = actor_now().texts.get(), actor_now().links.get()
        return {
            **everything,
            "links": inline_formset([{"id": link.pk, "title": "Kalender", "url": "https://example.org/kalender"}], initial=1),
            "texts": inline_formset(
                [{"id": text.pk, "language": "en", "name": "Music school", "summary": "For all.", "description": rich_text("")}], initial=1
            ),
        }

    def actor_now():
        return Actor.objects.get(pk=actor.pk)

    client.post(url(Actor, "edit", actor.pk), {**actor_form(**kept()), "action-publish": "1"})
    assert (actor_now().live, content(actor_now())) == (True, full)
    published = actor_now().live_revision

    client.post(url(Actor, "edit", actor.pk), actor_form(**{**kept(), "topics": [], "tags": "", "name": "Leer"}))
    assert content(actor_now()) == full
    assert content(actor_now().get_latest_revision_as_object()) == {**full, "name": "Leer", "topics": [], "tags": []}

    client.post(url(Actor, "edit", actor.pk), {**actor_form(**{**kept(), "topics": [], "tags": "", "name": "Leer"}), "action-publish": "1"})
    assert content(actor_now()) == {**full, "name": "Leer", "topics": [], "tags": []}

    page = client.get(url(Actor, "revisions_revert", actor.pk, published.pk))
    assert page.context["form"]["name"].value() == "Musikschule Klangwerk"
    client.post(url(Actor, "revisions_revert", actor.pk, published.pk), {**actor_form(**kept()), "action-publish": "1"})
    assert (actor_now().live, content(actor_now())) == (True, full)


def test_location_with_hours_survives_draft_publish_and_older_version(as_user, moderator):
    client = as_user(moderator)
    actor = ActorFactory()
    hours = {
        "opening_spans": inline_formset(
            [{"weekday": 0, "opens": "09:00", "closes": "12:00"}, {"weekday": 0, "opens": "14:00", "closes": "18:00"}]
        ),
        "opening_exceptions": inline_formset(
            [{"starts": "2026-12-24", "ends": "2027-01-02", "opens": "", "closes": "", "note": "Weihnachtsferien"}]
        ),
        "step_free": "true",
        "lift": "false",
    }

    client.post(url(Location, "add"), {**location_form(actor, **hours), "action-publish": "1"})

    location = Location.objects.get()
    assert (location.live, location.step_free, location.lift, location.quiet_room) == (True, True, False, None)
    assert list(OpeningSpan.objects.values_list("weekday", "opens", "closes")) == [(0, time(9), time(12)), (0, time(14), time(18))]
    assert OpeningException.objects.get().note == "Weihnachtsferien"

    first = location.live_revision
    client.post(url(Location, "edit", location.pk), {**location_form(actor), "action-publish": "1"})
    # the form named no rows, so none were taken away
    assert OpeningSpan.objects.count() == 2

    spans = list(OpeningSpan.objects.order_by("opens"))
    gone = inline_formset(
        [{"id": span.pk, "weekday": 0, "opens": span.opens, "closes": span.closes, "DELETE": "on"} for span in spans], initial=2
    )
    client.post(url(Location, "edit", location.pk), {**location_form(actor, opening_spans=gone), "action-publish": "1"})
    assert OpeningSpan.objects.count() == 0

    first.publish(user=moderator)
    assert list(OpeningSpan.objects.values_list("opens", "closes")) == [(time(9), time(12)), (time(14), time(18))]


def test_offer_keeps_places_topics_and_times_and_only_its_own_institutions_places(as_user, moderator):
    client = as_user(moderator)
    here = LocationFactory()
    elsewhere = LocationFactory()
    topic = TopicFactory(slug="floete-x", name="Flöte X")
    fields = {
        "locations": [here.pk],
        "topics": [topic.pk],
        "tags": "Ferien",
        "sessions": inline_formset([{"weekday": 1, "starts": "15:15", "ends": "16:00", "note": ""}]),
        "price_from": "26",
        "price_unit": "monat",
    }

    refused = client.post(url(Offer, "add"), offer_form(here.actor, **{**fields, "locations": [elsewhere.pk]}))
    assert (refused.status_code, list(refused.context["form"].errors), Offer.objects.count()) == (200, ["locations"], 0)

    client.post(url(Offer, "add"), {**offer_form(here.actor, **fields), "action-publish": "1"})

    offer = Offer.objects.get()
    assert (offer.live, list(offer.locations.all()), list(offer.topics.all()), list(offer.tags.names())) == (
        True,
        [here],
        [topic],
        ["Ferien"],
    )
    assert list(offer.sessions.values_list("weekday", "starts")) == [(1, time(15, 15))]


def test_required_fields_are_asked_for_when_publishing_not_for_a_draft(as_user, moderator):
    client = as_user(moderator)

    refused = client.post(url(Actor, "add"), {**actor_form(kind=""), "action-publish": "1"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["kind"])

    client.post(url(Actor, "add"), actor_form(kind=""))
    assert Actor.objects.get().kind is None

    nameless = client.post(url(Actor, "add"), actor_form(name=""))
    assert list(nameless.context["form"].errors) == ["name"]
    homeless = client.post(url(Location, "add"), {**location_form(Actor.objects.get()), "actor": ""})
    assert list(homeless.context["form"].errors) == ["actor"]


def test_impossible_values_get_a_message_and_change_nothing(as_user, moderator):
    client = as_user(moderator)
    actor = ActorFactory()

    for form, wrong in (
        (offer_form(actor, age_from="9", age_to="6"), ["age_to"]),
        (offer_form(actor, is_free="true", price_from="5"), ["is_free"]),
        (offer_form(actor, starts_on="2026-05-02", ends_on="2026-05-01"), ["ends_on"]),
        (offer_form(actor, price_from="-1"), ["price_from"]),
        (offer_form(actor, expire_at="2020-01-01 10:00"), ["expire_at"]),
    ):
        response = client.post(url(Offer, "add"), form)
        assert (response.status_code, list(response.context["form"].errors)) == (200, wrong)
    for form, wrong in (
        (location_form(actor, postcode="1318A"), ["postcode"]),
        (location_form(actor, lat="52.5"), ["lon"]),
        (location_form(actor, lat="95", lon="13"), ["lat"]),
    ):
        response = client.post(url(Location, "add"), form)
        assert (response.status_code, list(response.context["form"].errors)) == (200, wrong)
    own = client.post(url(Actor, "edit", actor.pk), actor_form(operator=actor.pk))
    assert list(own.context["form"].errors) == ["operator"]
    assert (Offer.objects.count(), Location.objects.count()) == (0, 0)


def test_the_form_cleans_descriptions_in_every_language(as_user, moderator):
    texts = inline_formset([{"language": "tr", "name": "", "summary": "", "description": rich_text("<p>Herkes <b>için</b></p>")}])
    client = as_user(moderator)

    client.post(url(Actor, "add"), actor_form(description=rich_text("<h2>Chor</h2><p>Für alle.</p>"), texts=texts))

    actor = Actor.objects.get()
    assert (actor.description, actor.texts.get().description) == ("<h2>Chor</h2><p>Für alle.</p>", "<p>Herkes <b>için</b></p>")


def test_free_places_are_part_of_a_draft(as_user, moderator):
    offer = OfferFactory(name="Chor")
    client = as_user(moderator)

    client.post(url(Offer, "edit", offer.pk), offer_form(offer.actor, places_free="3"))
    assert (Offer.objects.get().places_free, Offer.objects.get().get_latest_revision_as_object().places_free) == (None, 3)

    client.post(url(Offer, "edit", offer.pk), {**offer_form(offer.actor, places_free="3"), "action-publish": "1"})
    assert Offer.objects.get().places_free == 3


def test_fields_that_the_form_does_not_have_are_not_taken(as_user, editor):
    actor, other = ActorFactory(name="Klangwerk", slug="klangwerk", live=False), ActorFactory()
    before = (actor.uuid, "klangwerk", False, None, None, False)
    more = {
        "uuid": str(other.uuid), "slug": "gekapert", "live": "on", "confirmed_at": "2026-01-01", "archived_at": "2026-01-01",
        "locked": "on", "id": str(other.pk), "pk": str(other.pk), "latest_revision": "1", "first_published_at": "2026-01-01",
    }  # fmt: skip

    as_user(editor).post(url(Actor, "edit", actor.pk), {**actor_form(name="Klangwerk"), **more})

    now = Actor.objects.get(pk=actor.pk)
    assert (now.uuid, now.slug, now.live, now.confirmed_at, now.archived_at, now.locked) == before
    assert (now.first_published_at, now.revisions.count(), other.revisions.count()) == (None, 1, 0)
