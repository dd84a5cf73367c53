import json
from io import BytesIO

import pytest
from PIL import Image

from portal.branding import Brand, hex_colour, style_sheet
from tests.factories import ActorKindFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_oklch_becomes_srgb_and_loses_chroma_where_srgb_ends():
    assert hex_colour(1, 0, 0) == "#ffffff"
    assert hex_colour(0, 0, 0) == "#000000"
    assert hex_colour(0.628, 0.2577, 29.23) == "#ff0000"
    assert hex_colour(0.42, 0.08, 212) == "#045764"


def test_the_style_sheet_prints_brand_kinds_and_topics_with_a_hue():
    sheet = style_sheet(Brand(hue=150, chroma=0.1), [("kita", 58, "0.12")], [("musik", 2)])

    assert sheet.splitlines() == [
        ":root{--brand-h:150;--brand-c:0.1;--accent-h:78;--warmth-h:85}",
        '[data-kind="kita"]{--kind-h:58;--kind-c:0.12}',
        '[data-kind="thema-musik"]{--kind-h:2}',
    ]


def test_the_brand_sheet_takes_four_queries_and_may_be_cached(client, django_assert_num_queries):
    ActorKindFactory(slug="kita", hue=58)
    TopicFactory(slug="musik", hue=2)
    client.get("/marke.css")

    with django_assert_num_queries(4):  # whether the brand has changed, kinds, topics, series
        response = client.get("/marke.css")

    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert response["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    assert '[data-kind="kita"]{--kind-h:58' in response.content.decode()


def test_symbol_card_and_manifest_come_from_the_brand(client):
    card = Image.open(BytesIO(client.get("/marke/karte.png").content))
    symbol = Image.open(BytesIO(client.get("/marke/symbol-192.png").content))
    manifest = json.loads(client.get("/manifest.webmanifest").content)

    assert card.size == (1200, 630)
    assert symbol.size == (192, 192)
    assert manifest["theme_color"] == Brand().colour
    assert client.get("/marke/symbol.svg").content.startswith(b"<svg")
    assert [client.get(icon["src"]).status_code for icon in manifest["icons"]] == [200, 200, 200]


def test_no_other_size_of_the_symbol_is_drawn(client):
    assert client.get("/marke/symbol-9999.png").status_code == 404
