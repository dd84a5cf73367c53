import csv
import datetime as dt
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import activate
from django_tasks_db.models import DBTaskResult

from directory.models import ActorKind
from network import analysis, figures
from network.analysis.changes import changes
from network.analysis.tables import TABLES
from network.graph import read_facts
from network.models import NetworkAnalysis, NetworkFigures, Transition
from network.tasks import ask_for_analysis
from tests.factories import ActorFactory, AreaFactory, CooperationFactory, LocationFactory, TransitionFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/netzwerk/analyse/"
AT = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
SCREENS = [ADDRESS, f"{ADDRESS}allein/", f"{ADDRESS}veraenderung/"]


@pytest.fixture
def world():
    """North: a music school with two Kitas, one of them with a school behind it. South: a Kita with nobody."""
    activate("de")
    Transition.objects.all().delete()
    land = AreaFactory(name="Land", slug="land", level="land")
    north, south = (AreaFactory(name=name, slug=name.lower(), parent=land) for name in ("Nord", "Sued"))
    kinds = {kind.slug: kind for kind in ActorKind.objects.all()}
    transition = TransitionFactory(slug="kita-schule", name="Kita → Schule")
    transition.from_kinds.set([kinds["kita"]])
    transition.to_kinds.set([kinds["grundschule"]])
    found = {}
    for name, kind, area in (
        ("Klangwerk", "musikschule", north), ("Kita Sonne", "kita", north), ("Kita Mond", "kita", north), ("Schule Hafen", "grundschule", north),
        ("Kita Allein", "kita", south),
    ):  # fmt: skip
        found[name] = ActorFactory(name=name, kind=kinds[kind], email=f"post@{name.split()[-1].lower()}.example")
        LocationFactory(actor=found[name], area=area)
    CooperationFactory(name="Singende Kita", partners=[found["Klangwerk"], found["Kita Sonne"]], starts_on=dt.date(2024, 8, 1))
    CooperationFactory(name="Flöten", partners=[found["Klangwerk"], found["Kita Mond"]], starts_on=dt.date(2026, 8, 1))
    CooperationFactory(name="Übergang", partners=[found["Kita Sonne"], found["Schule Hafen"]], form="bildungspartnerschaft")
    CooperationFactory(name="Geplant", partners=[found["Klangwerk"], found["Kita Allein"]], status="geplant")
    CooperationFactory(name="Vorbei", partners=[found["Klangwerk"], found["Schule Hafen"]], status="beendet",
                       starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2026, 1, 31))  # fmt: skip
    CooperationFactory(name="Heimlich", partners=[found["Klangwerk"], ActorFactory(name="Versteckt", live=False, kind=kinds["kita"])])
    return found


def cells(snapshot, key):
    return [tuple(row["cells"]) for row in analysis.rows_of(snapshot, key)]


def test_all_tables_of_a_small_world(world):
    snapshot = analysis.refresh(AT)

    assert cells(snapshot, "allein") == [("Kita Allein", "Kita", "Sued")]
    assert cells(snapshot, "gebiete") == [("Sued", "", 1, 0, 0, 0), ("Nord", "", 4, 4, 100, 3)]
    assert cells(snapshot, "uebergaenge") == [
        ("Kita → Schule", "Nord", "Kita Mond", "Kita"),
        ("Kita → Schule", "Sued", "Kita Allein", "Kita"),
    ]
    assert {row[0]: row[3:] for row in cells(snapshot, "gelenke")} == {"Kita Sonne": (1, "Schule Hafen"), "Klangwerk": (1, "Kita Mond")}
    assert [row[:4] for row in cells(snapshot, "bruecken")] == [("Klangwerk", "Kita Sonne", 1, 2)]
    met = {frozenset(row[:2]): row[4] for row in cells(snapshot, "arten")}
    assert met[frozenset(("Musikschulen", "Kitas"))] == 2
    assert met[frozenset(("Musikschulen", "Grundschulen"))] == 0
    assert cells(snapshot, "arten")[0][4] == 0
    assert {row[0]: row[3:] for row in cells(snapshot, "zentral")} == {
        "Klangwerk": (2, 2, 3, 0.6667), "Kita Sonne": (2, 2, 3, 0.6667), "Kita Mond": (1, 1, 2, 0.0), "Schule Hafen": (1, 1, 2, 0.0),
    }  # fmt: skip
    assert sum(row[1] for row in cells(snapshot, "gruppen")) == 4
    assert snapshot.tables["whole"] == {"parts": 1, "largest": 4, "edges": 3}
    assert snapshot.tables["counts"] == {key: len(cells(snapshot, key)) for key in TABLES}
    assert "Versteckt" not in str([cells(snapshot, key) for key in TABLES])


def test_an_empty_register_has_an_analysis_too():
    snapshot = analysis.refresh(AT)

    assert set(snapshot.tables["counts"].values()) == {0}


def test_a_day_has_one_snapshot_and_few_days_are_kept(world):
    for day in range(6):
        analysis.refresh(AT + dt.timedelta(days=day))
        analysis.refresh(AT + dt.timedelta(days=day))

    assert NetworkAnalysis.objects.count() == 3
    assert NetworkFigures.objects.filter(area=None).count() == 6
    assert analysis.newest().day == dt.date(2026, 11, 28)


