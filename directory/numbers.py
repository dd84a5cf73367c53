"""Numbers for which the database reads everything: beside filters, and of a list's entries. They are kept until something changes.

Until when that is, is known above (`keep_by`); as long as nobody says so, they are counted each time.
"""

from collections.abc import Callable
from typing import Any

_keep: Callable[[tuple, Callable[[], Any]], Any] | None = None


def keep_by(keep: Callable[[tuple, Callable[[], Any]], Any]):
    """`keep(key, count)` gives what `count()` gives, or gave under this key while nothing has changed since."""
    global _keep
    _keep = keep


def kept(key: tuple, make: Callable[[], Any]):
    """`make()`, which depends on the database and on `key` alone; not to be changed by whoever gets it."""
    return make() if _keep is None else _keep(key, make)


def counted_in(entries, key: tuple, count: Callable[[], Any]):
    """`count()`, which depends on the queryset `entries` and on `key` alone."""
    if _keep is None:
        return count()
    statement, values = entries.order_by().values("pk").query.sql_with_params()
    return _keep((statement, *map(str, values), *key), count)
