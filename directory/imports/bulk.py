"""Rows into the database as fast as it takes them.

Django's `bulk_create` compiles each statement anew and spends four fifths of its time on that: 130 rows a second for a register of Kitas. Here a
statement is made once per table and run with `executemany`. Primary keys are reserved beforehand, so that rows can refer to each other.
Only for inserts inside a transaction, of models with one integer key and without signals that have to be sent.
"""

from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def reserve(model, count):
    """`count` primary keys that nobody else gets. Call it in the transaction that writes the rows."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, model._meta.pk.column, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        # the transaction is IMMEDIATE: nobody else writes before its end, and AUTOINCREMENT notes the highest key that was written
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        last = row[0] if row else 0
    return list(range(last + 1, last + count + 1))


def insert(model, rows):
    """Insert dicts of {column attribute: value}, all with the same keys. Values are Python's; they are prepared as Django would."""
    rows = list(rows)
    if not rows:
        return
    names = tuple(rows[0])
    prepare = [_preparation(model, name) for name in names]
    values = [[value if how is None else how(value) for how, value in zip(prepare, row.values(), strict=True)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_statement(model, names, connection.vendor), values)


def insert_objects(model, objects):
    """Insert model objects that have their primary keys."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    insert(model, ({field.attname: field.pre_save(obj, True) for field in fields} for obj in objects))


@lru_cache(maxsize=100)
def _statement(model, names, vendor):
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608


TRIVIAL = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.ForeignKey,
    models.AutoField,
)


def _preparation(model, name):
    """What makes a Python value one of the database; None when it stays as it is."""
    field = model._meta.get_field(name)
    if isinstance(field, TRIVIAL) and type(field).get_prep_value in (kind.get_prep_value for kind in TRIVIAL):
        return str_or_none if isinstance(field, models.CharField | models.TextField) else None
    real = connections[DEFAULT_DB_ALIAS]  # `connection` is a proxy, and slow when asked for every value
    return lambda value: field.get_db_prep_save(value, real)


def str_or_none(value):
    return value if value is None or type(value) is str else str(value)
