"""From a change to the index, also when somebody dies on the way."""

import datetime as dt
import resource
import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils import timezone

from directory.models import Actor
from directory.operations import archive, publish, unpublish
from search import registry
from search.engines import get_engine
from search.engines.base import SearchQuery, SearchUnavailable, Text, WriterBusy
from search.models import IndexState, OutboxEntry
from search.pipeline import drain, rebuild, status
from search.pipeline import drain as drain_package
from search.worker import drain_loop
from tests.factories import ActorFactory, OfferFactory

TODAY = dt.date(2027, 3, 1)


def found(*words):
    """(type, id) of what the index finds now."""
    return [(hit.doc_type, hit.object_id) for hit in get_engine().search(SearchQuery(today=TODAY, words=words)).hits]


@pytest.mark.django_db
def test_a_new_actor_is_found_by_the_request_after_the_drain(index):
    actor = ActorFactory(name="Musikschule am See")

    assert found("Musikschule") == []
    index()
    assert found("Musikschule") == [("actor", actor.pk)]
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
def test_drafts_archived_things_and_offers_of_hidden_actors_never_enter_the_index(index):
    shown, draft = ActorFactory(name="Sichtbar"), ActorFactory(name="Sichtbar Entwurf", live=False)
    archived = ActorFactory(name="Sichtbar Archiv")
    offers = [OfferFactory(name="Sichtbar Kurs", actor=actor) for actor in (shown, draft, archived)]
    archive(archived)

    index()

    assert sorted(found("Sichtbar")) == [("actor", shown.pk), ("offer", offers[0].pk)]


@pytest.mark.django_db
def test_publishing_and_unpublishing_reach_the_index(index):
    actor = ActorFactory(name="Turmschule", live=False)
    publish(actor)
    index()
    assert found("Turmschule") == [("actor", actor.pk)]

    unpublish(Actor.objects.get(pk=actor.pk))
    index()
    assert found("Turmschule") == []


@pytest.mark.django_db
def test_a_deleted_thing_leaves_the_index(index):
    actor = ActorFactory(name="Turmschule")
    index()

    actor.delete()
    index()

    assert found("Turmschule") == []


@pytest.mark.django_db
def test_a_renamed_operator_reaches_its_houses(index):
    operator = ActorFactory(name="Seeverbund")
    house = ActorFactory(name="Kita Kiesel", operator=operator)
    index()

    operator.name = "Uferverbund"
    operator.save()
    index()

    assert found("Uferverbund") == [("actor", operator.pk), ("actor", house.pk)]
    assert found("Seeverbund") == []


@pytest.mark.django_db
def test_a_worker_that_dies_between_index_and_outbox_leaves_work_that_changes_nothing(index, monkeypatch):
    actor = ActorFactory(name="Turmschule")
    monkeypatch.setattr(drain_package_module(), "settle", _die)
    with pytest.raises(Killed):
        index()
    monkeypatch.undo()
    assert found("Turmschule") == [("actor", actor.pk)]
    assert OutboxEntry.objects.exists()

    index()

    assert found("Turmschule") == [("actor", actor.pk)]
    assert get_engine().status().documents == 1
    assert not OutboxEntry.objects.exists()


class Killed(BaseException):
    pass


def _die(*args):
    raise Killed


def drain_package_module():
    """`search.pipeline.drain` is the function; this is its module."""
    import sys

    assert drain_package is drain
    return sys.modules["search.pipeline.drain"]


@pytest.mark.django_db
def test_a_change_made_while_draining_is_not_lost(index, monkeypatch):
    actor = ActorFactory(name="Turmschule")
    module = drain_package_module()
    settle = module.settle

    def change_before_settling(*args):
        monkeypatch.setattr(module, "settle", settle)
        actor.name = "Uferschule"
        actor.save()
        return settle(*args)

    monkeypatch.setattr(module, "settle", change_before_settling)
    drain()
    assert found("Turmschule") == [("actor", actor.pk)]
    assert OutboxEntry.objects.filter(doc_type="actor", object_id=actor.pk).exists()

    index()

    assert (found("Turmschule"), found("Uferschule")) == ([], [("actor", actor.pk)])


@pytest.mark.django_db
def test_a_thing_that_cannot_be_built_stays_behind_alone_and_is_tried_again(index, monkeypatch):
    broken, sound = ActorFactory(name="Turmschule Kaputt"), ActorFactory(name="Turmschule Heil")
    builder = registry.document_type("actor")
    documents = builder.documents

    def fail(ids):
        if broken.pk in ids:
            raise LookupError("no such kind")
        return documents(ids)

    monkeypatch.setattr(builder, "documents", fail)
    at = timezone.now()
    drained = drain(at=at)

    assert found("Turmschule") == [("actor", sound.pk)]
    entries = OutboxEntry.objects.filter(doc_type="actor")
    assert [(entry.object_id, entry.attempts, entry.error, entry.due_at - at) for entry in entries] == [
        (broken.pk, 1, "LookupError: no such kind", dt.timedelta(minutes=1))
    ]
    assert drained.failed == 1
    assert [str(entry) for entry in status().failures] == [f"actor:{broken.pk}"]

    assert drain(at=at).rows == 0
    monkeypatch.undo()
    drain(at=at + dt.timedelta(minutes=2))
    assert sorted(found("Turmschule")) == [("actor", broken.pk), ("actor", sound.pk)]
    assert not OutboxEntry.objects.exists()


