"""Documents built by processes beside this one."""

import logging

import pytest
from django.db import OperationalError

from search.models import OutboxEntry
from search.pipeline import processes, rebuild, verify
from search.pipeline import rebuild as rebuild_function
from tests.factories import ActorFactory, OfferFactory

from .test_pipeline import found
from .test_rebuild import small_batches

__all__ = ["small_batches"]  # a fixture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quick_to_start(monkeypatch):
    """This process builds nothing before all others are ready."""
    built = processes.Builders.built

    def patiently(self, batches):
        while not all(builder.is_ready for builder in self.builders):
            self._answer(wait=True)
        yield from built(self, batches)

    monkeypatch.setattr(processes.Builders, "built", patiently)


def test_two_processes_more_build_the_same_index(small_batches, quick_to_start, monkeypatch):
    for number in range(8):
        OfferFactory(name=f"Turmkurs {number}", actor=ActorFactory(name=f"Uferschule {number}"))
    ActorFactory(name="Verborgen", live=False)
    given = []
    give = processes._Builder.give
    monkeypatch.setattr(processes._Builder, "give", lambda self, batch: given.append((self, batch.ids)) or give(self, batch))

    done = rebuild(processes=2)

    assert (done.documents, done.failed) == (16, 0)
    assert len({builder for builder, ids in given}) == 2
    assert (len(found("Turmkurs")), len(found("Uferschule")), found("Verborgen")) == (8, 16, [])
    assert not verify()


def test_what_a_process_cannot_build_is_noted_with_its_reason(quick_to_start):
    actor, other = ActorFactory(name="Turmschule"), ActorFactory(name="Uferschule")
    type(actor).objects.filter(pk=actor.pk).update(languages=5)

    done = rebuild(processes=1)

    assert (done.documents, done.failed) == (1, 1)
    assert found("Uferschule") == [("actor", other.pk)]
    assert OutboxEntry.objects.failed().get(object_id=actor.pk).error == "TypeError: 'int' object is not iterable"


def test_a_process_that_ends_too_early_is_told_and_its_part_is_built_here(small_batches, monkeypatch, caplog):
    ActorFactory.create_batch(3, name="Turmschule")
    monkeypatch.setattr(processes, "_PROGRAM", "raise SystemExit(3)")
    answer = processes.Builders._answer
    monkeypatch.setattr(processes.Builders, "_answer", lambda self, wait: answer(self, wait=bool(self.builders)))

    with caplog.at_level(logging.ERROR, "search"):
        done = rebuild(processes=1)

    assert (done.documents, len(found("Turmschule"))) == (3, 3)
    assert caplog.messages == ["A process that builds documents ended with code 3; what it was to build is built by others"]


def test_what_a_process_was_killed_over_is_built_here(small_batches, quick_to_start, monkeypatch):
    ActorFactory.create_batch(4, name="Turmschule")
    give = processes._Builder.give

    def give_and_kill(builder, batch):
        builder._process.kill()
        builder._process.wait()
        give(builder, batch)

    monkeypatch.setattr(processes._Builder, "give", give_and_kill)

    done = rebuild(processes=2)

    assert (done.documents, len(found("Turmschule"))) == (4, 4)
    assert not verify()


def test_a_database_that_a_process_cannot_read_stops_the_rebuild_until_it_can(small_batches, quick_to_start, monkeypatch):
    ActorFactory.create_batch(3)
    database = processes._database
    monkeypatch.setattr(processes, "_database", lambda: database() | {"NAME": "/nowhere/at-all"})

    with pytest.raises(OperationalError):
        rebuild(processes=1)
    monkeypatch.undo()

    assert rebuild().documents == 3


def test_small_registers_are_built_by_one_process(monkeypatch):
    monkeypatch.setattr(processes.os, "sched_getaffinity", lambda pid: range(64), raising=False)

    assert [processes.useful(number) for number in (0, 20_000, 20_001)] == [0, 0, processes.MOST]


@pytest.mark.django_db(transaction=False)
def test_what_a_transaction_has_written_is_built_in_it():
    assert rebuild is rebuild_function
    assert processes.useful(10**6) == 0