def test_key_figures_of_everything_and_of_an_area(world):
    analysis.refresh(AT)
    south = world["Kita Allein"].locations.get().area

    whole = {name: figure.value for name, figure in figures.latest().items()}

    assert whole == {
        "institutions": 5, "connected": 4, "connected_share": 80.0, "cooperations": 3, "strong": 1, "partners": 1.5, "new": 1,
        "kitas_with_music_school": 66.7,
    }  # fmt: skip
    assert figures.latest(area=south)["connected"].value == 0
    assert figures.on(dt.date(2026, 11, 22)) == {}
    assert figures.on(dt.date(2026, 12, 31))["cooperations"].day == dt.date(2026, 11, 23)
    assert figures.series("cooperations") == [(dt.date(2026, 11, 23), 3)]
    assert figures.latest()["connected_share"].unit == "%"
    with pytest.raises(KeyError):
        figures.series("gibt-es-nicht")


def test_the_change_between_two_days(world):
    found = changes(read_facts(), dt.date(2025, 6, 1), dt.date(2026, 11, 23))

    assert [name for name, _key, _partners in found.begun] == ["Flöten"]
    assert [(name, partners) for name, _key, partners in found.ended] == [("Vorbei", "Klangwerk, Schule Hafen")]
    assert [name for name, _key in found.came] == ["Kita Mond"]
    assert found.left == []
    assert found.numbers[0] == ("cooperations", 3, 3)


def test_who_may_see_the_analysis(client, as_user, editor, moderator, office, world):
    analysis.refresh(timezone.now())

    strangers = [client.get(address).status_code for address in SCREENS]
    seen = {user: [as_user(user).get(address).status_code for address in SCREENS] for user in (editor, moderator, office)}
    refused = as_user(editor).post(ADDRESS)

    assert strangers == [302, 302, 302]
    assert seen == {editor: [302] * 3, moderator: [302] * 3, office: [200] * 3}
    assert refused.status_code == 302
    assert not DBTaskResult.objects.filter(task_path="network.tasks.analyse").exists()


def test_the_menu_shows_it_to_whom_it_is_for(as_user, editor, office):
    assert [ADDRESS in as_user(user).get("/cms/").content.decode() for user in (editor, office)] == [False, True]


def test_before_the_first_analysis_the_page_says_so_and_the_button_asks_for_one(as_user, office, world):
    client = as_user(office)

    before = client.get(ADDRESS).content.decode()
    table = client.get(f"{ADDRESS}allein/")
    client.post(ADDRESS)
    asked = client.get(ADDRESS).content.decode()
    again = ask_for_analysis()

    assert "Noch ist nichts berechnet" in before
    assert (table.status_code, table.url) == (302, ADDRESS)
    assert "wird neu berechnet" in asked
    assert again is False
    assert DBTaskResult.objects.filter(task_path="network.tasks.analyse").count() == 1


@pytest.mark.parametrize("key", TABLES)
def test_each_table_has_a_page_and_downloads(as_user, office, world, key):
    analysis.refresh(timezone.now())
    client = as_user(office)

    page = client.get(f"{ADDRESS}{key}/")
    rows = list(csv.reader(StringIO(client.get(f"{ADDRESS}{key}/?export=csv").content.decode("utf-8-sig")), delimiter=";"))

    assert page.status_code == 200
    assert len(rows[0]) == len(TABLES[key].columns)
    assert len(rows) == 1 + analysis.newest().tables["counts"][key]
    assert client.get(f"{ADDRESS}{key}/?export=xlsx").content.startswith(b"PK")


def test_each_row_leads_to_what_can_be_done(as_user, office, world):
    analysis.refresh(timezone.now())

    page = as_user(office).get(f"{ADDRESS}allein/").content.decode()

    assert reverse("wagtailsnippets_directory_actor:edit", args=[world["Kita Allein"].pk]) in page
    assert "mailto:post@allein.example" in page


@pytest.mark.parametrize("query", ["?p=999", "?p=x", "?q=%00", "?q=gibt-es-nicht", "?export=quatsch"])
def test_nonsense_in_the_address_does_no_harm(as_user, office, world, query):
    analysis.refresh(timezone.now())

    assert as_user(office).get(f"{ADDRESS}allein/{query}").status_code == 200


def test_a_page_reads_only_the_rows_that_it_shows(monkeypatch):
    monkeypatch.setattr("network.analysis.snapshot.PART", 4)
    for number in range(11):
        ActorFactory(name=f"Haus {number:02}")
    snapshot = analysis.refresh(AT)

    assert snapshot.rows_of_tables.filter(table="allein").count() == 3
    assert [row["cells"][0] for row in analysis.rows_of(snapshot, "allein", 3, 9)] == [f"Haus {number:02}" for number in range(3, 9)]
    assert [row["cells"][0] for row in analysis.rows_of(snapshot, "allein", 9, 11)] == ["Haus 09", "Haus 10"]
    assert len(analysis.rows_of(snapshot, "allein")) == 11


def test_a_table_that_there_is_not(as_user, office, world):
    assert as_user(office).get(f"{ADDRESS}quatsch/").status_code == 404


@pytest.mark.parametrize("query", ["?first=x", "?first=2026-05-01&last=2026-04-01", "?last="])
def test_wrong_days_are_said(as_user, office, world, query):
    response = as_user(office).get(f"{ADDRESS}veraenderung/{query}")

    assert (response.status_code, response.context["found"], bool(response.context["form"].errors)) == (200, None, True)


@pytest.mark.parametrize("number", [1, 3])
def test_a_table_takes_the_same_queries_for_any_number(as_user, office, number, django_assert_num_queries):
    activate("de")
    for _one in range(number):
        LocationFactory(actor=ActorFactory(), area=AreaFactory())
    analysis.refresh(timezone.now())
    client = as_user(office)
    client.get(f"{ADDRESS}allein/")

    with django_assert_num_queries(QUERIES):
        client.get(f"{ADDRESS}allein/")


QUERIES = 13
