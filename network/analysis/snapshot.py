"""Computing and keeping the analysis: once a day, and when the office asks for it."""

import time

from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from .. import figures
from ..everyone import read_everyone
from ..graph import read_facts
from ..graph.building import build_on
from ..graph.measures import parts
from ..models import NetworkAnalysis
from .tables import TABLES, collect

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
    tables["_"] = {"parts": len(pieces), "largest": len(pieces[0]) if pieces else 0, "edges": len(network.edges)}
    figures.take_snapshot(day, facts=facts, everyone=everyone)
    values = {"made_at": at, "seconds": round(time.perf_counter() - begun, 1), "tables": tables}
    analysis, _made = NetworkAnalysis.objects.update_or_create(day=day, defaults=values)
    old = NetworkAnalysis.objects.order_by("-day").values_list("pk", flat=True)[KEPT_DAYS:]
    NetworkAnalysis.objects.filter(pk__in=list(old)).delete()
    return analysis


def newest() -> NetworkAnalysis | None:
    return NetworkAnalysis.objects.order_by("-day").first()


def is_running() -> bool:
    """Whether the worker computes one or is about to."""
    waiting = DBTaskResult.objects.filter(task_path="network.tasks.analyse", status__in=("READY", "RUNNING", "NEW"))
    return waiting.exists()
