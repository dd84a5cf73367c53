import csv
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directory.models import Actor, ImportRun, ImportSource

from .files import MAPPING, house, write_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping(tmp_path):
    path = tmp_path / "haeuser.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def run(path, mapping, **options):
    out = StringIO()
    call_command("import_register", str(path), source="haeuser", mapping=str(mapping), stdout=out, **options)
    return out.getvalue()


def test_the_summary_counts_rows_and_objects(tmp_path, mapping):
    out = run(write_table(tmp_path, house(), house(nr="2", art="Zoo")), mapping, publish=True)

    [line] = [line.split() for line in out.splitlines() if line.startswith("haeuser.csv")]
    assert line == ["haeuser.csv", "2", "1", "0", "0", "1"]
    assert Actor.objects.public().count() == 2


def test_a_dry_run_writes_nothing(tmp_path, mapping):
    run(write_table(tmp_path, house()), mapping, dry_run=True)

    assert (Actor.objects.count(), ImportRun.objects.count(), ImportSource.objects.count()) == (0, 0, 0)


def test_the_report_lists_every_problem_as_a_spreadsheet_opens_it(tmp_path, mapping):
    report = tmp_path / "report.csv"

    run(write_table(tmp_path, house(telefon="+kaputt"), house(nr="")), mapping, report=str(report))

    with open(report, encoding="utf-8-sig", newline="") as stream:
        _head, *lines = csv.reader(stream, delimiter=";")
    assert [(line[0], line[1], line[2]) for line in lines] == [("2", "telefon", "'+kaputt"), ("3", "nr", "")]
    assert all(line[3] and line[4] for line in lines)


@pytest.mark.parametrize(
    "options",
    [
        {"mapping": "gibt_es_nicht"},
        {"source": "zwei worte"},
        {"table": ["ohne-gleich"]},
        {"file": "fehlt.csv"},
        {"report": "/nirgends/x.csv"},
    ],
)
def test_mistakes_on_the_command_line_have_a_clear_message(tmp_path, mapping, options):
    arguments = {"file": str(write_table(tmp_path, house())), "source": "haeuser", "mapping": str(mapping), **options}

    with pytest.raises(CommandError) as refused:
        call_command("import_register", arguments.pop("file"), stdout=StringIO(), **arguments)

    assert len(str(refused.value)) > 15
