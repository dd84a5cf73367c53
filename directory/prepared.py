"""Small reads that run many times a second: Django takes longer to put such a query together than the database to answer it."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet

from . import plans


class Prepared:
    """Rows of a `values_list` of some keys, its SQL made once. `make(keys)` gives the queryset; all of one key comes from one query.

    As many keys as `usual` or `most` are asked for, repeated where there are fewer, so that there are only two texts of SQL. `texts`: keys are no numbers.
    """

    def __init__(self, make: Callable[[Sequence], QuerySet], *, most: int, usual: int = 0, texts=False):
        self.make, self.most, self.usual, self.texts = make, most, usual or most, texts
        self._made: dict[tuple[str, int], _Made] = {}

    def rows(self, keys: Iterable) -> list[tuple]:
        keys, rows = list(dict.fromkeys(keys)), []
        for start in range(0, len(keys), self.most):
            rows += self._of(keys[start : start + self.most])
        return rows

    def _of(self, keys):
        number = self.usual if len(keys) <= self.usual else self.most
        made = self._made.get((connection.vendor, number)) or self._made.setdefault((connection.vendor, number), self._compiled(number))
        padded = [*keys, *[keys[-1]] * (number - len(keys))]
        return made.rows(padded)

    def _compiled(self, number):
        marks = {_mark(str if self.texts else int, place): _Place(place) for place in range(number)}
        return _Made(self.make(list(marks)), marks)


class Asked:
    """As `Prepared`, for a read by values of different kinds: `make(*values)` gives the queryset for one value of each of `kinds` (int, float, str, date, datetime).

    A value has to stand in the query as it is given: what is reckoned from it in `make` stays as it was the first time.
    """

    def __init__(self, make: Callable[..., QuerySet], *kinds: type):
        self.make, self.kinds = make, kinds
        self._made: dict[str, _Made] = {}

    def rows(self, *values) -> list[tuple]:
        made = self._made.get(connection.vendor) or self._made.setdefault(connection.vendor, self._compiled())
        return made.rows([_as_param(value) for value in values])

    def _compiled(self):
        marks = [_mark(kind, place) for place, kind in enumerate(self.kinds)]
        return _Made(self.make(*marks), {_as_param(mark): _Place(place) for place, mark in enumerate(marks)})


class _Made:
    """SQL with the places of the values, and what turns the database's values into Python's (dates, decimals, truth)."""

    def __init__(self, queryset, marks):
        compiler = queryset.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        found = tuple(marks.get(param, param) if isinstance(param, int | float | str | dt.date) else param for param in params)
        self.sql, self.params = plans.written_out(connection, sql, found, _Place) if plans.are_kept(connection) else (sql, found)
        columns = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        self.converters = [(place, *pair) for place, pair in compiler.get_converters(columns).items()]

    def rows(self, values):
        params = [values[param.place] if isinstance(param, _Place) else param for param in self.params]
        with plans.cursor(connection) if plans.are_kept(connection) else connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        return self.as_python(rows) if self.converters else rows

    def as_python(self, rows):
        rows = [list(row) for row in rows]
        for place, converters, expression in self.converters:
            for row in rows:
                for convert in converters:
                    row[place] = convert(row[place], expression, connection)
        return rows


class _Place:
    __slots__ = ("place",)

    def __init__(self, place):
        self.place = place


def _mark(kind, place):
    """A value that no other parameter is: it says where one stands."""
    marks = {
        int: -(10**15) - place,
        float: -(10.0**12) - place - 0.5,
        dt.date: dt.date(1, 1, 1) + dt.timedelta(place),
        dt.datetime: dt.datetime(1, 1, 1, tzinfo=dt.UTC) + dt.timedelta(place),
        str: f"\0{place}",
    }
    return marks[kind]


def _as_param(value):
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


def columns(model, *names) -> tuple[str, ...]:
    """`names` in the order in which `model.from_db` wants their values."""
    found = tuple(field.attname for field in model._meta.concrete_fields if field.attname in names)
    if len(found) != len(names):
        raise ValueError(f"{model.__name__} has no {set(names) - set(found)}")
    return found
