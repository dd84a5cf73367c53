import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search.engines import get_engine
from search.engines.base import WriterBusy
from search.models import IndexState, OutboxEntry
from search.pipeline import drain, rebuild, verify
from search.pipeline import rebuild as rebuild_function
from search.pipeline.rebuild import Stopped
from search.registry import document_type
from search.worker import GIVEN_UP_AFTER, tidy
from tests.factories import ActorFactory, OfferFactory

from .test_pipeline import found

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    pass


@pytest.fixture
def small_batches(monkeypatch):
    """Every thing a batch, every batch a commit."""
    import sys

    assert rebuild is rebuild_function
    module = sys.modules["search.pipeline.rebuild"]
    monkeypatch.setattr(module, "BATCH", 1)
    monkeypatch.setattr(module, "COMMIT_EVERY", 1)
    monkeypatch.setattr(module, "FEW", 0)
    return module


def at_step(step, action):
    """A `progress` that does something after that many batches."""
    steps = []

    def progress(name, done, total):
        steps.append(name)
        if len(steps) == step:
            action()

    return progress


def test_rebuild_puts_everything_public_into_a_new_generation_and_keeps_the_one_before():
    actor, offer = ActorFactory(name="Turmschule"), OfferFactory(name="Turmkurs")
    ActorFactory(live=False)

    first, second, third = rebuild(), rebuild(), rebuild()

    assert (first.generation, second.generation, third.generation) == ("g1", "g2", "g3")
    assert (third.documents, third.failed, third.resumed) == (3, 0, False)
    assert [get_engine().has(f"g{number}") for number in (1, 2, 3)] == [False, True, True]
    assert (found("Turmschule"), found("Turmkurs")) == ([("actor", actor.pk)], [("offer", offer.pk)])
    assert not OutboxEntry.objects.exists()


def test_search_goes_on_while_a_new_generation_is_filled(small_batches):
    actor = ActorFactory(name="Turmschule")
    rebuild()
    seen = []

    rebuild(progress=at_step(1, lambda: seen.append(found("Turmschule"))))

    assert seen == [[("actor", actor.pk)]]


def test_changes_drained_into_the_live_index_meanwhile_are_in_the_new_one_too(small_batches):
    first, second = ActorFactory(name="Turmschule"), ActorFactory(name="Uferschule")
    rebuild()

    def change_what_is_already_copied():
        first.name = "Talschule"
        first.save()
        ActorFactory(name="Neuschule")
        while drain().rows:
            pass
        assert OutboxEntry.objects.filter(replay=True).exists()

    rebuild(progress=at_step(2, change_what_is_already_copied))

    assert (found("Turmschule"), found("Talschule"), found("Uferschule")) == ([], [("actor", first.pk)], [("actor", second.pk)])
    assert len(found("Neuschule")) == 1
    assert not OutboxEntry.objects.exists()
    assert not verify()


def test_changes_that_nobody_drained_meanwhile_are_in_the_new_one_too(small_batches):
    operator = ActorFactory(name="Seeverbund")
    house = ActorFactory(name="Turmschule", operator=operator)

    def rename():
        operator.name = "Uferverbund"
        operator.save()

    rebuild(progress=at_step(2, rename))

    assert found("Uferverbund") == [("actor", operator.pk), ("actor", house.pk)]
    assert not OutboxEntry.objects.exists()


def test_a_killed_rebuild_goes_on_where_it_stood(small_batches):
    actors = [ActorFactory(name=f"Turmschule {number}") for number in range(4)]

    def die():
        raise Killed

    with pytest.raises(Killed):
        rebuild(progress=at_step(3, die))
    actors[0].name = "Uferschule"
    actors[0].save()

    done = rebuild()

    assert (done.resumed, done.documents) == (True, 1)
    assert len(found("Turmschule")) == 3
    assert found("Uferschule") == [("actor", actors[0].pk)]
    assert IndexState.load().building == ""
    assert not verify()


def test_a_rebuild_that_is_asked_to_stop_ends_after_its_batch(small_batches):
    ActorFactory.create_batch(2)

    with pytest.raises(Stopped):
        rebuild(stop=lambda: True)

    assert rebuild().documents == 1


def test_afresh_forgets_the_interrupted_one(small_batches):
    ActorFactory.create_batch(2)
    with pytest.raises(Stopped):
        rebuild(stop=lambda: True)

    done = rebuild(afresh=True)

    assert (done.resumed, done.documents, done.generation) == (False, 2, "g2")


def test_a_rebuild_that_died_after_its_switch_is_settled(monkeypatch, small_batches):
    actor = ActorFactory(name="Turmschule")
    monkeypatch.setattr(small_batches, "end_building", lambda **options: None)
    rebuild()
    monkeypatch.undo()
    assert IndexState.load().building == "g1"
    actor.save()
    drain()
    assert OutboxEntry.objects.filter(replay=True).exists()

    tidy(timezone.now())

    assert (IndexState.load().building, OutboxEntry.objects.filter(replay=True).exists()) == ("", False)


def test_a_rebuild_without_a_sign_of_life_is_given_up_so_that_rows_do_not_pile_up(small_batches):
    rebuild()
    ActorFactory.create_batch(2)
    with pytest.raises(Stopped):
        rebuild(stop=lambda: True)
    drain()
    at = timezone.now()

    tidy(at + GIVEN_UP_AFTER - dt.timedelta(minutes=5))
    assert IndexState.load().building == "g2"
    tidy(at + GIVEN_UP_AFTER + dt.timedelta(minutes=5))

    assert IndexState.load().building == ""
    assert not OutboxEntry.objects.filter(replay=True).exists()


def test_two_rebuilds_at_once_are_refused():
    with get_engine().building(), pytest.raises(WriterBusy):
        rebuild()


def test_the_command_names_rate_and_generation(capsys):
    ActorFactory()

    call_command("search_rebuild")

    assert capsys.readouterr().out.startswith("1 documents in ")


def test_the_command_fails_when_a_document_cannot_be_built(monkeypatch):
    from search import registry

    ActorFactory()
    monkeypatch.setattr(registry.document_type("actor"), "documents", lambda ids: 1 / 0)

    with pytest.raises(CommandError, match="1 documents could not be built"):
        call_command("search_rebuild")
    assert OutboxEntry.objects.failed().get(doc_type="actor").error == "ZeroDivisionError: division by zero"


def test_what_waited_before_the_rebuild_is_not_written_twice(monkeypatch, small_batches):
    actor = ActorFactory(name="Turmschule")
    rebuild()
    ActorFactory.create_batch(3)
    built, actors = [], document_type("actor")
    documents = actors.documents
    monkeypatch.setattr(actors, "documents", lambda ids: built.extend(ids) or documents(ids))

    rebuild(progress=at_step(1, actor.save))

    assert len(built) == 4 + 1
    assert not OutboxEntry.objects.exists()


def test_what_waited_before_a_rebuild_that_was_given_up_is_still_drained(small_batches):
    rebuild()
    ActorFactory(name="Turmschule")
    with pytest.raises(Stopped):
        rebuild(stop=lambda: True)

    tidy(timezone.now() + 2 * GIVEN_UP_AFTER)
    drain()

    assert len(found("Turmschule")) == 1
    assert not OutboxEntry.objects.exists()
