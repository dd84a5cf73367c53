"""The portal's own periodic jobs."""

import pytest
from django.db import connection

from portal.jobs.housekeeping import know_tables
from tests.factories import ActorFactory

pytestmark = pytest.mark.django_db


def test_sqlite_learns_how_its_tables_look():
    ActorFactory()

    know_tables(None)

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) > 0 FROM sqlite_stat1 WHERE tbl = 'directory_actor'")
            assert cursor.fetchone() == (1,)
