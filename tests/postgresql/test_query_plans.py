"""No page reads a large table from end to end: asked of the planner itself, on a register that is large enough for it to care."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import Actor, Area, Offer
from tests.bench.landscape import make

ACTORS, OFFERS = 12_000, 13_000
LARGE = 2_000
"""Rows; smaller tables are read whole, and that is right."""


def plan_nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from plan_nodes(part)


def scans(path, large):
    """{(table, statement)} of the large tables that the page reads whole."""
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(path)
    assert response.status_code == 200, path
    found = set()
    for query in captured:
        sql = query["sql"]
        if not sql.startswith("SELECT"):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", [])
            [plan] = cursor.fetchone()
        plan = json.loads(plan) if isinstance(plan, str) else plan
        nodes = plan_nodes(plan[0]["Plan"])
        found |= {
            (node["Relation Name"], sql[:300]) for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large
        }
    return found


@pytest.mark.django_db(transaction=True)
def test_no_page_reads_a_large_table_from_end_to_end():
    make(ACTORS, OFFERS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [LARGE])
        large = {name for (name,) in cursor.fetchall()}
    actor = Actor.objects.public().filter(operator__isnull=False).order_by("pk")[50]
    offer = Offer.objects.public().order_by("pk")[50]
    town = Area.objects.filter(level="gemeinde").order_by("pk")[3]
    topic = actor.topics.first()
    paths = [
        "/",
        "/einrichtungen/",
        "/einrichtungen/?seite=40",
        f"/einrichtungen/?art={actor.kind.slug}",
        f"/einrichtungen/?gebiet={town.slug}",
        f"/einrichtungen/?traeger={actor.operator.slug}",
        "/angebote/",
        "/angebote/?seite=40",
        f"/angebote/?einrichtung={offer.actor.slug}",
        f"/angebote/?gebiet={town.slug}",
        "/themen/",
        "/gebiete/",
        town.get_absolute_url(),
        topic.get_absolute_url(),
        actor.get_absolute_url(),
        offer.get_absolute_url(),
        "/sitemap.xml",
    ]

    found = {path: some for path in paths if (some := scans(path, large))}

    assert {"directory_actor", "directory_offer", "directory_location"} <= large
    assert found == {}