@pytest.mark.django_db
def test_a_document_that_the_engine_refuses_does_not_take_the_batch_with_it(index, monkeypatch):
    poisoned, sound = ActorFactory(name="Turmschule Gift"), ActorFactory(name="Turmschule Heil")
    builder = registry.document_type("actor")
    documents = builder.documents

    def poison(ids):
        return [
            _with(document, points=(("north", "east"),)) if document.object_id == poisoned.pk else document for document in documents(ids)
        ]

    monkeypatch.setattr(builder, "documents", poison)
    drain()

    assert found("Turmschule") == [("actor", sound.pk)]
    assert OutboxEntry.objects.get(doc_type="actor").object_id == poisoned.pk
    later = ActorFactory(name="Turmschule Danach")
    index()
    assert sorted(found("Turmschule")) == [("actor", sound.pk), ("actor", later.pk)]


def _with(document, **changes):
    from dataclasses import replace

    return replace(document, **changes)


@pytest.mark.django_db
def test_saving_works_without_an_index_and_without_a_folder_to_write(index_folder):
    index_folder.parent.joinpath("index").write_text("a file where the folder should be")

    actor = ActorFactory()

    with pytest.raises(SearchUnavailable):
        drain()
    assert OutboxEntry.objects.filter(doc_type="actor", object_id=actor.pk).exists()


@pytest.mark.django_db
def test_only_one_writes_at_a_time(index):
    ActorFactory()

    with get_engine().writing(), pytest.raises(WriterBusy):
        drain()

    assert drain().rows > 0


@pytest.mark.django_db
def test_versions_only_rise(index):
    versions = [IndexState.next_version() for _ in range(3)]

    assert versions == sorted(set(versions))


@pytest.mark.django_db(transaction=True)
def test_changes_of_several_threads_all_arrive(index_place):
    rebuild()
    actors = ActorFactory.create_batch(4)

    def rename(actor, numbers):
        for number in numbers:
            with transaction.atomic():
                fresh = Actor.objects.get(pk=actor.pk)
                fresh.name = f"Turmschule Nummer{number}"
                fresh.save()
        connection.close()

    threads = [threading.Thread(target=rename, args=(actor, range(place * 10, place * 10 + 5))) for place, actor in enumerate(actors)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        drain()
    while drain().rows:
        pass

    assert sorted(found("Turmschule")) == [("actor", actor.pk) for actor in actors]
    assert [found(f"Nummer{place * 10 + 4}") for place in range(4)] == [[("actor", actor.pk)] for actor in actors]


@pytest.mark.django_db
def test_a_locked_database_is_no_failure_of_the_things(index, monkeypatch):
    ActorFactory(name="Turmschule")
    monkeypatch.setattr(registry.document_type("actor"), "documents", _locked)

    with pytest.raises(OperationalError):
        drain()
    monkeypatch.undo()

    assert list(OutboxEntry.objects.values_list("error", "due_at").distinct()) == [("", None)]
    index()
    assert len(found("Turmschule")) == 1


def _locked(ids):
    raise OperationalError("database is locked")


@pytest.mark.django_db
def test_what_was_just_saved_does_not_wait_behind_thousands(index):
    rest = ActorFactory.create_batch(3, name="Uferschule")
    actor = ActorFactory(name="Turmschule")
    index()
    OutboxEntry.objects.bulk_create(OutboxEntry(doc_type="actor", object_id=rest[number % 3].pk) for number in range(40))
    actor.name = "Talschule"
    actor.save()

    drain(limit=20)

    assert found("Talschule") == [("actor", actor.pk)]
    assert OutboxEntry.objects.count() > 20


@pytest.mark.django_db
def test_a_search_that_meets_a_switch_reads_the_new_generation(index, index_folder, monkeypatch):
    actor = ActorFactory(name="Turmschule")
    index()
    engine = get_engine()
    old = engine._pointer()
    rebuild()
    rebuild()  # only now is the old one gone
    pointers = iter([old])
    read = engine._pointer
    monkeypatch.setattr(engine, "_pointer", lambda: next(pointers, None) or read())

    assert found("Turmschule") == [("actor", actor.pk)]


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_what_nobody_thought_of(index_place, monkeypatch):
    stop, calls = threading.Event(), []

    def work(stop):
        calls.append(1)
        if len(calls) == 2:
            stop.set()
        raise KeyError("unheard of")

    monkeypatch.setattr("search.worker.work", work)
    monkeypatch.setattr("search.worker.LONGEST_PAUSE", 0.01)
    drain_loop(stop, pause=0.01)

    assert len(calls) == 2


@pytest.mark.django_db
def test_a_full_disk_is_told_loses_nothing_and_is_over_when_there_is_room(index, index_folder):
    actor = ActorFactory(name="Turmschule")
    index()
    engine, before = get_engine(), resource.getrlimit(resource.RLIMIT_FSIZE)
    body = " ".join(f"wort{number}" for number in range(30_000))
    document = replace(registry.document_type("actor").documents([actor.pk])[0], texts={"de": Text("Uferschule", body=body[:40_000])})
    documents = [replace(document, object_id=number) for number in range(10_000, 10_100)]

    def write():
        with engine.writing() as writer:
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
            for version in range(20):
                writer.write(documents, version=version)
            writer.commit()

    try:
        with pytest.raises(SearchUnavailable, match="can't be written"):
            write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert (found("Turmschule"), found("Uferschule")) == ([("actor", actor.pk)], [])
    actor.name = "Talschule"
    actor.save()
    index()
    assert found("Talschule") == [("actor", actor.pk)]
