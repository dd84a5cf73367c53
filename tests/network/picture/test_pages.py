import datetime as dt
import json
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from django.utils.translation import activate

from directory.models import ActorKind
from network.models import NetworkLayout
from network.picture import drawing, layouts, tables
from tests.factories import ActorFactory, AreaFactory, CooperationFactory, CooperationPartnerFactory, LocationFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_german():
    activate("de")


def text(response):
    return response.content.decode().replace("\u00ad", "").replace("\u00a0", " ")


@pytest.fixture
def world():
    """A music school with two Kitas, one of them by plan alone; a library and a museum apart; a Kita without anybody."""
    area = AreaFactory(name="Nord", slug="nord")
    AreaFactory(name="Süd", slug="sued")
    kinds = {kind.slug: kind for kind in ActorKind.objects.all()}
    found = {}
    for slug, name, kind in (
        ("klangwerk", "Musikschule Klangwerk", "musikschule"),
        ("sonne", "Kita Sonne", "kita"),
        ("mond", "Kita Mond", "kita"),
        ("leseinsel", "Bibliothek Leseinsel", "bibliothek"),
        ("museum", "Museum der Dinge", "museum"),
        ("allein", "Kita Allein", "kita"),
    ):
        found[slug] = ActorFactory(name=name, slug=slug, kind=kinds[kind])
        LocationFactory(actor=found[slug], area=area)
    CooperationFactory(name="Singende Kita", slug="singende", partners=[found["klangwerk"], found["sonne"]], form="bildungspartnerschaft")
    CooperationFactory(name="Flötenklasse", slug="floete", partners=[found["klangwerk"], found["mond"]], status="geplant")
    CooperationFactory(
        name="Lesenacht",
        slug="lesenacht",
        partners=[found["leseinsel"], found["museum"]],
        starts_on=dt.date(timezone.localdate().year, 1, 1),
    )
    return found


def test_the_page_tells_figures_picture_and_tables(client, world):
    page = client.get("/netzwerk/").context["page"]

    assert [(figure["label"], figure["value"]) for figure in page.figures] == [
        ("Einrichtungen im Bild", 5),
        ("laufende Kooperationen", 2),
        ("Kitas mit Musikschule", "33 %"),
        ("ohne laufende Kooperation", 2),
    ]
    assert {node.name for node in page.drawing.nodes} == {actor.name for slug, actor in world.items() if slug != "allein"}
    assert set(page.drawing.paths) == {"strong", "open", "plain"}
    assert [actor.name for actor in page.lone] == ["Kita Allein"]
    assert [(row.name, row.cooperations, row.with_whom) for row, _kind in page.rows] == [
        ("Bibliothek Leseinsel", 1, "1 Museum"),
        ("Kita Sonne", 1, "1 Musikschule"),
        ("Museum der Dinge", 1, "1 Bibliothek"),
        ("Musikschule Klangwerk", 1, "2 Kitas"),
        ("Kita Mond", 0, "1 Musikschule"),
    ]


def test_the_table_of_cooperations_names_partners(client, world):
    shown = text(client.get("/netzwerk/?tabelle=kooperationen"))

    assert "Flötenklasse" in shown
    assert "Musikschule Klangwerk, Kita Mond" in shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?art=museum", {"Bibliothek Leseinsel", "Museum der Dinge"}),
        ("?form=bildungspartnerschaft", {"Musikschule Klangwerk", "Kita Sonne"}),
        ("?gebiet=sued", set()),
        ("?um=klangwerk", {"Musikschule Klangwerk", "Kita Sonne", "Kita Mond"}),
    ],
)
def test_filters_and_focus_narrow_the_picture(client, world, query, expected):
    page = client.get(f"/netzwerk/{query}").context["page"]

    assert {node.name for node in page.drawing.nodes} == expected


@pytest.mark.parametrize(
    "query",
    [
        "?gebiet=gibt-es-nicht",
        "?art=%00",
        "?form=%27%3B--",
        "?jahr=1066",
        "?jahr=99999999999999999999",
        "?jahr=²",
        "?um=niemand",
        "?thema=" + "x" * 500,
        "?seite=0",
        "?seite=9999",
        "?von=a",
        "?von=gibt-es-nicht&nach=klangwerk",
        "?sortierung=quatsch&tabelle=quatsch",
    ],
)
def test_nonsense_in_the_address_is_told_and_left_out(client, world, query):
    response = client.get(f"/netzwerk/{query}")

    assert response.status_code == 200
    page = response.context["page"]
    assert len(page.network.places) == 5
    assert page.notices or page.way or "quatsch" in query or "%00" in query


