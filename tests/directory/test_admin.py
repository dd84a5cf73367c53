"""The register in the admin, through real requests, by people with different rights."""

from datetime import time, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from directory import operations
from directory.models import Actor, ActorIdentifier, Area, Location, Offer, OpeningException, OpeningSpan, Topic
from tests.factories import (
    ActorFactory,
    ActorKindFactory,
    AreaFactory,
    LocationFactory,
    MembershipFactory,
    OfferFactory,
    TargetGroupFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def url(model, view, *args):
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def person(group, **fields):
    """Somebody of one of the three groups that `portal.roles` makes."""
    user = UserFactory(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor():
    return person("Redaktion")


@pytest.fixture
def moderator():
    return person("Moderation")


@pytest.fixture
def office():
    return person("Netzwerkbüro")


@pytest.fixture
def as_user(client):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def posted(fields):
    """As a browser sends it: rows of formsets flat, several choices under one name."""
    rows = {name: value for name, value in fields.items() if isinstance(value, dict)}
    return {**{name: value for name, value in fields.items() if name not in rows}, **nested_form_data(rows)}


def actor_form(**fields):
    return posted(
        {
            "name": "Musikschule Klangwerk",
            "other_names": "",
            "kind": ActorKindFactory().pk,
            "further_kinds": [],
            "operator": "",
            "summary": "",
            "description": rich_text("<p>Unterricht für alle.</p>"),
            "logo": "",
            "topics": [],
            "target_groups": [],
            "tags": "",
            "languages": [],
            "email": "",
            "phone": "",
            "website": "",
            "contact_person": "",
            "contact_note": "",
            "links": inline_formset([]),
            "texts": inline_formset([]),
            "go_live_at": "",
            "expire_at": "",
            **fields,
        }
    )


def location_form(actor, **fields):
    return posted(
        {
            "actor": actor.pk,
            "name": "",
            "street": "Notenweg 12",
            "postcode": "13187",
            "municipality": "Berlin",
            "transport": "",
            "lat": "",
            "lon": "",
            "area": "",
            "opening_spans": inline_formset([]),
            "opening_exceptions": inline_formset([]),
            "hours_note": "",
            "accessibility_note": "",
            "go_live_at": "",
            "expire_at": "",
            **fields,
        }
    )


def offer_form(actor, **fields):
    return posted(
        {
            "actor": actor.pk,
            "name": "Blockflöte",
            "form": "kurs",
            "summary": "",
            "description": rich_text("<p>Für Anfänger.</p>"),
            "image": "",
            "locations": [],
            "sessions": inline_formset([]),
            "topics": [],
            "target_groups": [],
            "tags": "",
            "languages": [],
            "price_unit": "",
            "texts": inline_formset([]),
            **dict.fromkeys(
                [
                    "starts_on",
                    "ends_on",
                    "session_count",
                    "schedule_note",
                    "valid_until",
                    "age_from",
                    "age_to",
                    "price_from",
                    "price_to",
                    "price_reduced",
                    "price_note",
                    "registration_url",
                    "registration_email",
                    "registration_phone",
                    "registration_note",
                    "places_min",
                    "places_max",
                    "places_free",
                    "go_live_at",
                    "expire_at",
                ],
                "",
            ),
            **fields,
        }
    )


# --- Drafts, publishing, reverting: nothing is lost -----------------------------------------------------------------------


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


# --- Workflow ---------------------------------------------------------------------------------------------------------------


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


# --- Archive ------------------------------------------------------------------------------------------------------------------


def test_nobody_deletes_an_entry_not_even_an_administrator(as_user):
    admin = UserFactory(is_superuser=True)
    actor = ActorFactory()
    client = as_user(admin)

    assert client.post(f"/cms/register/einrichtungen/delete/{actor.pk}/").status_code == 404
    page = client.get(url(Actor, "edit", actor.pk)).content.decode()
    assert ("/delete/" in page, url(Actor, "archive", actor.pk) in page) == (False, True)
    client.post(f"/cms/bulk/directory/actor/delete/?id={actor.pk}&next={url(Actor, 'list')}")
    assert Actor.objects.get().archived_at is not None


def test_archiving_and_restoring_one_entry(as_user, moderator):
    actor = ActorFactory(name="Klangwerk")
    client = as_user(moderator)

    assert "Klangwerk" in client.get(url(Actor, "archive", actor.pk)).content.decode()
    assert Actor.objects.get().archived_at is None
    client.post(url(Actor, "archive", actor.pk))

    assert Actor.objects.get().archived_at is not None
    assert "Klangwerk" not in client.get(url(Actor, "list_results")).content.decode()
    assert "Klangwerk" in client.get(url(Actor, "list_results") + "?archive=only").content.decode()
    refused = client.post(url(Actor, "edit", actor.pk), actor_form(name="Neu"))
    assert (refused.status_code, Actor.objects.get().name) == (200, "Klangwerk")

    client.post(url(Actor, "restore", actor.pk))
    assert list(Actor.objects.public()) == [actor]


# --- Lists ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["edit", "history", "usage", "inspect", "workflow_history", "archive", "restore"])
def test_every_screen_of_an_entry_opens(as_user, moderator, view):
    offer = OfferFactory(price_from=26, age_from=6)
    offer.locations.add(LocationFactory(actor=offer.actor))
    offer.save()
    client = as_user(moderator)

    for thing in (offer, offer.actor, offer.locations.get()):
        assert client.get(url(type(thing), view, thing.pk)).status_code == 200


@pytest.mark.parametrize(("factory", "queries"), [(ActorFactory, 19), (LocationFactory, 17), (OfferFactory, 17)])
def test_lists_take_the_same_queries_for_one_and_three(as_user, moderator, django_assert_num_queries, factory, queries):
    client = as_user(moderator)

    def make():
        thing = factory()
        actor = thing if isinstance(thing, Actor) else thing.actor
        actor.operator = ActorFactory(name="Träger")
        actor.save()
        LocationFactory(actor=actor, area=AreaFactory())
        return thing

    first = make()
    address = url(type(first), "list")
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)

    for _number in range(2):
        operations.save_draft(make())
    with django_assert_num_queries(queries):
        client.get(address)


def test_the_form_of_an_institution_takes_the_same_queries_for_one_and_three(as_user, moderator, django_assert_num_queries):
    client = as_user(moderator)
    actor = LocationFactory().actor
    OfferFactory(actor=actor)
    address = url(Actor, "edit", actor.pk)
    client.get(address)

    with django_assert_num_queries(55):
        client.get(address)

    for number in range(2):
        OfferFactory(actor=actor)
        LocationFactory(actor=actor, street=f"Taktstraße {number}")
    with django_assert_num_queries(55):
        client.get(address)


def found(client, query):
    page = client.get(url(Actor, "list_results") + query)
    return sorted(actor.name for actor in page.context["object_list"])


def test_the_list_finds_by_words_umlauts_operator_and_key(as_user, editor):
    operator = ActorFactory(name="Jugendwerk Süd")
    ActorFactory(name="Kita Löwenzahn", slug=None, operator=operator, other_names="Löwis")
    school = ActorFactory(name="Ährenschule")
    ActorIdentifier.objects.create(actor=school, source="bsn", key="01G01")
    client = as_user(editor)

    assert found(client, "?q=löwenzahn kita") == ["Kita Löwenzahn"]
    assert found(client, "?q=loewenzahn") == ["Kita Löwenzahn"]
    assert found(client, "?q=ÄHREN") == ["Ährenschule"]
    assert found(client, "?q=süd") == ["Jugendwerk Süd", "Kita Löwenzahn"]
    assert found(client, "?q=01g01") == ["Ährenschule"]
    assert found(client, "?q=" + "x" * 500) == []


def test_the_list_finds_by_kind_and_place(as_user, editor):
    pankow = AreaFactory(name="Pankow", slug="pankow-x")
    quarter = AreaFactory(name="Buch", slug="buch-x", level="ortsteil", parent=pankow)
    kita = ActorFactory(name="Löwenzahn", kind=ActorKindFactory(slug="kita-x", name="Kita"))
    LocationFactory(actor=kita, area=quarter, street="Notenweg 12", postcode="13125", municipality="Berlin")
    operations.archive(LocationFactory(actor=ActorFactory(name="Weggezogen"), area=pankow))
    client = as_user(editor)

    for query in ("kita pankow", "Buch", "notenweg", "13125", "löwenzahn berlin"):
        assert found(client, f"?q={query}") == ["Löwenzahn"]
    assert found(client, "?q=kita spandau") == []


def test_filters_of_the_list(as_user, editor):
    area = AreaFactory(name="Pankow", slug="pankow-x")
    quarter = AreaFactory(name="Buch", slug="buch-x", level="ortsteil", parent=area)
    topic = TopicFactory(slug="t", name="T")
    kita = ActorKindFactory(slug="kita-x", name="Kita X")
    there = ActorFactory(name="Dort", kind=kita)
    there.topics.add(topic)
    there.save()
    LocationFactory(actor=there, area=quarter)
    ActorFactory(name="Entwurf", live=False)
    changed = ActorFactory(name="Geändert", operator=there)
    operations.save_draft(changed)
    operations.confirm(changed)
    operations.confirm(ActorFactory(name="Fällig"), at=timezone.now() - timedelta(days=800))
    operations.archive(ActorFactory(name="Archiviert"))
    client = as_user(editor)

    assert found(client, f"?area={area.pk}") == ["Dort"]
    assert found(client, f"?topic={topic.pk}") == ["Dort"]
    assert found(client, f"?kind={kita.pk}") == ["Dort"]
    assert found(client, "?operator_name=dort") == ["Geändert"]
    assert found(client, "?status=draft") == ["Entwurf"]
    assert found(client, "?status=changed") == ["Geändert"]
    assert found(client, "?freshness=due") == ["Fällig"]
    assert found(client, "?freshness=ok") == ["Geändert"]
    assert found(client, "?archive=only") == ["Archiviert"]
    assert found(client, "?status=nonsense&area=abc&kind=999999&p=77") == ["Dort", "Entwurf", "Fällig", "Geändert"]


def test_the_kinds_of_missing_facts_of_locations(as_user, editor):
    LocationFactory(street="Ohne alles 1")
    full = LocationFactory(street="Mit allem 2", area=AreaFactory(), lat=52.5, lon=13.4)
    OpeningSpan.objects.create(location=full, weekday=0, opens=time(9), closes=time(12))
    client = as_user(editor)

    for gap in ("area", "coordinates", "hours"):
        page = client.get(url(Location, "list_results") + f"?gaps={gap}")
        assert [location.street for location in page.context["object_list"]] == ["Ohne alles 1"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_tables_for_download_hold_every_row_and_no_formula(as_user, editor, file_format):
    for number in range(55):
        ActorFactory(name=f"Musikschule {number:02}")
    LocationFactory(actor=ActorFactory(name='=HYPERLINK("https://example.org")', phone="+4930123456"))
    client = as_user(editor)

    response = client.get(url(Actor, "list") + f"?export={file_format}&q=")

    content = response.getvalue()
    if file_format == "csv":
        rows = [line.split(";") for line in content.decode("utf-8-sig").splitlines()]
        assert content.startswith(b"\xef\xbb\xbf")
    else:
        from io import BytesIO

        from openpyxl import load_workbook

        rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows()]
        assert all(cell.data_type != "f" for row in load_workbook(BytesIO(content)).active.iter_rows() for cell in row)
    assert len(rows) == 57
    assert rows[0][:3] == ["Name", "Art", "Weitere Arten"]
    assert rows[1][0].lstrip('"').startswith("'=HYPERLINK")
    assert "030 123456" in rows[1]


def test_every_list_of_the_register_can_be_downloaded(as_user, editor):
    OfferFactory(price_from=26, price_unit="monat").locations.add(LocationFactory())
    client = as_user(editor)

    for model in (Actor, Location, Offer):
        lines = client.get(url(model, "list") + "?export=csv").getvalue().decode("utf-8-sig").splitlines()
        assert len(lines) == model.objects.count() + 1


# --- Many at once ------------------------------------------------------------------------------------------------------------------


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


# --- Versions beside each other, preview ---------------------------------------------------------------------------------------------


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


# --- Vocabularies, trees, memberships ------------------------------------------------------------------------------------------------


def term_form(**fields):
    names = {f"names_{number}": "" for number in range(9)}
    return {
        "name": "Chor X",
        "slug": "chor-x",
        "parent": "",
        "sort_order": "10",
        "synonyms": "Singkreis\nKantorei\n\nSingkreis",
        "icon": "",
        "hue": "",
        "intro": "",
        **names,
        **fields,
    }


def test_a_topic_is_made_moved_and_not_deleted_while_used(as_user, office):
    client = as_user(office)
    music = TopicFactory(slug="musik-x", name="Musik X")

    client.post(url(Topic, "add"), term_form(parent=music.pk, names_en="Choir X"))
    choir = Topic.objects.get(slug="chor-x")
    assert (choir.get_parent(), choir.synonyms, choir.names) == (music, ["Singkreis", "Kantorei"], {"en": "Choir X"})

    client.post(url(Topic, "edit", choir.pk), term_form(parent=""))
    assert Topic.objects.get(slug="chor-x").is_root()
    itself = client.post(url(Topic, "edit", choir.pk), term_form(parent=choir.pk))
    assert list(itself.context["form"].errors) == ["parent"]

    actor = ActorFactory()
    actor.topics.add(choir)
    actor.save()
    response = client.post(url(Topic, "delete", choir.pk), follow=True)
    assert "1 Eintrag" in str(next(iter(response.context["messages"])))
    assert Topic.objects.filter(pk=choir.pk).exists()
    client.post(f"/cms/bulk/directory/topic/delete/?id={choir.pk}&next={url(Topic, 'list')}")
    assert Topic.objects.filter(pk=choir.pk).exists()

    client.post(url(Topic, "delete", music.pk))
    assert not Topic.objects.filter(pk=music.pk).exists()
    assert Topic.find_problems() == ([], [], [], [], [])


def test_an_area_is_made_below_another_and_keeps_its_outline(as_user, office):
    client = as_user(office)
    pankow = AreaFactory(name="Pankow X", slug="pankow-x", level="bezirk", outline={"type": "Point", "coordinates": [13, 52]})
    fields = {
        "name": "Buch X",
        "slug": "buch-x",
        "level": "ortsteil",
        "parent": pankow.pk,
        "ags": "",
        "ars": "",
        "population": "",
        "lat": "",
        "lon": "",
    }

    client.post(url(Area, "add"), fields)
    client.post(url(Area, "edit", pankow.pk), {**fields, "name": "Pankow Y", "slug": "pankow-x", "level": "bezirk", "parent": ""})

    pankow = Area.objects.get(slug="pankow-x")
    assert (Area.objects.get(slug="buch-x").get_parent(), pankow.name, pankow.outline["type"]) == (pankow, "Pankow Y", "Point")


def test_members_and_coordinators_never_see_the_admin(client, office):
    membership = MembershipFactory(role="owner")
    client.force_login(membership.user)

    for address in (
        "/cms/",
        url(Actor, "list"),
        url(Actor, "edit", membership.actor_id),
        url(Actor, "history", membership.actor_id),
        "/cms/register/person-waehlen/",
    ):
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) in ((302, "/cms/login/"), (302, "/konto/login/"))


