"""/mein/einrichtung/: sections of an institution, merged field by field."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from directory.enums import MemberRole, ProposalState
from directory.models import ChangeProposal, Location, Membership
from directory.operations import proposals
from portal.workspace.editing import drafts, marking
from portal.workspace.models import SectionDraft
from tests.factories import ActorFactory, LocationFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def house(user, role=MemberRole.EDITOR, **fields):
    actor = ActorFactory(name="Haus am See", **fields)
    Membership.objects.create(user=user, actor=actor, role=role)
    return actor


def opened(client, address):
    """What the browser would send when nothing was typed."""
    form = client.get(address).context["form"]
    return {"seen": form.seen_json, "looked": "{}", **form.now}


def test_what_is_changed_is_public_at_once_and_the_rest_stays(client):
    user = UserFactory()
    actor = house(user, email="haus@example.org", contact_note="Vormittags")
    address = reverse("workspace:edit", args=[actor.uuid, "kontakt"])
    client.force_login(user)

    answer = client.post(
        address, opened(client, address) | {"phone": "030 1234567", "links": "Unser Programm example.org/programm"}, follow=True
    )
    actor.refresh_from_db()

    assert "Was geprüft werden muss, liegt jetzt bei der Redaktion" in answer.content.decode()
    assert (str(actor.phone), actor.email, actor.contact_note) == ("+49301234567", "haus@example.org", "Vormittags")
    waiting = ChangeProposal.objects.get(state=ProposalState.OPEN)
    assert waiting.changes == {"links": {"old": [], "new": [{"title": "Unser Programm", "url": "https://example.org/programm"}]}}


def test_the_name_is_said_to_be_reviewed_and_then_shown_as_waiting(client):
    user = UserFactory()
    actor = house(user)
    address = reverse("workspace:edit", args=[actor.uuid, "name"])
    client.force_login(user)

    before = client.get(address).content.decode()
    after = client.post(address, opened(client, address) | {"name": "Haus am Fluss"}, follow=True).content.decode()
    actor.refresh_from_db()

    assert "Die Redaktion prüft das, bevor es öffentlich ist." in before
    assert "Wird geprüft: Haus am See" in after
    assert "Haus am Fluss" in after
    assert actor.name == "Haus am See"


def test_two_editors_merge_field_by_field(client):
    one, two = UserFactory(), UserFactory()
    actor = house(one)
    Membership.objects.create(user=two, actor=actor, role=MemberRole.EDITOR)
    address = reverse("workspace:edit", args=[actor.uuid, "kontakt"])
    client.force_login(one)
    mine = opened(client, address)
    proposals.propose(actor, {"email": "zwei@example.org"}, by=two, at=timezone.now())

    client.post(address, mine | {"contact_note": "Nachmittags"})
    actor.refresh_from_db()

    assert (actor.email, actor.contact_note) == ("zwei@example.org", "Nachmittags")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Meins"), ("theirs", "Ihres"), ("", "Ihres")])
def test_what_both_changed_is_chosen_and_nothing_typed_is_lost(client, choice, kept):
    one, two = UserFactory(), UserFactory()
    actor = house(one)
    Membership.objects.create(user=two, actor=actor, role=MemberRole.EDITOR)
    address = reverse("workspace:edit", args=[actor.uuid, "kontakt"])
    client.force_login(one)
    mine = opened(client, address) | {"contact_note": "Meins", "email": "neu@example.org"}
    proposals.propose(actor, {"contact_note": "Ihres"}, by=two, at=timezone.now())

    refused = client.post(address, mine)
    form = refused.context["form"]
    client.post(address, mine | {"seen": form.seen_json, "looked": form.looked_json, "choice-contact_note": choice})
    actor.refresh_from_db()

    assert refused.status_code == 200
    assert form.conflicts == {"contact_note": "Ihres"}
    assert 'value="neu@example.org"' in refused.content.decode()
    assert actor.contact_note == kept
    assert actor.email == ("neu@example.org" if choice else "")


def test_days_and_languages_are_pieces_of_their_own(client):
    user = UserFactory()
    actor = house(user)
    place = LocationFactory(actor=actor)
    hours, texts = (
        reverse("workspace:edit_place", args=[actor.uuid, place.uuid, "zeiten"]),
        reverse("workspace:edit", args=[actor.uuid, "leichte-sprache"]),
    )
    client.force_login(user)
    seen = opened(client, hours)
    proposals.propose(place, {"opening_spans": [{"weekday": 0, "opens": "09:00", "closes": "12:00"}]}, by=user, at=timezone.now())

    refused = client.post(hours, seen | {"opening_spans-2": "manchmal"})
    client.post(hours, seen | {"opening_spans-1": "14 bis 18 Uhr"})
    client.post(texts, opened(client, texts) | {"texts-de-simple-summary": "Wir machen Musik."})
    place.refresh_from_db()
    actor.refresh_from_db()

    assert "Bitte schreiben Sie Zeiten so" in refused.content.decode()
    assert [(span.weekday, span.opens.hour) for span in place.opening_spans.all()] == [(0, 9), (1, 14)]
    assert [(text.language, text.summary) for text in actor.texts.all()] == [("de-simple", "Wir machen Musik.")]


def test_a_new_address_takes_the_point_of_a_known_one_or_none(client):
    user = UserFactory()
    actor = house(user)
    LocationFactory(street="Notenweg 12", postcode="13187", municipality="Berlin", lat=52.5, lon=13.4)
    place = LocationFactory(actor=actor, street="Alter Weg 1", lat=53.0, lon=9.0)
    address = reverse("workspace:edit_place", args=[actor.uuid, place.uuid, "adresse"])
    client.force_login(user)

    client.post(address, opened(client, address) | {"street": "Notenweg 12", "postcode": "13187", "municipality": "Berlin"})
    place.refresh_from_db()
    found = (place.lat, place.lon)
    client.post(address, opened(client, address) | {"street": "Unbekannte Gasse 1"})
    place.refresh_from_db()

    assert found == (52.5, 13.4)
    assert (place.lat, place.lon) == (None, None)


def test_a_location_is_added_with_its_address(client):
    user = UserFactory()
    actor = house(user)
    address = reverse("workspace:new_place", args=[actor.uuid])
    client.force_login(user)

    refused = client.post(address, {"street": "Weg 1", "postcode": "1234", "municipality": "Ort"})
    client.post(address, {"street": "Weg 1", "postcode": "12345", "municipality": "Ort"})

    assert "Eine Postleitzahl hat fünf Ziffern." in refused.content.decode()
    assert [(place.street, place.is_main, place.live) for place in Location.objects.filter(actor=actor)] == [("Weg 1", True, True)]


def test_pages_answer_spoilt_forms_and_foreign_places(client):
    user = UserFactory()
    actor, foreign = house(user), LocationFactory()
    address = reverse("workspace:edit", args=[actor.uuid, "kontakt"])
    client.force_login(user)

    spoilt = client.post(address, {"seen": "[", "looked": "7", "email": "keine Adresse", "contact_note": "Neu"})
    unseen = client.post(address, {"seen": json.dumps([1]), "contact_note": "Neu"})
    answers = [
        client.get(reverse("workspace:edit_place", args=[actor.uuid, foreign.uuid, "zeiten"])),
        client.get(reverse("workspace:edit", args=[actor.uuid, "gibt-es-nicht"])),
    ]
    actor.refresh_from_db()

    assert (spoilt.status_code, unseen.status_code) == (200, 200)
    assert actor.contact_note == ""
    assert [answer.status_code for answer in answers] == [404, 404]


def test_all_sections_open_with_topics_and_next_steps(client):
    user = UserFactory()
    actor = house(user)
    topic = TopicFactory()
    address = reverse("workspace:edit", args=[actor.uuid, "finden"])
    client.force_login(user)

    start = client.get(reverse("workspace:institution", args=[actor.uuid]))
    client.post(address, opened(client, address) | {"topics": [str(topic.pk)]})
    pages = [client.get(line["url"]).status_code for line in start.context["toc"]]
    actor.refresh_from_db()

    assert address in start.content.decode()
    assert set(pages) == {200}
    assert list(actor.topics.all()) == [topic]


def test_a_draft_is_kept_offered_again_seen_by_name_and_dropped_when_saved(client):
    one, two = UserFactory(first_name="Mira", last_name="Muster"), UserFactory()
    actor = house(one)
    Membership.objects.create(user=two, actor=actor, role=MemberRole.EDITOR)
    address = reverse("workspace:edit", args=[actor.uuid, "kontakt"])
    client.force_login(one)
    typed = opened(client, address) | {"contact_note": "Nachmittags", "email": "noch nicht fert"}

    by_script = client.post(address, typed | {"action": "draft"}, headers={"HX-Request": "true"})
    proposals.propose(actor, {"contact_note": "Abends"}, by=two, at=timezone.now())
    client.force_login(two)
    theirs = client.get(address).content.decode()
    client.force_login(one)
    again = client.get(address)
    refused = client.post(address, {"seen": again.context["form"].seen_json, "contact_note": "Nachmittags", "email": "a@example.org"})
    exported = [part.stored["typed"]["contact_note"] for part in drafts.drafts_of(one)]
    chosen = {"seen": refused.context["form"].seen_json, "looked": refused.context["form"].looked_json, "choice-contact_note": "mine"}
    client.post(address, chosen | {"contact_note": "Nachmittags", "email": "a@example.org"})
    actor.refresh_from_db()

    assert by_script.content.decode() == "Entwurf gesichert"
    assert "Mira Muster bearbeitet das gerade auch." in theirs
    assert "noch nicht fert" not in theirs
    assert 'value="noch nicht fert"' in again.content.decode()
    assert refused.context["form"].conflicts == {"contact_note": "Abends"}
    assert exported == ["Nachmittags"]
    assert (actor.contact_note, actor.email) == ("Nachmittags", "a@example.org")
    assert not SectionDraft.objects.exists()


def test_the_preview_shows_what_is_typed_and_writes_nothing(client):
    user = UserFactory()
    actor = house(user, summary="Alt")
    place = LocationFactory(actor=actor)
    topic = TopicFactory(name="Gesang")
    pages = [
        ([actor.uuid, "vorstellung"], {"summary": "Ganz neu"}),
        ([actor.uuid, "finden"], {"topics": [str(topic.pk)]}),
        ([actor.uuid, "leichte-sprache"], {"texts-de-simple-summary": "Einfach"}),
        ([actor.uuid, place.uuid, "adresse"], {"street": "Neue Gasse 5"}),
        ([actor.uuid, place.uuid, "zeiten"], {"opening_spans-0": "8-9"}),
    ]
    client.force_login(user)

    shown = []
    for args, typed in pages:
        address = reverse("workspace:edit_place" if len(args) == 3 else "workspace:edit", args=args)
        shown.append(client.post(address, opened(client, address) | typed | {"action": "preview"}).content.decode())
    actor.refresh_from_db()
    place.refresh_from_db()

    assert ["Ganz neu" in shown[0], "Gesang" in shown[1], "Neue Gasse 5" in shown[3], "8:00" in shown[4]] == [True] * 4
    assert (actor.summary, actor.topics.count(), actor.texts.count()) == ("Alt", 0, 0)
    assert (place.street, place.opening_spans.count()) == ("Notenweg 12", 0)
    assert not ChangeProposal.objects.exists()


def test_drafts_are_discarded_by_a_click_or_forgotten_with_time(client):
    user = UserFactory()
    actor = house(user)
    address = reverse("workspace:edit", args=[actor.uuid, "kontakt"])
    client.force_login(user)

    kept = client.post(address, {"contact_note": "Neu", "action": "draft"}, follow=True).content.decode()
    listed = client.get(reverse("workspace:institution", args=[actor.uuid])).content.decode()
    client.post(address, {"action": "discard"})
    discarded = SectionDraft.objects.count()
    client.post(address, {"contact_note": "Neu", "action": "draft"})
    forgotten = [drafts.forget(timezone.now() + drafts.KEEP * part) for part in (0.5, 1.1)]

    assert 'value="Neu"' in kept
    assert "Entwürfe, die auf Sie warten" in listed
    assert (discarded, forgotten) == (0, [0, 1])


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Titel</h2><p>Erste<br/>Zeile</p><ul><li>eins</li><li><b>zwei</b></li></ul><ol><li>a</li></ol><hr/><p><i>kursiv</i></p>",
        '<p>Siehe <a href="https://example.org/x">hier</a> und <a linktype="page" id="7">dort</a>.</p>',
    ],
)
def test_descriptions_come_back_as_they_were(html):
    assert marking.to_html(marking.to_text(html)) == html