def test_a_way_is_told_step_by_step_without_a_script(client, world):
    CooperationFactory(name="Lesekonzert", slug="lesekonzert", partners=[world["klangwerk"], world["leseinsel"]])

    page = client.get("/netzwerk/?von=Kita+Sonne&nach=museum").context["page"]

    assert [(step.name, [name for name, _url in step.ties]) for step in page.way.steps] == [
        ("Kita Sonne", []),
        ("Musikschule Klangwerk", ["Singende Kita"]),
        ("Bibliothek Leseinsel", ["Lesekonzert"]),
        ("Museum der Dinge", ["Lesenacht"]),
    ]
    assert "way" in page.drawing.paths


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("?von=sonne&nach=museum", "Kein Weg führt"),
        ("?von=sonne&nach=sonne", "dieselbe"),
        ("?von=sonne&nach=allein", "hat in diesem Bild keine Kooperation"),
        ("?von=sonne&nach=Atlantis", "heißt „Atlantis“"),
        ("?von=kita&nach=museum", "Mehrere Einrichtungen"),
        ("?von=sonne", "beides"),
    ],
)
def test_where_no_way_leads_the_page_says_why(client, world, query, problem):
    assert problem in text(client.get(f"/netzwerk/{query}"))


def test_of_several_names_one_chooses(client, world):
    page = client.get("/netzwerk/?von=kita&nach=museum").context["page"]

    assert [choice["query"] for choice in page.way.choices] == ["von=allein&nach=museum", "von=mond&nach=museum", "von=sonne&nach=museum"]


def test_data_for_the_large_picture(client, world):
    data = json.loads(client.get("/netzwerk/daten.json").content)

    assert data["nodes"]["name"] == ["Musikschule Klangwerk", "Kita Sonne", "Kita Mond", "Bibliothek Leseinsel", "Museum der Dinge"]
    assert data["edges"]["a"] == [0, 0, 3]
    assert data["edges"]["b"] == [1, 2, 4]
    assert data["edges"]["now"] == [1, 2, 1]
    assert [data["kinds"][number][0] for number in data["nodes"]["kind"]] == ["musikschule", "kita", "kita", "bibliothek", "museum"]


def test_places_of_the_large_picture_come_from_the_worker_and_newcomers_stand_beside_their_partners(client, world):
    layouts.refresh(timezone.now())
    stored = NetworkLayout.objects.get()
    assert layouts.refresh(timezone.now()) is False
    CooperationFactory(partners=[world["klangwerk"], world["allein"]])

    data = json.loads(client.get("/netzwerk/daten.json").content)

    places = dict(zip(data["nodes"]["name"], zip(data["nodes"]["x"], data["nodes"]["y"], strict=True), strict=True))
    home = stored.places[str(world["klangwerk"].pk)]
    assert list(places["Musikschule Klangwerk"]) == home
    assert all(abs(place - other) <= 150 for place, other in zip(places["Kita Allein"], home, strict=True))
    assert layouts.is_due()
    assert layouts.refresh(timezone.now()) is True
    assert NetworkLayout.objects.count() == 1


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("einrichtungen.csv", "text/csv"),
        ("verbindungen.csv", "text/csv"),
        ("einrichtungen.xlsx", "application/vnd"),
        ("netzwerk.graphml", "application/graphml+xml"),
        ("netzwerk.gexf", "application/gexf+xml"),
        ("bild.svg", "image/svg+xml"),
    ],
)
def test_files(client, world, address, media_type):
    response = client.get(f"/netzwerk/{address}?art=museum")

    assert response.headers["Content-Type"].startswith(media_type)
    if "xml" in media_type:
        found = ET.fromstring(response.content)
        assert "Museum der Dinge" in {value for element in found.iter() for value in (element.text, element.get("label")) if value}
    elif "csv" in media_type:
        assert "Museum der Dinge" in response.content.decode()
        assert "Klangwerk" not in response.content.decode()


@pytest.mark.parametrize("address", ["netzwerk.csv", "einrichtungen.gexf", "einrichtung/0/", "einrichtung/99999999999/"])
def test_what_there_is_not(client, world, address):
    assert client.get(f"/netzwerk/{address}").status_code == 404


def test_a_formula_in_a_name_stays_text_in_tables_and_markup_stays_text_in_files(client):
    CooperationFactory(partners=[ActorFactory(name="=cmd()|x"), ActorFactory(name="<b>&\x0b Haus")])

    assert "'=cmd()|x" in client.get("/netzwerk/einrichtungen.csv").content.decode()
    assert ET.fromstring(client.get("/netzwerk/netzwerk.graphml").content) is not None
    assert ET.fromstring(client.get("/netzwerk/bild.svg").content) is not None
    assert "<b>&" not in client.get("/netzwerk/").content.decode()


def test_the_card_beside_the_large_picture(client, world):
    shown = text(client.get(f"/netzwerk/einrichtung/{world['klangwerk'].pk}/"))

    assert "Singende Kita" in shown
    assert "Bildungspartnerschaft" in shown


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_the_same_queries_for_any_number(client, number, django_assert_num_queries):
    topic = TopicFactory()
    area = AreaFactory()
    for _one in range(number):
        actors = [ActorFactory(), ActorFactory()]
        LocationFactory(actor=actors[0], area=area)
        cooperation = CooperationFactory(partners=actors)
        cooperation.topics.set([topic])
        cooperation.save()
        ActorFactory()
    client.get("/netzwerk/?x=1")

    with django_assert_num_queries(QUERIES):
        client.get("/netzwerk/?x=2")
    with django_assert_num_queries(OF_COOPERATIONS):
        client.get("/netzwerk/?tabelle=kooperationen&x=2")


