"""No page reads all entries to show some: asked of the planner itself, on a register that is large enough for it to care.

`enable_seqscan=off` on a few rows would only show that an index exists, not that it is taken. Numbers beside filters and totals are left out here:
who counts everything reads everything, and an index over all rows is no quicker than the rows (`directory.numbers` keeps them until something changes).
"""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from directory.models import Actor, Area, Offer
from tests.bench.landscape import make

ACTORS, OFFERS = 12_000, 13_000
ENTRIES = {"directory_actor", "directory_offer", "directory_location"}


def plan_nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from plan_nodes(part)


def scans(path):
    """{(table, statement)} of what the page reads whole."""
    with CaptureQueriesContext(connection) as captured:
        response = Client().get(path)
    assert response.status_code == 200, path
    found = set()
    for query in captured:
        sql = query["sql"]
        if not sql.startswith("SELECT") or sql.partition(" FROM ")[0].count("COUNT("):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", [])
            [plan] = cursor.fetchone()
        plan = json.loads(plan) if isinstance(plan, str) else plan
        nodes = plan_nodes(plan[0]["Plan"])
        found |= {
            (node["Relation Name"], sql[:300]) for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] in ENTRIES
        }
    return found


@pytest.mark.django_db(transaction=True)
def test_no_page_reads_all_entries_to_show_some():
    make(ACTORS, OFFERS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
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

    found = {path: some for path in paths if (some := scans(path))}

    assert found == {}
