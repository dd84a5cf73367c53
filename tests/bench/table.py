"""What benches found out, as rows of one table."""

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`goal`: at most so much, or at least where `more_is_better`; without one the figure is only told."""

    stack: str
    """Database and engine: “sqlite + tantivy”."""
    documents: int
    what: str
    measured: float
    unit: str = "ms"
    goal: float | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def ratio(self):
        """To its goal; above 1 the goal is missed."""
        if not self.goal or not self.measured:
            return None
        return self.goal / self.measured if self.more_is_better else self.measured / self.goal


def show(rows):
    width = max(len(row.what) for row in rows)
    stacks = max(len(row.stack) for row in rows)
    print(f"{'stack':{stacks}}{'documents':>11}  {'':{width}}{'measured':>11}{'goal':>13}{'of goal':>9}")
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}" + ("!" if row.ratio > 1 else " ")
        goal = "" if row.goal is None else f"{'≥' if row.more_is_better else '≤'} {_number(row.goal)} {row.unit}"
        print(
            f"{row.stack:{stacks}}{row.documents:>11,}  {row.what:{width}}{_number(row.measured):>11}{goal:>13}{ratio:>9}  {row.note}".rstrip()
        )
    print("! missed")


def _number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def p50(values):
    return statistics.median(values)


def p95(values):
    return statistics.quantiles(values, n=20)[18]
