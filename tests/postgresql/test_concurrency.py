"""Several people and processes write at the same moment: nothing is lost, nothing done twice, nobody gets an error."""

import datetime as dt
import threading

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from directory.models import Actor, FormerSlug
from directory.operations import confirm, move_term, publish, save_draft
from portal.caching import changes
from portal.jobs import periodic
from portal.jobs.models import PeriodicJob, WorkerProcess
from portal.jobs.tasks import beat, claim_task
from search.models import IndexState, OutboxEntry, Version
from search.pipeline import rebuild, verify
from search.pipeline.drain import drain_all
from tests.factories import ActorFactory, ActorKindFactory, TopicFactory
from tests.faults.sample_task import wait_the_first_time

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


def in_thread(function):
    """Started; the caller joins it."""

    def work():
        try:
            function()
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_transaction_that_commits_late_is_not_skipped_by_the_outbox(index_place):
    rebuild()
    kind = ActorKindFactory()
    written, others_done = threading.Event(), threading.Event()

    def write_and_wait():
        with transaction.atomic():
            ActorFactory(name="Spät", slug="spaet", kind=kind)
            written.set()
            assert others_done.wait(20)

    late = in_thread(write_and_wait)
    assert written.wait(20)
    ActorFactory(name="Früh", slug="frueh", kind=kind)
    drained = drain_all()
    last_seen = verify()
    others_done.set()
    late.join(20)
    waiting = OutboxEntry.objects.pending().count()
    drain_all()

    assert drained.rows >= 1
    assert not last_seen
    assert waiting >= 1
    assert not OutboxEntry.objects.exists()
    assert not verify()
    assert verify().compared == 2


def test_versions_of_documents_rise_for_writers_at_once(at_once):
    IndexState.load()

    given = at_once(*[IndexState.next_version] * MANY)

    assert len(set(given)) == MANY


def test_the_first_to_ask_for_the_state_of_the_index_make_one_row(at_once):
    IndexState.objects.all().delete()

    at_once(*[IndexState.load] * MANY)

    assert IndexState.objects.count() == 1


def test_each_task_is_claimed_by_one_worker(at_once):
    for _number in range(40):
        wait_the_first_time.enqueue()

    def claim_all():
        claimed = []
        while task := claim_task("long", threading.current_thread().name):
            claimed.append(task.pk)
        return claimed

    claimed = [pk for some in at_once(*[claim_all] * 4) for pk in some]

    assert len(claimed) == 40
    assert len(set(claimed)) == 40
    assert not DBTaskResult.objects.ready().filter(queue_name="long").exists()


def test_a_periodic_job_runs_once_when_several_workers_find_it_due(at_once, monkeypatch):
    ran = []
    monkeypatch.setattr(periodic, "JOBS", {"beispiel": periodic.Job("beispiel", dt.timedelta(hours=1), ran.append)})
    at = timezone.now()

    at_once(*[lambda: periodic.run_due_jobs(at)] * MANY)

    assert ran == [at]
    assert PeriodicJob.objects.get().finished_at == at


def test_signs_of_life_of_one_worker_from_two_threads_make_one_row(at_once):
    process = WorkerProcess(id="w", host="hier", pid=1, started_at=timezone.now())

    at_once(*[lambda: beat(process)] * MANY)

    assert WorkerProcess.objects.count() == 1


def test_confirming_and_publishing_at_the_same_moment_keeps_both(at_once):
    for number in range(6):
        actor = ActorFactory(name=f"Musikschule {number}")
        actor.summary = "Neu"
        save_draft(actor)
        at = timezone.now()

        at_once(lambda actor=actor: publish(Actor.objects.get(pk=actor.pk)), lambda actor=actor, at=at: confirm(actor, at=at))

        actor.refresh_from_db()
        assert (actor.summary, actor.confirmed_at, actor.has_unpublished_changes) == ("Neu", at, False)


def test_things_of_one_name_get_addresses_of_their_own(at_once):
    kind = ActorKindFactory()

    def create():
        with transaction.atomic():
            return Actor.objects.create(name="Musikschule am See", kind=kind).slug

    slugs = at_once(*[create] * MANY)

    assert sorted(slugs) == ["musikschule-am-see", *(f"musikschule-am-see-{number}" for number in range(2, MANY + 1))]
    assert FormerSlug.objects.filter(slug__in=slugs).count() == MANY


def test_branches_moved_at_once_leave_a_whole_tree(at_once):
    tops = [TopicFactory(name=f"Oben {number}") for number in range(4)]
    terms = [TopicFactory(name=f"Zweig {number}") for number in range(4)]

    at_once(*[lambda term=term, top=top: move_term(term, parent=top) for term, top in zip(terms, tops, strict=True)])

    model = type(tops[0])
    assert model.find_problems() == ([], [], [], [], [])
    assert [model.objects.get(pk=top.pk).get_children_count() for top in tops] == [1, 1, 1, 1]


def test_tokens_renewed_at_once_wait_for_nobody_at_the_end(at_once):
    at_once(*[lambda: Version.renew("beispiel")] * MANY)
    before, kind = changes.current(), ActorKindFactory()

    at_once(*[lambda number=number: Actor.objects.create(name=f"Haus {number}", kind=kind) for number in range(MANY)])

    assert Version.objects.filter(name="beispiel").count() == 1
    assert changes.current() != before


def test_who_reads_a_new_token_reads_what_was_written_before_it():
    """Else a page made of the old rows could be kept under the new token."""
    actor = ActorFactory(name="Alt")
    stop, wrong = threading.Event(), []

    def read():
        token = changes.current()
        while not stop.is_set():
            now = changes.current()
            name = Actor.objects.values_list("name", flat=True).get(pk=actor.pk)
            if now != token and name == "Alt":
                wrong.append(now)
            token = now if name == "Alt" else token

    reader = in_thread(read)
    for _attempt in range(50):
        Actor.objects.filter(pk=actor.pk).update(name="Neu")
        if wrong:
            break
    stop.set()
    reader.join(20)

    assert wrong == []


def test_a_connection_that_the_server_has_ended_is_replaced():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [own] = cursor.fetchone()

    def end_others():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [own])

    connection.close()  # back into the pool, as at the end of a request
    in_thread(end_others).join(20)

    assert Actor.objects.count() == 0
