"""Computing and keeping the analysis: once a day, and when the office asks for it."""

import time
from collections import Counter

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .. import figures
from ..everyone import read_everyone
from ..graph import read_facts
from ..graph.building import build_on
from ..graph.measures import parts
from ..models import NetworkAnalysis, NetworkAnalysisPart
from .tables import TABLES, collect

PART = 500
"""Rows of a table that are read together."""
MOST_BARS = 12
KEPT_DAYS = 3
"""Days whose tables are kept; figures stay (`network.figures`), and two days are compared from the cooperations themselves."""


def refresh(at) -> NetworkAnalysis:
    """All tables and key figures of the day `at` in Berlin, written anew. A Land with 25,000 institutions takes less than a minute."""
    begun, day = time.perf_counter(), timezone.localdate(at)
    facts, everyone = read_facts(), read_everyone()
    network = build_on(facts, day)
    material = collect(network, everyone)
    tables = {key: table.rows(material) for key, table in TABLES.items()}
    pieces = parts(network)
    summary = {
        "counts": {key: len(rows) for key, rows in tables.items()},
        "whole": {"parts": len(pieces), "largest": len(pieces[0]) if pieces else 0, "edges": len(network.edges)},
        "areas": [{"name": row["cells"][0], "value": row["cells"][4]} for row in tables["gebiete"] if not row["cells"][1]][:MOST_BARS],
        "missing": [
            {"name": name, "value": count}
            for name, count in Counter(row["cells"][0] for row in tables["uebergaenge"]).most_common(MOST_BARS)
        ],
    }
    figures.take_snapshot(day, facts=facts, everyone=everyone)
    values = {"made_at": at, "seconds": round(time.perf_counter() - begun, 1), "tables": summary}
    with transaction.atomic():
        analysis, _made = NetworkAnalysis.objects.update_or_create(day=day, defaults=values)
        analysis.rows_of_tables.all().delete()
        found = [
            NetworkAnalysisPart(analysis=analysis, table=key, number=start // PART, rows=rows[start : start + PART])
            for key, rows in tables.items()
            for start in range(0, len(rows), PART)
        ]
        NetworkAnalysisPart.objects.bulk_create(found, batch_size=100)
    old = NetworkAnalysis.objects.order_by("-day").values_list("pk", flat=True)[KEPT_DAYS:]
    NetworkAnalysis.objects.filter(pk__in=list(old)).delete()
    return analysis


def rows_of(analysis: NetworkAnalysis, key: str, first: int = 0, last: int | None = None) -> list[dict]:
    """Rows of a table, from number `first` to before `last`; all without one. One query."""
    kept = analysis.rows_of_tables.filter(table=key, number__gte=first // PART)
    kept = kept if last is None else kept.filter(number__lte=max(last - 1, 0) // PART)
    rows = [row for part in kept.values_list("rows", flat=True) for row in part]
    start = first - first // PART * PART
    return rows[start : None if last is None else start + last - first]


def newest() -> NetworkAnalysis | None:
    return NetworkAnalysis.objects.order_by("-day").first()


def is_running() -> bool:
    """Whether the worker computes one or is about to."""
    waiting = DBTaskResult.objects.filter(task_path="network.tasks.analyse", status__in=("READY", "RUNNING", "NEW"))
    return waiting.exists()
