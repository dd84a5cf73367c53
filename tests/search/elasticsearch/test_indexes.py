"""What stands in the cluster: names, settings, versions."""

import threading
import time

import pytest
from django.core.management import CommandError, call_command
from elasticsearch import Elasticsearch

from search.engines import get_engine
from search.engines.base import Document, IndexMissing, Text
from search.engines.elasticsearch import writing
from search.models import OutboxEntry
from search.pipeline import drain, rebuild, verify
from tests.factories import ActorFactory
from tests.search.test_pipeline import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(search_server):
    with Elasticsearch(search_server) as client:
        yield client


def document(actor, name):
    return Document("actor", actor.pk, "einrichtungen", {"de": Text(name)}, sort_name=name.lower())


def test_one_alias_is_live_one_is_before_and_older_indexes_are_dropped(client, prefix):
    for _number in range(3):
        rebuild()

    found = client.indices.get_alias(index=f"{prefix}-*").body

    assert {index: set(value["aliases"]) for index, value in found.items()} == {
        f"{prefix}-g2": {f"{prefix}-previous", f"{prefix}-g2-write"},
        f"{prefix}-g3": {prefix, f"{prefix}-g3-write"},
    }


def test_while_it_is_filled_an_index_has_no_copies_and_shows_nothing(client, prefix):
    ActorFactory()
    engine = get_engine()

    with engine.building(), engine.filling("g7"):
        settings = client.indices.get_settings(index=f"{prefix}-g7").body[f"{prefix}-g7"]["settings"]["index"]
    rebuild()
    live = client.indices.get_settings(index=prefix).body[f"{prefix}-g1"]["settings"]["index"]

    assert (settings["refresh_interval"], settings["number_of_replicas"], settings.get("auto_expand_replicas")) == ("-1", "0", None)
    assert (live.get("refresh_interval"), live["auto_expand_replicas"]) == (None, "0-1")


def test_an_unknown_field_is_refused_and_named_in_the_status_while_the_others_are_written(search_server, monkeypatch, capsys):
    rebuild()
    good, bad = ActorFactory(name="Turmschule"), ActorFactory(name="Uferschule")
    made = writing.make_source
    key = f"actor:{bad.pk}"
    monkeypatch.setattr(writing, "make_source", lambda one, version: made(one, version) | ({"unheard_of": 1} if one.key == key else {}))

    done = drain()

    assert (done.failed, found("Turmschule"), found("Uferschule")) == (1, [("actor", good.pk)], [])
    call_command("search_status")
    told = capsys.readouterr().out
    assert f"{key}: strict_dynamic_mapping_exception" in told
    assert "unheard_of" in told
    monkeypatch.undo()
    OutboxEntry.objects.update(due_at=None)
    assert (drain().failed, bool(verify())) == (0, False)


def test_a_late_writer_puts_nothing_old_over_something_new(search_server):
    actor, gone = ActorFactory(name="Turmschule"), ActorFactory(name="Waldschule")
    rebuild()
    with get_engine().writing() as writer:
        assert writer.write([document(actor, "Neuschule")], version=1000) == {}
        writer.delete([f"actor:{gone.pk}"], version=1000)

        refused = writer.write([document(actor, "Altschule"), document(gone, "Waldschule")], version=999)
        writer.delete([f"actor:{actor.pk}"], version=999)
        writer.commit()

    assert refused == {}  # what is too late is no failure
    assert (found("Neuschule"), found("Altschule"), found("Waldschule")) == ([("actor", actor.pk)], [], [])


def test_what_is_refused_for_now_is_tried_again(client, prefix):
    actor = ActorFactory(name="Turmschule")
    rebuild()
    actor.name = "Uferschule"
    actor.save()
    block = "index.blocks.read_only_allow_delete"  # what a full disk does
    client.indices.put_settings(index=prefix, settings={block: True})
    end = threading.Timer(0.7, lambda: client.indices.put_settings(index=prefix, settings={block: None}))
    end.start()
    started = time.monotonic()

    assert drain().failed == 0
    end.join()

    assert time.monotonic() - started > 0.6
    assert found("Uferschule") == [("actor", actor.pk)]


def test_writing_to_an_index_that_is_gone_makes_none(client, prefix):
    actor = ActorFactory(name="Turmschule")
    rebuild()

    with get_engine().writing() as writer:
        client.indices.delete(index=f"{prefix}-g1")
        with pytest.raises(IndexMissing):
            writer.write([document(actor, "Neuschule")], version=1000)

    assert not client.indices.exists(index=f"{prefix}-g1")
    with pytest.raises(CommandError, match="There is no index"):
        call_command("search_status")


def test_what_is_not_in_the_index_is_not_kept_with_the_documents(client, prefix):
    ActorFactory(name="Turmschule", summary="Ein langer Text")
    rebuild()

    source = client.search(index=prefix).body["hits"]["hits"][0]["_source"]

    assert "Ein langer Text" not in str(source)
    assert source["doc_type"] == "actor"


def test_a_document_that_no_text_can_hold_is_refused_alone(search_server):
    rebuild()
    broken = Document("actor", 1, "einrichtungen", {"de": Text("Turmschule")}, sort_name="half \ud800")
    whole = Document("actor", 2, "einrichtungen", {"de": Text("Turmschule")})

    with get_engine().writing() as writer:
        refused = writer.write([broken, whole], version=1000)
        writer.commit()

    assert list(refused) == ["actor:1"]
    assert found("Turmschule") == [("actor", 2)]
