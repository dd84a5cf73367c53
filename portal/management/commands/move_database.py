"""From one small server to PostgreSQL, in one go."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Max
from environ import Env

from portal.checksums import checksum_of, tables

TARGET = "move_target"
BATCH = 2000


class Command(BaseCommand):
    help = (
        "Copies all rows of the portal's database into an empty one and compares them, usually from SQLite to PostgreSQL. "
        "Stop server and worker first; afterwards set DATABASE_URL and run search_rebuild."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", required=True, metavar="URL", help="postgres://user:password@host/name")

    def handle(self, *, to, verbosity, **options):
        tell = self.stdout.write if verbosity else lambda text: None
        with _connected(to) as connection:
            self._refuse_what_is_not_empty(connection)
            tell("Preparing the tables …")
            self._migrate(to)
            try:
                total = self._move(connection, tell)
            except (DatabaseError, CommandError) as error:
                self._drop_all(connection)
                raise CommandError(f"The rows could not be copied; the new database is as empty as before. {error}") from error
        tell(
            self.style.SUCCESS(
                f"{total} rows copied and compared. Now set DATABASE_URL and run: manage.py update_index && manage.py search_rebuild"
            )
        )

    def _move(self, connection, tell):
        """Returns the number of rows."""
        models = tables()
        total = 0
        with transaction.atomic(using=TARGET), connection.constraint_checks_disabled():
            # What migrations put there comes again with the rows, under the keys that other rows refer to.
            self._empty(connection, models)
            for model in models:
                copied = self._copy(model)
                total += copied
                if copied:
                    tell(f"{copied:9}  {model._meta.label}")
            self._set_sequences(connection, models)
            self._compare(models)
            self._check_sequences(connection, models)
        connection.check_constraints()
        return total

    @staticmethod
    def _migrate(to):
        """In a process of its own, in which the new database is the only one: Wagtail's first migrations write into the default database."""
        words = [sys.executable, settings.BASE_DIR / "manage.py"]
        run = subprocess.run(  # noqa: S603
            [*words, "migrate", "--verbosity", "0"], env=os.environ | {"DATABASE_URL": to}, capture_output=True, text=True, check=False
        )
        if run.returncode:
            raise CommandError(f"The tables could not be made: {run.stderr[-2000:]}")

    @staticmethod
    def _refuse_what_is_not_empty(connection):
        if tables := connection.introspection.table_names():
            raise CommandError(f"The new database is not empty: it has {len(tables)} tables. Please name an empty one.")

    @staticmethod
    def _empty(connection, models):
        tables = [model._meta.db_table for model in models]
        connection.ops.execute_sql_flush(connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=True))

    @staticmethod
    def _drop_all(connection):
        """All tables are ours, for there were none."""
        cascade = " CASCADE" if connection.vendor == "postgresql" else ""
        with connection.constraint_checks_disabled(), connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)}{cascade}")

    @staticmethod
    def _copy(model):
        """Rows of the model's own table only, with their keys as they are; returns how many."""
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        copied, batch = 0, []
        rows = model._base_manager.using(DEFAULT_DB_ALIAS).order_by("pk").values_list(*(field.attname for field in fields))
        for row in rows.iterator(chunk_size=BATCH):
            batch.append(row)
            if len(batch) == BATCH:
                _insert(model, fields, batch)
                copied, batch = copied + len(batch), []
        if batch:
            _insert(model, fields, batch)
        return copied + len(batch)

    @staticmethod
    def _set_sequences(connection, models):
        statements = connection.ops.sequence_reset_sql(no_style(), models)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    @staticmethod
    def _compare(models):
        """Numbers of rows and all their values."""
        different = [
            f"{model._meta.label} ({here[0]} and {there[0]} rows)"
            for model in models
            for here, there in [(checksum_of(model), checksum_of(model, TARGET))]
            if here != there
        ]
        if different:
            raise CommandError(
                f"The new database has other rows; nothing was kept of it. Is the portal still running? {', '.join(different)}"
            )

    @staticmethod
    def _check_sequences(connection, models):
        """The next key of each table is one that no row has."""
        if connection.vendor != "postgresql":
            return  # SQLite gives the key after the highest by itself
        behind = []
        with connection.cursor() as cursor:
            for model in models:
                column = model._meta.pk.column
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(model._meta.db_table), column])
                [sequence] = cursor.fetchone()
                if sequence is None:
                    continue
                cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 (a name that the database gave)
                last, called = cursor.fetchone()
                highest = model._base_manager.using(TARGET).aggregate(highest=Max("pk"))["highest"] or 0
                if last + called <= highest:
                    behind.append(model._meta.label)
        if behind:
            raise CommandError(f"New rows would get keys that are taken: {', '.join(behind)}")


@contextmanager
def _connected(to):
    """The connection to `to`, known as `TARGET` inside the block. Raises `CommandError` with what to do."""
    try:
        config = Env.db_url_config(to) if "://" in to else {}
    except (ImproperlyConfigured, ValueError, KeyError):
        config = {}
    if not config.get("ENGINE") or not config.get("NAME"):
        raise CommandError(f"“{to}” is no address of a database. It looks like this: postgres://user:password@host/name")
    here = connections.settings[DEFAULT_DB_ALIAS]
    if all((here.get(part) or "") == (config.get(part) or "") for part in ("ENGINE", "NAME", "HOST", "PORT")):
        raise CommandError("That is the database that the portal uses already.")
    connections.settings[TARGET] = connections.configure_settings({DEFAULT_DB_ALIAS: here, TARGET: config})[TARGET]
    try:
        connection = connections[TARGET]
        try:
            connection.ensure_connection()
        except DatabaseError as error:
            raise CommandError(f"The new database can't be reached: {error}") from error
        yield connection
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _insert(model, fields, rows):
    """With plain SQL: models with parents in tables of their own can't be created in bulk."""
    connection = connections[TARGET]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    prepare = [field.get_db_prep_save for field in fields]
    values = [[how(value, connection) for how, value in zip(prepare, row, strict=True)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", values)  # noqa: S608 (names of our own tables)
