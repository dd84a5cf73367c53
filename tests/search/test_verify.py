import pytest
from django.core.management import CommandError, call_command

from directory.models import Actor
from search.engines import get_engine
from search.models import IndexState
from search.pipeline import rebuild, repair, verify
from tests.factories import ActorFactory

from .test_pipeline import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_differences(index):
    """Written past everything that marks: one missing, one surplus, one outdated."""
    gone, stale = ActorFactory(name="Turmschule"), ActorFactory(name="Uferschule")
    missing = ActorFactory(name="Talschule", live=False)
    index()
    Actor.objects.filter(pk=gone.pk).update(live=False)
    Actor.objects.filter(pk=stale.pk).update(name="Seeschule")
    Actor.objects.filter(pk=missing.pk).update(live=True)
    return missing, gone, stale


def test_verify_tells_what_is_missing_surplus_and_outdated(three_differences):
    missing, gone, stale = three_differences

    differences = verify()

    assert (differences.missing, differences.surplus, differences.outdated) == (
        (f"actor:{missing.pk}",),
        (f"actor:{gone.pk}",),
        (f"actor:{stale.pk}",),
    )


def test_repair_mends_what_differs(three_differences):
    missing, _gone, stale = three_differences

    repair(verify())

    assert not verify()
    assert (found("Turmschule"), found("Seeschule"), found("Talschule")) == ([], [("actor", stale.pk)], [("actor", missing.pk)])


def test_what_is_on_its_way_is_no_difference(index):
    actor = ActorFactory()
    with get_engine().writing():
        differences = verify()

    assert not differences
    assert differences.pending == 2
    assert actor


def test_the_commands_say_it_in_words_and_by_their_exit(three_differences, capsys):
    with pytest.raises(CommandError, match="differ in 3 things"):
        call_command("search_verify")
    call_command("search_verify", "--repair")
    assert "repaired" in capsys.readouterr().out
    call_command("search_verify")
    call_command("search_status")

    out = capsys.readouterr().out
    assert "documents  2" in out
    assert "pending    0" in out


def test_status_without_an_index_says_how_to_get_one():
    with pytest.raises(CommandError, match=r"There is no index (in|at) .* yet\. manage\.py search_rebuild makes one\."):
        call_command("search_status")


def test_an_index_that_lost_a_document_by_itself_is_mended(index):
    actor = ActorFactory(name="Turmschule")
    index()
    with get_engine().writing() as writer:
        writer.delete([f"actor:{actor.pk}"], version=IndexState.next_version())
        writer.commit()

    repair(verify())

    assert found("Turmschule") == [("actor", actor.pk)]
    assert rebuild().failed == 0
