"""The office merges two institutions, takes it back, and remembers what is not the same."""

import re

import pytest

from directory import operations
from directory.models import Actor, DuplicatePair, MergeRun
from tests.factories import ActorFactory, ActorKindFactory, CooperationFactory, CooperationPartnerFactory, LocationFactory, OfferFactory

from .forms import actor_form, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    kept = ActorFactory(name="Musikschule Klangwerk", slug="klangwerk", summary="Kurz.")
    gone = ActorFactory(name="MS Klangwerk", slug="ms-klangwerk", summary="Musik für alle, die wollen.")
    OfferFactory(actor=gone, name="Geige")
    for actor in (kept, gone):
        LocationFactory(actor=actor)
    return kept, gone


def compared(kept, gone):
    return f"{url(Actor, 'merge', kept.pk)}?other={gone.pk}"


def seen(page):
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_an_office_worker_merges_two_and_takes_it_back(as_user, moderator, two):
    kept, gone = two
    client = as_user(moderator)

    for view in ("edit", "list_results"):
        assert url(Actor, "merge", kept.pk) in client.get(url(Actor, view, *([kept.pk] if view == "edit" else []))).content.decode()
    assert "Die andere Einrichtung" in client.get(url(Actor, "merge", kept.pk)).content.decode()
    page = client.get(compared(kept, gone)).content.decode()
    shown = ("Musik für alle, die wollen.", "daher werden beide einer", 'value="gone" checked', "<td>0</td><td>1</td>")
    assert [text for text in shown if text not in page] == []
    assert Actor.objects.get(pk=gone.pk).archived_at is None

    posted = {
        "other": gone.pk,
        "seen": seen(page),
        "decision": "merge",
        "field-name": "gone",
        "field-summary": "kept",
        "field-topics": "<b>",
    }
    answer = client.post(url(Actor, "merge", kept.pk), posted, follow=True)

    run = MergeRun.objects.get()
    assert (run.by, Actor.objects.get(pk=kept.pk).name, Actor.objects.get(pk=kept.pk).summary) == (moderator, "MS Klangwerk", "Kurz.")
    result = answer.content.decode()
    assert [text for text in ("Rückgängig machen", "Angebote", "Geänderte Angaben") if text not in result] == []
    assert client.get(compared(kept, gone)).headers["Location"] == url(MergeRun, "inspect", run.pk)
    assert "„MS Klangwerk“ wurde Teil dieser Einrichtung" in client.get(url(Actor, "history", kept.pk)).content.decode()
    assert url(MergeRun, "inspect", run.pk) in client.get(url(Actor, "edit", gone.pk)).content.decode()
    assert "MS Klangwerk" in client.get(url(MergeRun, "list_results")).content.decode()

    undone = client.post(url(MergeRun, "undo", run.pk), follow=True).content.decode()
    assert ("ist wieder ein eigener Eintrag" in undone, "Rückgängig gemacht am" in undone) == (True, True)
    assert Actor.objects.get(pk=kept.pk).name == "Musikschule Klangwerk"


def test_who_does_not_moderate_may_not_merge(as_user, editor, two):
    kept, gone = two
    run = operations.merge(kept, gone)
    others = ActorFactory(), ActorFactory()
    client = as_user(editor)

    for address in (
        url(Actor, "merge", others[0].pk),
        compared(*others),
        url(MergeRun, "list"),
        url(MergeRun, "inspect", run.pk),
        url(DuplicatePair, "list"),
    ):
        assert client.get(address).status_code == 302, address
    client.post(url(Actor, "merge", others[0].pk), {"other": others[1].pk, "decision": "different"})
    client.post(url(MergeRun, "undo", run.pk))
    client.post(f"/cms/bulk/directory/actor/merge/?id={others[0].pk}&id={others[1].pk}&next=/cms/")
    assert "/merge/" not in client.get(url(Actor, "edit", others[0].pk)).content.decode()
    assert (MergeRun.objects.active().count(), DuplicatePair.objects.filter(state="verschieden").count()) == (1, 0)
    client.logout()
    assert client.post(url(MergeRun, "undo", run.pk)).status_code == 302
    assert MergeRun.objects.active().count() == 1


