import pytest
from django.core.management import CommandError, call_command

from search import engines
from search.engines import get_engine
from search.engines.base import IndexMissing, WriterBusy
from search.models import IndexState, OutboxEntry
from search.pipeline import drain, rebuild, roll_back, verify
from tests.factories import ActorFactory

from .test_pipeline import found

pytestmark = pytest.mark.django_db


def test_going_back_leads_to_the_index_of_before_with_all_that_has_changed_since():
    kept, renamed, gone = ActorFactory(name="Turmschule"), ActorFactory(name="Uferschule"), ActorFactory(name="Waldschule")
    rebuild()
    rebuild()
    new = ActorFactory(name="Neuschule")
    renamed.name = "Talschule"
    renamed.save()
    gone.live = False
    gone.save()
    drain()

    done = roll_back()

    assert (done.generation, get_engine().current(), get_engine().previous()) == ("g1", "g1", "g2")
    assert (done.mended.missing, done.mended.outdated, done.mended.surplus) == (
        (f"actor:{new.pk}",),
        (f"actor:{renamed.pk}",),
        (f"actor:{gone.pk}",),
    )
    assert not verify()
    assert not OutboxEntry.objects.exists()
    assert [found(name) for name in ("Turmschule", "Talschule", "Neuschule", "Waldschule")] == [
        [("actor", kept.pk)],
        [("actor", renamed.pk)],
        [("actor", new.pk)],
        [],
    ]


def test_going_back_twice_leads_forth_again():
    ActorFactory()
    rebuild()
    rebuild()

    assert [roll_back().generation, roll_back().generation] == ["g1", "g2"]


def test_there_is_no_way_back_from_the_first_index(index):
    with pytest.raises(IndexMissing, match="no former index"):
        roll_back()
    with pytest.raises(CommandError, match="no former index"):
        call_command("search_rollback")


def test_nobody_goes_back_while_an_index_is_built(index):
    rebuild()

    with get_engine().building(), pytest.raises(WriterBusy):
        roll_back()


def test_the_former_version_of_the_portal_goes_back_to_its_index(monkeypatch, capsys):
    actor = ActorFactory(name="Turmschule")
    rebuild()
    monkeypatch.setattr("search.facets.DOCUMENT_FORM", 999)
    engines.get_engine.cache_clear()
    rebuild()
    assert get_engine().previous() is None
    monkeypatch.undo()
    engines.get_engine.cache_clear()
    with pytest.raises(IndexMissing, match="another version"):
        found("Turmschule")

    call_command("search_rollback")

    assert found("Turmschule") == [("actor", actor.pk)]
    assert "generation g1 is live again; 0 things" in capsys.readouterr().out


def test_an_index_of_another_database_is_nothing_to_go_back_to():
    rebuild()
    IndexState.objects.update(identity="00000000-0000-4000-8000-000000000000")
    engines.get_engine.cache_clear()

    with pytest.raises(CommandError, match="another database"):
        call_command("search_rollback")


def test_status_names_the_index_to_go_back_to(index, capsys):
    rebuild()

    call_command("search_status")

    assert "before     generation g1; search_rollback goes back to it" in capsys.readouterr().out
