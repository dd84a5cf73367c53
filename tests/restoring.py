"""Tests that commit (`django_db(transaction=True)`, `live_server`) leave the database as they found it.

Django would empty all tables and let `post_migrate` write permissions, vocabularies and roles anew: 0.4 s of CPU time for each such test on SQLite,
more than a second on PostgreSQL. Here what is there at the beginning of the run is kept beside it and put back.
"""

import sqlite3
from contextlib import contextmanager

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = "kept_for_tests"
"""PostgreSQL's schema for copies of the tables that are not empty."""


@contextmanager
def restoring():
    """From now on every test that commits is followed by the database as it is now."""
    keep = _keep_sqlite if connection.vendor == "sqlite" else _keep_postgresql
    restore, forget = keep()
    former, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, lambda self: restore()
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = former
        forget()


def _keep_sqlite():
    kept = sqlite3.connect(f"{connection.settings_dict['NAME']}-kept")
    connection.ensure_connection()
    connection.connection.backup(kept)

    def restore():
        connection.ensure_connection()
        kept.backup(connection.connection)

    return restore, kept.close


def _keep_postgresql():
    quoted = connection.ops.quote_name
    tables = [quoted(name) for name in connection.introspection.table_names()]
    with connection.cursor() as cursor:
        full = [table for table in tables if _has_rows(cursor, table)]
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in full:
            cursor.execute(f"CREATE TABLE {KEPT}.{table} AS TABLE public.{table}")
    emptied = [f"DELETE FROM public.{table}" for table in tables]
    filled = [f"INSERT INTO public.{table} SELECT * FROM {KEPT}.{table}" for table in full]
    # Not TRUNCATE, which makes new files for all tables and their indexes. Foreign keys are looked at when all rows are there again.
    words = "; ".join(["SET CONSTRAINTS ALL DEFERRED", *emptied, *filled])

    def restore():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)

    def forget():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {KEPT} CASCADE")

    return restore, forget


def _has_rows(cursor, table):
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM public.{table})")
    return cursor.fetchone()[0]