def test_memberships_are_for_the_office_and_people_are_not_shown_to_others(as_user, office, editor):
    from directory.models import Membership

    person_found, actor = UserFactory(first_name="Ada"), ActorFactory()
    client = as_user(office)
    assert "Ada" in client.get("/cms/register/person-waehlen/?q=ada").content.decode()
    client.post(url(Membership, "add"), {"user": person_found.pk, "actor": actor.pk, "role": "owner"})
    assert Membership.objects.values_list("user", "actor", "role").get() == (person_found.pk, actor.pk, "owner")

    client = as_user(editor)
    for address in (
        "/cms/register/person-waehlen/",
        "/cms/register/person-waehlen/results/",
        f"/cms/register/person-waehlen/chosen/{person_found.pk}/",
        url(Membership, "list"),
    ):
        assert client.get(address).status_code in (302, 403)


def test_import_runs_are_looked_at_and_not_changed(as_user):
    from directory.models import ImportRun, ImportSource

    source = ImportSource.objects.create(key="berlin", name="Berlin")
    run = ImportRun.objects.create(
        source=source,
        mapping="m",
        file_name="schulen.csv",
        file_hash="",
        started_at=timezone.now(),
        counts={"rows": 4, "created": 3, "skipped": 1},
        problems=[{"line": 7, "column": "Fax", "value": "<b>", "reason": "Unbekannt"}],
    )
    client = as_user(UserFactory(is_superuser=True))

    assert "schulen.csv" in client.get(url(ImportRun, "list")).content.decode()
    page = client.get(url(ImportRun, "inspect", run.pk)).content.decode()
    assert [text in page for text in ("schulen.csv", "3 angelegt, 1 übersprungen", "&lt;b&gt;", "Unbekannt")] == [True] * 4
    for view, args in (("add", []), ("edit", [run.pk]), ("delete", [run.pk])):
        assert client.post(url(ImportRun, view, *args)).status_code in (302, 403)
    assert ImportRun.objects.count() == 1