QUERIES, OF_COOPERATIONS = 9, 10


def test_only_so_many_are_drawn_and_the_rest_is_told(client, monkeypatch, world):
    monkeypatch.setattr(drawing, "MOST", 3)
    monkeypatch.setattr(tables, "MOST_MEASURED", 3)

    response = client.get("/netzwerk/")

    assert len(response.context["page"].drawing.nodes) <= 3
    assert "2 weitere" in text(response)
    assert "Brücke" not in text(response)


def test_no_two_labels_cover_each_other():
    from network.graph import Network
    from network.graph.building import Edge
    from network.graph.facts import Place, Tie

    places = [Place(n, f"Einrichtung mit langem Namen {n}", f"e {n}", f"e-{n}", (1,), (), "") for n in range(60)]
    edges = [Edge(*sorted((n, n * 7 % 60)), (n,)) for n in range(1, 60) if n != n * 7 % 60]
    ties = [Tie(n, "projekt", "laeuft", None, None, (), (), ()) for n in range(60)]

    drawn = drawing.draw(Network(places, ties, edges, frozenset()))

    boxes = []
    for label in drawn.labels:
        wide = len(label.text) * drawing.LETTER
        left = label.x - {"middle": wide / 2, "start": 0, "end": wide}[label.anchor]
        boxes.append((left, label.y - 12, left + wide, label.y + 4))
    assert len(boxes) > 10
    assert not any(
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    )
    for number, node in enumerate(drawn.nodes):
        assert node.r <= node.x <= drawn.width - node.r
        assert node.r <= node.y <= drawn.height - node.r
        assert all((node.x - other.x) ** 2 + (node.y - other.y) ** 2 >= (node.r + other.r) ** 2 * 0.8 for other in drawn.nodes[:number])


SECRET = "Geheimnistuerei"


def test_what_is_not_public_stands_in_none_of_it(client, world):
    """Unconfirmed, declined, left, hidden: none of their names in page, picture, data, tables, files."""
    music, kita = world["klangwerk"], world["sonne"]
    asked = CooperationFactory(name="Öffentlich", slug="oeffentlich", partners=[music, kita])
    for answer in ("offen", "abgelehnt", "ausgeschieden"):
        partner = ActorFactory(name=f"{SECRET} {answer}", slug=f"g-{answer}")
        answered = None if answer == "offen" else timezone.now()
        CooperationPartnerFactory(cooperation=asked, actor=partner, answer=answer, answered_at=answered)
    hidden = ActorFactory(name=f"{SECRET} Entwurf", slug="g-entwurf", live=False)
    archived = ActorFactory(name=f"{SECRET} Archiv", slug="g-archiv", archived_at=timezone.now())
    CooperationFactory(name="Mit Versteckten", slug="mit", partners=[music, kita, hidden, archived])
    CooperationFactory(name=f"{SECRET} Entwurf", slug="g-koop", partners=[music, kita], live=False)
    CooperationFactory(name=f"{SECRET} archiviert", slug="g-koop-2", partners=[music, kita], archived_at=timezone.now())
    half = CooperationFactory(name=f"{SECRET} halb", slug="g-koop-3", partners=[music])
    CooperationPartnerFactory(cooperation=half, actor=kita)
    layouts.refresh(timezone.now())

    addresses = [
        "/netzwerk/", "/netzwerk/?tabelle=kooperationen", "/netzwerk/?um=klangwerk", "/netzwerk/?um=g-offen", "/netzwerk/?von=g-offen&nach=sonne",
        "/netzwerk/?von=Geheimnis&nach=sonne", "/netzwerk/daten.json", "/netzwerk/bild.svg", "/netzwerk/einrichtungen.csv", "/netzwerk/verbindungen.csv",
        "/netzwerk/netzwerk.graphml", "/netzwerk/netzwerk.gexf", f"/netzwerk/einrichtung/{music.pk}/",
    ]  # fmt: skip
    shown = {address: text(client.get(address)) for address in addresses}

    assert {address for address, body in shown.items() if "Klangwerk" not in body and "von=" not in address} == set()
    without_lone = {address: body.replace(f"{SECRET} offen", "").replace(f"{SECRET} abgelehnt", "").replace(f"{SECRET} ausgeschieden", "")
                    for address, body in shown.items()}  # fmt: skip  # these institutions themselves are public: they stand among those without a cooperation
    assert {address for address, body in without_lone.items() if SECRET in body} == set()
    assert {address for address, body in shown.items() if f"{SECRET} offen" in body} <= {"/netzwerk/", "/netzwerk/?tabelle=kooperationen",
            "/netzwerk/?um=g-offen", "/netzwerk/?von=g-offen&nach=sonne", "/netzwerk/?von=Geheimnis&nach=sonne"}  # fmt: skip
    assert client.get(f"/netzwerk/einrichtung/{hidden.pk}/").status_code == 404