def test_bad_input_is_told_and_merges_nothing(as_user, moderator, two):
    kept, gone = two
    client = as_user(moderator)
    where = url(Actor, "merge", kept.pk)

    answers = [client.get(f"{where}?other={value}").status_code for value in ("x", "9" * 30, "999999", kept.pk)]
    assert answers == [404, 404, 404, 302]
    assert "Bitte wählen Sie die andere" in client.post(where, {"decision": "merge"}, follow=True).content.decode()
    stale = client.post(where, {"other": gone.pk, "seen": "alt", "decision": "merge", "field-summary": "kept"}).content.decode()
    assert ("inzwischen geändert" in stale, 'name="field-summary" value="kept" checked' in stale) == (True, True)
    page = client.get(compared(kept, gone)).content.decode()
    Actor.objects.filter(pk=kept.pk).update(locked=True)
    assert "ist gesperrt" in client.post(where, {"other": gone.pk, "seen": seen(page), "decision": "merge"}).content.decode()
    assert not MergeRun.objects.exists()


def test_not_the_same_is_remembered_and_the_next_pair_follows(as_user, moderator, two):
    kept, gone = two
    client = as_user(moderator)

    answer = client.post(url(Actor, "merge", kept.pk), {"other": gone.pk, "decision": "different", "next": "pairs"})

    assert answer.headers["Location"] == url(DuplicatePair, "list")
    assert "nicht gleich" in client.get(url(DuplicatePair, "list_results")).content.decode()
    assert "wurde entschieden, dass diese beiden nicht" in client.get(compared(kept, gone)).content.decode()


def test_two_ticked_in_the_list_lead_to_the_comparison(as_user, moderator, two):
    kept, gone = two
    client = as_user(moderator)
    bulk = "/cms/bulk/directory/actor/merge/"

    assert client.get(f"{bulk}?id={kept.pk}&id={gone.pk}&next=/cms/").headers["Location"] == compared(kept, gone)
    assert "genau zwei" in client.get(f"{bulk}?id={kept.pk}&next={url(Actor, 'list')}", follow=True).content.decode()


def test_both_in_one_cooperation_is_said_before(as_user, moderator, two):
    cooperation = CooperationFactory(name="Bläserklasse", confirmed_count=2)
    for actor in two:
        CooperationPartnerFactory(cooperation=cooperation, actor=actor, answer="bestaetigt", answered_at=cooperation.created_at)

    page = as_user(moderator).get(compared(*two)).content.decode()

    assert "Danach bleibt nur ein Partner" in page


def test_an_editor_who_has_it_open_is_told_once(as_user, moderator, two):
    kept, gone = two
    operations.publish(kept)
    client = as_user(moderator)
    form = client.get(url(Actor, "edit", kept.pk))
    loaded = Actor.objects.get(pk=kept.pk).latest_revision_id
    operations.merge(kept, gone, by=moderator)

    answer = client.post(url(Actor, "edit", kept.pk), actor_form(name="Meins", loaded_revision_id=loaded, loaded_revision_created_at=""))

    assert (form.status_code, answer.status_code, Actor.objects.get(pk=kept.pk).name) == (200, 200, "Musikschule Klangwerk")


@pytest.mark.parametrize(("model", "queries"), [(MergeRun, 13), (DuplicatePair, 13)])
def test_lists_of_merging_take_the_same_queries_for_one_and_three(as_user, moderator, django_assert_num_queries, model, queries):
    client = as_user(moderator)
    address = url(model, "list")

    def make():
        one, other = ActorFactory(kind=ActorKindFactory()), ActorFactory(kind=ActorKindFactory())
        operations.merge(one, other, by=moderator) if model is MergeRun else operations.mark_different(one, other, by=moderator)

    make()
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)

    for _number in range(2):
        make()
    with django_assert_num_queries(queries):
        client.get(address)