# --- Choosers --------------------------------------------------------------------------------------------------------------------------


def test_choosers_search_words_and_leave_out_the_archive(as_user, editor):
    ActorFactory(name="Träger Süd")
    ActorFactory(name="Träger Nord")
    operations.archive(ActorFactory(name="Träger Süd alt"))
    client = as_user(editor)

    page = client.get("/cms/snippets/choose/directory/actor/results/?q=süd+träger").content.decode()

    assert ("Träger Süd" in page, "Träger Nord" in page, "Träger Süd alt" in page) == (True, False, False)


def test_no_form_offers_thousands_of_choices(as_user, moderator):
    ActorFactory.create_batch(120)
    client = as_user(moderator)

    for model in (Actor, Location, Offer):
        page = client.get(url(model, "add")).content.decode()
        assert page.count("Musikschule Klangwerk") == 0


def test_links_from_an_institution_fill_it_in(as_user, editor):
    actor = LocationFactory().actor
    client = as_user(editor)

    page = client.get(url(Actor, "edit", actor.pk)).content.decode()
    assert f"{url(Offer, 'add')}?actor={actor.pk}" in page
    form = client.get(f"{url(Offer, 'add')}?actor={actor.pk}").context["form"]
    assert (form["actor"].value(), list(form.fields["locations"].queryset)) == (actor.pk, [actor.locations.get()])
    assert client.get(f"{url(Offer, 'add')}?actor=abc").status_code == 200
    assert "Notenweg" in client.get(url(Offer, "locations") + f"?actor={actor.pk}").content.decode()


