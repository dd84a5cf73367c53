"""What is in the database, in a form that can be compared: with a copy, before and after a move, after a restore."""

import hashlib
import json
import uuid
from datetime import date, datetime, time
from decimal import Decimal

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS

MADE_ANEW = ("search_outboxentry", "search_indexstate", "search_version", "wagtailsearch_")
"""Beginnings of the names of tables that are an index or about one: made anew from the other rows, and of another form on another kind of database."""
CHUNK = 2000


def lines() -> str:
    """One line per table: number of rows, checksum, name."""
    return "".join(
        f"{count:9}  {checksum[:16]}  {model._meta.db_table}\n" for model in tables() for count, checksum in [checksum_of(model)]
    )


def tables():
    """Models with a table of their own whose rows are not made anew from others, by name of the table."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not model._meta.db_table.startswith(MADE_ANEW)
    ]
    return sorted(models, key=lambda model: model._meta.db_table)


def checksum_of(model, using=DEFAULT_DB_ALIAS):
    """(number of rows, hexadecimal digits). The order of rows doesn't matter: databases sort texts in ways of their own."""
    fields = [field.attname for field in model._meta.local_concrete_fields if not field.generated]
    total = count = 0
    for row in model._base_manager.using(using).order_by().values_list(*fields).iterator(chunk_size=CHUNK):
        said = json.dumps(row, default=_plain, sort_keys=True, ensure_ascii=False).encode()
        total += int.from_bytes(hashlib.blake2b(said, digest_size=16).digest())
        count += 1
    return count, f"{total % 2**128:032x}"


def _plain(value):
    if isinstance(value, Decimal):
        return str(value.normalize())
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)
