import threading
import time

import pytest
from django.db import connection, transaction

from directory.imports import execute
from directory.models import Actor
from directory.vocabularies import write_base_vocabularies
from tests.factories import ActorFactory

from .files import house, load_mapping, plan_of, write_table


@pytest.mark.django_db(transaction=True)
def test_others_can_write_while_an_import_runs(tmp_path):
    """An editor who saves during a large import waits for one short transaction, not for the whole file."""
    write_base_vocabularies()
    other = ActorFactory(name="Andere")
    plan = plan_of(write_table(tmp_path, *(house(nr=str(nr), name=f"Haus {nr}") for nr in range(300))), load_mapping(tmp_path))
    waits, done = [], threading.Event()

    def edit():
        try:
            while not done.is_set():
                started = time.monotonic()
                with transaction.atomic():
                    Actor.objects.filter(pk=other.pk).update(contact_note=str(len(waits)))
                waits.append(time.monotonic() - started)
                time.sleep(0.05)
        finally:
            connection.close()

    editor = threading.Thread(target=edit)
    editor.start()
    try:
        result = execute(plan)
    finally:
        done.set()
        editor.join()

    assert plan.fates() == {"created": 300}
    assert len(waits) > 3
    assert max(waits) < max(5.0, 10 * result.longest)