# --- Another address -----------------------------------------------------------------------------------------------------------------


def test_the_office_changes_an_address_and_the_old_one_leads_on(as_user, office):
    actor = ActorFactory(name="Klangwerk", slug="klangwerk")
    ActorFactory(name="Andere", slug="andere")
    client = as_user(office)
    where = url(Actor, "rename", actor.pk)

    assert where in client.get(url(Actor, "edit", actor.pk)).content.decode()
    assert "http://testserver/einrichtungen/klangwerk/" in client.get(where).content.decode()
    for slug, reason in [
        ("andere", "führt schon zu einem anderen Eintrag"),
        ("Klang werk", "nur aus Kleinbuchstaben"),
        ("klang_werk", "nur aus Kleinbuchstaben"),
        ("x" * 121, "höchstens 120"),
        ("", "ausgefüllt werden"),
    ]:
        refused = client.post(where, {"slug": slug})
        assert reason in refused.context["form"].errors["slug"][0]
    response = client.post(where, {"slug": "musikschule-klangwerk"})

    assert (response.url, Actor.objects.get(pk=actor.pk).slug) == (url(Actor, "edit", actor.pk), "musikschule-klangwerk")
    moved = client.get("/einrichtungen/klangwerk/")
    assert (moved.status_code, moved.url) == (301, "/einrichtungen/musikschule-klangwerk/")


def test_only_the_office_changes_addresses_and_locations_have_none(as_user, moderator, office):
    location = LocationFactory()
    client = as_user(moderator)
    where = url(Actor, "rename", location.actor_id)

    assert client.post(where, {"slug": "neu"}).url == reverse("wagtailadmin_home")
    assert where not in client.get(url(Actor, "edit", location.actor_id)).content.decode()
    page = as_user(office).get(url(Location, "edit", location.pk)).content.decode()
    assert ("/archive/" in page, "/rename/" in page) == (True, False)


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
