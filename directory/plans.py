"""Plans that PostgreSQL keeps of queries whose SQL is made once (`directory.prepared`).

Django writes all values into the SQL before it sends it, so each query is another one to the server, which reads and plans it anew: half of its time, where it
only fetches some rows by their keys. Here the values go beside the SQL. A pooler that gives each transaction another connection can't keep plans: DATABASE_PLANS=false.
"""

import functools
from typing import Any

from django.conf import settings


def are_kept(connection) -> bool:
    return connection.vendor == "postgresql" and settings.DATABASE_PLANS


def written_out(connection, sql: str, params: tuple, value: type) -> tuple[str, tuple]:
    """(SQL, the rest of `params`): all that isn't a `value` stands in the SQL itself, where the server knows its type and what it is."""
    texts = tuple("%s" if isinstance(param, value) else connection.ops.compose_sql("%s", [param]).replace("%", "%%") for param in params)
    return sql.replace("%%", "%%%%") % texts, tuple(param for param in params if isinstance(param, value))


def cursor(connection) -> Any:
    """A cursor of Django's that sends values beside the SQL; queries are told and counted as always."""
    connection.ensure_connection()
    return connection._prepare_cursor(_cursor_class()(connection.connection))


@functools.cache
def _cursor_class():
    from psycopg import ClientCursor, Cursor  # only where PostgreSQL is used
    from psycopg.types.numeric import Int8

    class Told:
        """Stands where psycopg keeps what it has sent: Django's log of queries reads it, and wants the values in it."""

        def __init__(self, connection, sql, values):
            self._sent = connection, sql, values

        @property
        def query(self) -> bytes:
            connection, sql, values = self._sent
            return ClientCursor(connection).mogrify(sql, values).encode()

    class Planned(Cursor):
        def execute(self, query, params=None):
            # All whole numbers of one kind: their own sizes would be other types, and each mixture of types another plan.
            values = [Int8(param) if type(param) is int else param for param in params or ()]
            done = super().execute(query, values, prepare=True)
            self._query = Told(self.connection, query, values)
            return done

    return Planned
