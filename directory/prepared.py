"""Small reads that run many times a second: Django takes longer to put such a query together than the database to answer it."""

from collections.abc import Callable, Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet


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
        made = self._made.get((connection.vendor, number)) or self._made.setdefault((connection.vendor, number), _Made(self, number))
        padded = [*keys, *[keys[-1]] * (number - len(keys))]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, [padded[param.place] if isinstance(param, _Place) else param for param in made.params])
            rows = cursor.fetchall()
        return made.as_python(rows) if made.converters else rows


class _Made:
    """SQL with the places of the keys, and what turns the database's values into Python's (dates, decimals, truth)."""

    def __init__(self, prepared, number):
        # Values that no other parameter is, one for each key: they say where the keys stand.
        marks = {f"\0{place}" if prepared.texts else -(10**15) - place: _Place(place) for place in range(number)}
        compiler = prepared.make(list(marks)).query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.params = tuple(marks.get(param, param) if isinstance(param, int | str) else param for param in params)
        columns = [expression for expression, _sql, _alias in compiler.select[: compiler.col_count]]
        self.converters = [(place, *pair) for place, pair in compiler.get_converters(columns).items()]

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
