"""Small reads that run many times a second: Django takes longer to put such a query together than the database to answer it."""

from collections.abc import Callable, Iterable, Sequence

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """Rows of a `values_list` of some ids, its SQL made once. `make(ids)` gives the queryset; all of one id comes from one query.

    As many ids as `most` are asked for, repeated where there are fewer, so that the SQL is always the same.
    """

    def __init__(self, make: Callable[[Sequence[int]], QuerySet], *, most: int):
        self.make, self.most = make, most
        self._made: dict[str, _Made] = {}

    def rows(self, ids: Iterable[int]) -> list[tuple]:
        ids, rows = list(ids), []
        for start in range(0, len(ids), self.most):
            rows += self._of(ids[start : start + self.most])
        return rows

    def _of(self, ids):
        made = self._made.get(connection.vendor) or self._made.setdefault(connection.vendor, _Made(self.make, self.most))
        padded = [*ids, *[ids[-1]] * (self.most - len(ids))]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, [padded[param.place] if isinstance(param, _Place) else param for param in made.params])
            rows = cursor.fetchall()
        return made.as_python(rows) if made.converters else rows


class _Made:
    """SQL with the places of the ids, and what turns the database's values into Python's (dates, decimals, truth)."""

    def __init__(self, make, most):
        # Numbers that no other parameter is, one for each id: they say where the ids stand.
        marks = {-(10**15) - place: _Place(place) for place in range(most)}
        compiler = make(list(marks)).query.get_compiler(connection=connection)
        self.sql, params = compiler.as_sql()
        self.params = tuple(marks.get(param, param) if isinstance(param, int) else param for param in params)
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
