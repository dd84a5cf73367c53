"""Small reads that run at each letter somebody types: Django takes longer to put such a query together than the database to answer it."""

from collections.abc import Callable, Sequence

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """Rows of a `values_list` of some ids, its SQL made once. `make(ids)` names columns of plain numbers and texts, without an order.

    As many ids as `most` are asked for, repeated where there are fewer, so that the SQL is always the same.
    """

    def __init__(self, make: Callable[[Sequence[int]], QuerySet], *, most: int):
        self.make, self.most = make, most
        self._sql: dict[str, tuple[str, tuple]] = {}

    def rows(self, ids: Sequence[int]) -> list[tuple]:
        rows = []
        for start in range(0, len(ids), self.most):
            rows += self._rows(ids[start : start + self.most])
        return rows

    def _rows(self, ids):
        sql, params = self._made()
        padded = [*ids, *[ids[-1]] * (self.most - len(ids))]
        with connection.cursor() as cursor:
            cursor.execute(sql, [padded[param.place] if isinstance(param, _Place) else param for param in params])
            return cursor.fetchall()

    def _made(self):
        if connection.vendor not in self._sql:
            # Numbers that no other parameter is, one for each id: they say where the ids stand.
            marks = {-(10**15) - place: _Place(place) for place in range(self.most)}
            sql, params = self.make(list(marks)).query.sql_with_params()
            self._sql[connection.vendor] = sql, tuple(marks.get(param, param) if isinstance(param, int) else param for param in params)
        return self._sql[connection.vendor]


class _Place:
    __slots__ = ("place",)

    def __init__(self, place):
        self.place = place
