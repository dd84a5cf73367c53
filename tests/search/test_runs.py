"""`search_run`: judged queries in, results with the sources' keys out."""

import json

import pytest
from django.core.management import CommandError, call_command

from directory.models import ActorIdentifier, ImportRow, ImportRun, ImportSource, OfferIdentifier
from tests.factories import ActorFactory, AreaFactory, LocationFactory, OfferFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """Lines of queries → lines of the run."""

    def run(*lines, **options):
        queries, output = tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
        queries.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
        call_command("search_run", str(queries), output=str(output), verbosity=0, **options)
        return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]

    return run


@pytest.fixture
def sources(index):
    """A school of a row of its own; a provider that a row of an offer names; an operator that no row is about."""
    source = ImportSource.objects.create(key="quelle", name="Quelle")
    imported = ImportRun.objects.create(source=source, mapping="m", file_name="f", file_hash="h", started_at="2027-01-01T00:00Z")
    for key in ("s1", "o1", "o2"):
        ImportRow.objects.create(source=source, key=key, run=imported)
    mitte = AreaFactory(name="Mitte", slug="mitte")
    school, provider = ActorFactory(name="Turmschule"), ActorFactory(name="Turmverein")
    LocationFactory(actor=school, area=mitte, postcode="01111", lat=51.0, lon=13.0)
    offer = OfferFactory(name="Turmführung", actor=provider, age_from=8, age_to=12, is_free=True, ends_on="2027-06-30")
    for model, key, thing in (
        (ActorIdentifier, "s1", {"actor": school}),
        (ActorIdentifier, "operator:x", {"actor": ActorFactory(name="Turmträger")}),
        (ActorIdentifier, "provider:y", {"actor": provider}),
        (OfferIdentifier, "o1", {"offer": offer}),
    ):
        model.objects.create(source="quelle", key=key, **thing)
    index()


def keys(line):
    return [found["key"] for found in line["results"]]


def test_things_carry_their_source_s_keys(run, sources):
    (line,) = run({"id": "a", "query": "Turmschule"}, today="2027-01-01")

    assert (line["id"], line["results"][0]) == ("a", {"source": "quelle", "key": "s1"})


def test_a_provider_stands_for_its_only_row_and_an_operator_for_none(run, sources):
    (line,) = run({"id": "a", "query": "Turm"}, today="2027-01-01")

    assert sorted(keys(line)) == ["o1", "o1", "s1"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"district": "Mitte"}, ["s1"]),
        ({"district": "Nirgends"}, []),
        ({"postcode": "01111"}, ["s1"]),
        ({"near": {"lat": 51.0, "lon": 13.0, "km": 1, "place": "Turm"}}, ["s1"]),
        ({"near": [52.0, 13.0, 1]}, []),
        ({"free": True}, ["o1"]),
        ({"age": 9}, ["o1"]),
        ({"age": 40}, []),
        ({"kind": "Angebot"}, ["o1"]),
        ({"as_of": "2027-07-01", "kind": "Angebot"}, []),
    ],
)
def test_filters_hold(run, sources, filters, expected):
    (line,) = run({"id": "a", "query": "Turm", "filters": filters}, today="2027-01-01")

    assert sorted(set(keys(line))) == expected


def test_questions_for_suggestions_get_some(run, sources):
    (line,) = run({"id": "a", "query": "turmsch", "class": "prefix/autocomplete"}, today="2027-01-01")

    assert "Turmschule" in line["suggestions"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "Zeile 2 ist kein JSON"),
        ("[]", "Zeile 2: Es muss ein Objekt"),
        ('{"id": "b"}', "Zeile 2: „query“ fehlt"),
        ('{"id": "a", "query": "x"}', "Zeile 2: „a“ steht zweimal da"),
        ('{"id": "b", "query": "x", "filters": ["x"]}', "Zeile 2: „filters“ muss ein Objekt sein"),
        ('{"id": "b", "query": "x", "filters": {"farbe": 1}}', "Zeile 2: Einen Filter „farbe“ gibt es nicht"),
        ('{"id": "b", "query": "x", "filters": {"near": {"lat": 99, "lon": 0, "km": 1}}}', "Zeile 2: Der Filter „near“"),
        ('{"id": "b", "query": "x", "filters": {"as_of": "gestern"}}', "Zeile 2: Der Filter „as_of“"),
        ('{"id": "b", "query": "x", "filters": {"kind": "Zoo"}}', "Zeile 2: Der Filter „kind“"),
    ],
)
def test_a_broken_line_is_named_and_nothing_is_written(run, tmp_path, line, reason):
    with pytest.raises(CommandError, match=reason):
        run({"id": "a", "query": "x"}, line)

    assert not (tmp_path / "run.jsonl").exists()


def test_files_and_days_that_cannot_be_read_are_refused(tmp_path):
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("search_run", str(tmp_path / "none"), output=str(tmp_path / "run"))
    with pytest.raises(CommandError, match="ist kein Tag"):
        call_command("search_run", str(tmp_path / "none"), output=str(tmp_path / "run"), today="morgen")
