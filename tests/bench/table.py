"""What benches found out, as rows of one table."""

import os
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

    @property
    def is_missed(self):
        if self.goal is None:
            return False
        return self.measured < self.goal if self.more_is_better else self.measured > self.goal


def finish(rows):
    """Shows them; 1 when a goal is missed, else 0, as a process ends."""
    show(rows)
    return int(any(row.is_missed for row in rows))


def show(rows):
    width = max(len(row.what) for row in rows)
    stacks = max(len(row.stack) for row in rows)
    print(f"{'stack':{stacks}}{'documents':>11}  {'':{width}}{'measured':>11}{'goal':>13}{'of goal':>9}")
    for row in rows:
        ratio = ("" if row.ratio is None else f"{row.ratio:.2f}") + ("!" if row.is_missed else " ")
        goal = "" if row.goal is None else f"{'≥' if row.more_is_better else '≤'} {_number(row.goal)} {row.unit}"
        print(
            f"{row.stack:{stacks}}{row.documents:>11,}  {row.what:{width}}{_number(row.measured):>11}{goal:>13}{ratio:>9}  {row.note}".rstrip()
        )
    print(f"! missed ({os.cpu_count()} processors, load {os.getloadavg()[0]:.1f})")


def _number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def p50(values):
    return statistics.median(values)


def p95(values):
    return quantile(values, 0.95)


def quantile(values, share):
    """Of at least one value; `share` in steps of a thousandth."""
    return statistics.quantiles(values, n=1000, method="inclusive")[round(share * 1000) - 1] if len(values) > 1 else values[0]
