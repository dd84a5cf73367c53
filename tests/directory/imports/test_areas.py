import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import Area, Postcode
from tests.factories import LocationFactory

pytestmark = pytest.mark.django_db


def square(west, south, size=1.0):
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def outlines(folder, *features, name="gebiete.geojson"):
    data = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in features],
    }
    path = folder / name
    path.write_bytes(gzip.compress(json.dumps(data).encode()) if name.endswith(".gz") else json.dumps(data).encode())
    return path


def text(folder, name, content):
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def run(*files, **options):
    out = StringIO()
    call_command("import_areas", *map(str, files), stdout=out, **options)
    return out.getvalue()


def tree():
    return [(area.depth, area.level, area.ags, area.name) for area in Area.objects.all()]


DISTRICTS = (
    ({"AGS": "15083", "GEN": "Börde", "BEZ": "Landkreis", "EWZ": 170000}, square(11.0, 52.0)),
    ({"AGS": "15003", "GEN": "Magdeburg", "BEZ": "Kreisfreie Stadt"}, square(12.0, 52.0)),
)
TOWNS = 'ags8,rs,name,einwohner,lat,lon\n15083270,150830270270,"Haldensleben, Stadt",19247,52.29,11.41\n15083040,150830040040,Barleben,9330,52.2,11.62\n'
POSTCODES = (
    "country_code,zipcode,place,state_code,community_code,latitude,longitude\n"
    "DE,39340,Haldensleben,ST,15083,52.29,11.41\n"
    "DE,39345,Uthmöden,ST,15083,52.35,11.40\n"
    "DE,39104,Magdeburg,ST,15003,52.10,12.50\n"
    "DE,39104,Magdeburg,ST,15003,52.10,12.50\n"
    "DE,10875,Autobank,16,11000,52.5,13.4\n"
    "DE,39149,Deutsche Post AG Nachsendezentrum,ST,15083,52.05,11.59\n"
    "DE,1234,Kaputt,ST,15083,52.05,11.59\n"
    "DE,39341,Fern,ST,15083,abc,11.59\n"
)


def test_districts_get_their_land_by_key_and_its_outline_by_their_own(tmp_path):
    run(outlines(tmp_path, *DISTRICTS), dissolve=True)

    assert tree() == [(1, "land", "15", "Sachsen-Anhalt"), (2, "kreis", "15083", "Landkreis Börde"), (2, "kreis", "15003", "Magdeburg")]
    district, state = Area.objects.get(ags="15083"), Area.objects.get(ags="15")
    assert (district.population, district.lat, district.lon, district.outline["type"]) == (170000, 52.5, 11.5, "Polygon")
    assert state.outline["type"] == "Polygon"


def test_a_second_run_changes_nothing(tmp_path):
    path = outlines(tmp_path, *DISTRICTS)
    run(path)
    before = list(Area.objects.values())

    out = run(path)

    assert list(Area.objects.values()) == before
    assert "unverändert" in out


def test_parts_with_the_same_key_are_one_area(tmp_path):
    run(
        outlines(
            tmp_path,
            ({"AGS": "03402", "GEN": "Emden"}, square(7.0, 53.0)),
            ({"AGS": "03402", "GEN": "Emden"}, square(9.0, 53.0)),
            name="x.geojson.gz",
        )
    )

    assert Area.objects.get(ags="03402").outline["type"] == "MultiPolygon"


def test_a_city_that_is_its_own_land_is_one_area(tmp_path):
    run(outlines(tmp_path, ({"AGS": "11000", "GEN": "Berlin"}, square(13.0, 52.0))))

    assert [(area.level, area.ags, area.name, bool(area.outline)) for area in Area.objects.all()] == [("land", "11", "Berlin", True)]


def test_boroughs_by_templates(tmp_path):
    path = outlines(tmp_path, ({"nr": "01", "titel": "Mitte"}, square(13.0, 52.0)), ({"nr": "02", "titel": "Ost"}, square(14.0, 52.0)))

    run(path, level="bezirk", ags="110{nr}0{nr}", name="{titel}")

    assert tree() == [(1, "land", "11", "Berlin"), (2, "bezirk", "11001001", "Mitte"), (2, "bezirk", "11002002", "Ost")]


def test_outlines_without_a_key_find_their_place_by_lying_in_another(tmp_path):
    run(outlines(tmp_path, *DISTRICTS))

    run(outlines(tmp_path, ({"name": "Altstadt"}, square(12.2, 52.2, 0.2))), level="ortsteil")

    assert Area.objects.get(name="Altstadt").get_parent().name == "Magdeburg"


def test_municipalities_and_postcodes(tmp_path):
    keys = text(tmp_path, "keys.csv", "39340\t15083270\n39345\t15083270\n39345\t15083040\n39104\t15003000\n")

    run(outlines(tmp_path, *DISTRICTS), text(tmp_path, "orte.csv", TOWNS), keys, text(tmp_path, "plz.csv", POSTCODES))

    assert Area.objects.get(ags="15083270").name == "Haldensleben"
    assert [(row.code, row.place, row.area.name) for row in Postcode.objects.select_related("area")] == [
        ("39104", "Magdeburg", "Magdeburg"),
        ("39340", "Haldensleben", "Haldensleben"),
        ("39345", "Uthmöden", "Landkreis Börde"),
    ]


def test_postcodes_of_firms_are_left_out_and_counted(tmp_path):
    out = run(text(tmp_path, "plz.csv", POSTCODES))

    assert not Postcode.objects.filter(code__in=["10875", "39149"]).exists()
    assert "2 × " in out
    assert "Autobank" in out


def test_locations_without_an_area_find_one_afterwards(tmp_path):
    location = LocationFactory(lat=52.5, lon=11.5, postcode="", municipality="", area=None)

    run(outlines(tmp_path, *DISTRICTS))

    location.refresh_from_db()
    assert location.area.name == "Landkreis Börde"


def test_damaged_outlines_are_skipped_with_the_reason(tmp_path):
    damaged = [
        ({"AGS": "15084", "GEN": "Punkt"}, {"type": "Point", "coordinates": [1, 2]}),
        ({"AGS": "15085", "GEN": "Leer"}, {"type": "Polygon", "coordinates": []}),
        ({"AGS": "15086", "GEN": "Fern"}, square(500000.0, 5800000.0)),
        ({"AGS": "150", "GEN": "Schlüssel"}, square(11.0, 52.0)),
        ({"AGS": "15087"}, square(11.0, 52.0)),
        ({"AGS": "99087", "GEN": "Nirgends"}, square(11.0, 52.0)),
    ]

    out = run(outlines(tmp_path, *damaged, *DISTRICTS))

    assert [area.name for area in Area.objects.filter(level="kreis")] == ["Landkreis Börde", "Magdeburg"]
    assert out.count(" × ") == 4
    assert out.splitlines()[1].split()[:2] == ["gebiete.geojson", "8"]


@pytest.mark.parametrize("content", ["a;b\n1;2\n", "", "%PDF", "[[[["])
def test_files_that_are_none_of_it_are_refused(tmp_path, content):
    with pytest.raises(CommandError):
        run(text(tmp_path, "x.csv", content))


def test_unknown_parents_and_columns_are_named(tmp_path):
    path = outlines(tmp_path, *DISTRICTS)

    with pytest.raises(CommandError, match="Atlantis"):
        run(path, parent="Atlantis")
    with pytest.raises(CommandError, match="AGS, GEN"):
        run(path, ags="{nummer}")
