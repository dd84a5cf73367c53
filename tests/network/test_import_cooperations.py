"""Cooperations from a table of edges: who is meant, what is written, what a second run does, and tables that are broken."""

import csv
import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from directory.imports import FileRefused, MappingRefused
from directory.models import ActorIdentifier, ImportRun
from directory.operations import archive
from network import operations
from network.imports import execute, find_source, make_plan, read, read_mapping
from network.imports.matching import Register, Sought
from network.imports.names import address, core, legal_form, normal
from network.models import Cooperation, CooperationIdentifier, CooperationPartner
from tests.factories import ActorFactory, ActorKindFactory, CooperationFactory, LocationFactory, TopicFactory

pytestmark = pytest.mark.django_db

MAPPING = """
[mapping]
title = "Projekte an Schulen"
[row]
key = "{schule} | {traeger}"
[cooperation]
name = "{projekt}: {schule}"
form = { value = "projekt" }
about = "text"
starts_on = "von"
ends_on = "bis"
topics = { column = "themen", split = "," }
[partners.school]
name = "schule"
street = "strasse"
postcode = "plz"
role = "ort"
kind = "art"
keys = { berlin = "bsn" }
[partners.operator]
name = "traeger"
role = "anbieter"
"""
COLUMNS = ["schule", "traeger", "projekt", "strasse", "plz", "art", "bsn", "text", "von", "bis", "themen"]
ROW = {"schule": "Matibi Schule", "traeger": "Hafen e.V.", "projekt": "Schulstation", "strasse": "Deichstr. 15", "plz": "13059"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kanten.toml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


@pytest.fixture
def school():
    kind = ActorKindFactory(slug="grundschule", name="Grundschule")
    actor = ActorFactory(name="Matibi-Schule (Grundschule)", slug="matibi", kind=kind)
    LocationFactory(actor=actor, street="Deichstraße 15", postcode="13059")
    return actor


@pytest.fixture
def operator():
    return ActorFactory(name="Hafen e. V.", slug="hafen", kind=ActorKindFactory(slug="traeger", name="Träger"))


def table(folder, *rows, encoding="utf-8", name="kanten.csv"):
    path = folder / name
    with open(path, "w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def planned(path, **options):
    mapping = read_mapping(str(path.parent / "kanten.toml"))
    return make_plan(read(path), mapping, find_source("projekte", mapping), **options)


def run(path, **options):
    plan = planned(path, **options)
    execute(plan)
    return plan


def fates(plan):
    return [(row.fate, row.reason) for row in plan.rows]


# --- Names and addresses --------------------------------------------------------------------------------------------------


def test_names_are_compared_without_what_many_names_have():
    names = [
        "Matibi-Schule (Grundschule)", "Matibi Schule", "JuliJugendhilfe gGmbH", "EJFgAG", "EJF gAG", "Gröönlandschule", "Schule", "pad e.v.", "Hagen"
    ]  # fmt: skip

    found = [(normal(name), core(name), legal_form(name)) for name in names]

    assert found == [
        ("matibi schule grundschule", "matibi", ""),
        ("matibi schule", "matibi", ""),
        ("juli jugendhilfe", "juli jugendhilfe", "ggmbh"),
        ("ejf", "ejf", "gag"),
        ("ejf", "ejf", "gag"),
        ("groeoenlandschule", "groeoenland", ""),
        ("schule", "schule", ""),
        ("pad", "pad", "ev"),
        ("hagen", "hagen", ""),
    ]


@pytest.mark.parametrize(
    ("written", "street", "numbers"),
    [
        ("Josef – Orlopp – Str.20", "joseforloppstr", {"20"}),
        ("Nöldnerstr.44", "noeldnerstr", {"44"}),
        ("Erich-Kurz-Str. 6-10", "erichkurzstr", {"6", "10"}),
        ("Straße des 17. Juni 135", "strdes17juni", {"135"}),
        ("Alt-Mariendorf 43 (Hof 2)", "altmariendorf", {"43"}),
        ("Am Berl 15 a", "amberl", {"15a"}),
        ("Am Anger", "amanger", set()),
        ("", "", set()),
    ],
)
def test_addresses_in_their_many_spellings(written, street, numbers):
    found = address(written)

    assert (found.street, found.numbers) == (street, numbers)


def found_for(name, street="", postcode="", kinds=(), keys=()):
    finding = Register().find(Sought(name, street, postcode, kinds, keys))
    return finding.state, finding.entry.name if finding.entry else list(finding.candidates)


def test_at_the_same_address_the_same_name_is_sure_in_other_spellings(school):
    sure = ("sure", "Matibi-Schule (Grundschule)")

    assert found_for("Matibi Schule", "Deichstr. 15", "13059") == sure
    assert found_for("MATIBI-GRUNDSCHULE", "Deichstr.15", "13059") == sure
    assert found_for("Mattibi Schule", "Deichstraße 15", "13059") == sure
    assert found_for("Matibi Schule", "Deichstarße 15", "13059") == sure
    assert found_for("Matibi Schule", "Deichstraße 17", "13059") == sure
    assert found_for("Matibi Schule", "Deichstraße 15", "13095") == sure


def test_what_differs_although_it_is_sure_is_said(school):
    finding = Register().find(Sought("Matibi Schule", "Deichstraße 17", "13059"))

    assert finding.remark == "andere Hausnummer: Deichstraße 15, 13059 Berlin"


def test_what_is_not_sure_is_never_guessed(school):
    shown = ["Matibi-Schule (Grundschule) (Deichstraße 15, 13059 Berlin)"]

    assert found_for("Matibi Schule", "Waldweg 3", "80331") == ("doubtful", shown)
    assert found_for("Orwell Schule", "Deichstr. 15", "13059") == ("doubtful", shown)
    assert found_for("Orwell Schule", "Waldweg 3", "80331") == ("missing", [])


def test_of_several_that_fit_the_kind_decides_and_else_nobody(school):
    other = ActorFactory(name="Matibi-Schule", slug="matibi-2", kind=ActorKindFactory(slug="foerderschule", name="Förderschule"))
    LocationFactory(actor=other, street="Deichstraße 15", postcode="13059")

    assert found_for("Matibi Schule", "Deichstraße 15", "13059", ("foerderschule",)) == ("sure", "Matibi-Schule")
    assert found_for("Matibi Schule", "Deichstraße 15", "13059")[0] == "doubtful"


def test_without_an_address_only_the_whole_name_is_sure(operator):
    ActorFactory(name="Kiezwerk gGmbH", slug="kiezwerk")

    assert found_for("Hafen e.V.") == ("sure", "Hafen e. V.")
    assert found_for("Hafen") == ("sure", "Hafen e. V.")
    assert found_for("Hafen gGmbH") == ("doubtful", ["Hafen e. V."])
    assert found_for("Kietzwerk gGmbH") == ("doubtful", ["Kiezwerk gGmbH"])
    ActorFactory(name="Hafen e.V.", slug="hafen-2")
    assert found_for("Hafen e.V.")[0] == "doubtful"


def test_the_key_of_a_source_is_sure_whatever_the_name_is(school):
    ActorIdentifier.objects.create(actor=school, source="berlin", key="11G01")

    assert found_for("Ganz anders", "Waldweg 3", "80331", keys=(("berlin", "11G01"),)) == ("sure", "Matibi-Schule (Grundschule)")
    assert found_for("Ganz anders", "Waldweg 3", "80331", keys=(("anderswo", "11G01"),))[0] == "missing"


def test_other_names_count_and_archived_institutions_do_not(school, operator):
    operator.other_names = "Seelotsen"
    operator.save()
    archive(school)

    assert found_for("Seelotsen e.V.")[1] == "Hafen e. V."
    assert found_for("Matibi Schule", "Deichstr. 15", "13059") == ("missing", [])


# --- Writing --------------------------------------------------------------------------------------------------------------


def test_a_row_becomes_a_draft_whose_partners_are_still_to_be_asked(folder, school, operator):
    topic = TopicFactory(slug="beratung", name="Beratung")

    plan = run(table(folder, ROW | {"text": "Hilfe in der Pause.", "von": "01.08.2012", "themen": "beratung"}))

    cooperation = Cooperation.objects.get()
    assert fates(plan) == [("created", "")]
    assert (cooperation.name, cooperation.form, cooperation.live, cooperation.starts_on) == (
        "Schulstation: Matibi Schule", "projekt", False, dt.date(2012, 8, 1),
    )  # fmt: skip
    assert (cooperation.about, list(cooperation.topics.all())) == ("<p>Hilfe in der Pause.</p>", [topic])
    assert sorted(CooperationPartner.objects.values_list("actor__name", "role", "answer", "asked_at")) == [
        ("Hafen e. V.", "anbieter", "offen", None),
        ("Matibi-Schule (Grundschule)", "ort", "offen", None),
    ]
    assert str(CooperationIdentifier.objects.get()) == "projekte:Matibi Schule | Hafen e.V."


def test_nobodys_name_becomes_public_without_a_decision(client, folder, school, operator):
    run(table(folder, ROW), publish=True)

    cooperation = Cooperation.objects.get()
    assert (cooperation.live, cooperation.confirmed_count, cooperation.is_public) == (True, 0, False)
    assert not Cooperation.objects.public().exists()


def test_whoever_says_that_all_have_confirmed_stands_in_the_history(folder, school, operator):
    run(table(folder, ROW), publish=True, confirmed_by="Bezirksamt, Schreiben vom 3. März")

    assert Cooperation.objects.public().get().confirmed_count == 2
    entry = ModelLogEntry.objects.filter(action="network.confirm").earliest("pk")
    assert entry.data == {"actor": "Matibi-Schule (Grundschule)", "on_word_of": "Bezirksamt, Schreiben vom 3. März"}
    assert "Bezirksamt, Schreiben vom 3. März" in entry.message


def test_a_second_run_changes_nothing(folder, school, operator):
    path = table(folder, ROW | {"von": "01.08.2012", "text": "Hilfe"})
    run(path, publish=True, confirmed_by="Amt")
    before = list(Cooperation.objects.values()), list(CooperationPartner.objects.values()), ModelLogEntry.objects.count()

    plan = run(path, publish=True, confirmed_by="Amt")

    assert fates(plan) == [("unchanged", "")]
    assert (list(Cooperation.objects.values()), list(CooperationPartner.objects.values()), ModelLogEntry.objects.count()) == before
    assert list(ImportRun.objects.order_by("pk").values_list("counts__created", "counts__unchanged")) == [(1, None), (None, 1)]


def test_who_declined_is_not_confirmed_by_a_later_run(folder, school, operator):
    path = table(folder, ROW)
    run(path)
    operations.decline_partner(CooperationPartner.objects.get(actor=school), reason="Läuft nicht mehr")

    run(path, confirmed_by="Amt")

    assert dict(CooperationPartner.objects.values_list("actor__slug", "answer")) == {"matibi": "abgelehnt", "hafen": "bestaetigt"}


def test_what_the_source_changes_is_written_and_what_was_edited_here_stays(folder, school, operator):
    run(table(folder, ROW | {"text": "Alt", "bis": "31.07.2014"}))
    cooperation = Cooperation.objects.get()
    draft = cooperation.get_latest_revision_as_object()
    draft.ends_on = dt.date(2020, 7, 31)
    draft.save()
    draft.save_revision()

    plan = run(table(folder, ROW | {"text": "Neu", "bis": "31.07.2015"}))

    cooperation = Cooperation.objects.get().get_latest_revision_as_object()
    assert (cooperation.about, cooperation.ends_on) == ("<p>Neu</p>", dt.date(2020, 7, 31))
    assert plan.rows[0].notes == ["„ends_on“ wurde hier und von der Quelle geändert; es bleibt, was hier steht."]
    assert run(table(folder, ROW | {"text": "Neu", "bis": "31.07.2015"})).rows[0].notes == []


def test_what_partners_confirmed_is_not_changed_by_an_import(folder, school, operator):
    run(table(folder, ROW | {"von": "01.08.2012"}), publish=True, confirmed_by="Amt")

    plan = run(table(folder, ROW | {"von": "01.08.2013"}))

    assert Cooperation.objects.get().starts_on == dt.date(2012, 8, 1)
    assert "von Hand" in plan.rows[0].notes[0]


def test_a_dry_run_writes_nothing(folder, school, operator):
    plan = planned(table(folder, ROW))

    assert [fates(plan), Cooperation.objects.count(), ImportRun.objects.count()] == [[("created", "")], 0, 0]


def test_another_cooperation_of_the_same_institutions_is_named(folder, school, operator):
    CooperationFactory(name="Gibt es schon", form="projekt", partners=[school, operator])

    assert "Gibt es schon" in planned(table(folder, ROW)).rows[0].notes[0]


# --- Bad input ------------------------------------------------------------------------------------------------------------

BROKEN = {
    "an institution that isn't there": (ROW | {"traeger": "Unbekannt e.V."}, "Unbekannt e.V.: kein solcher Name"),
    "no name of an institution": (ROW | {"traeger": " "}, "Die Zeile nennt weniger als zwei Einrichtungen."),
    "no title": (ROW | {"projekt": "=1+1"}, "Die Zeile hat keinen Titel."),
    "the same institution twice": (ROW | {"traeger": "Matibi-Schule (Grundschule)"}, "Beide Seiten sind dieselbe Einrichtung."),
    "no key": (ROW | {"schule": "", "traeger": ""}, "Der Schlüssel ist leer."),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_row_that_can_not_be_used_is_skipped_and_its_neighbours_land(folder, school, operator, case):
    row, reason = BROKEN[case]

    plan = run(table(folder, row, ROW | {"projekt": "Club", "traeger": "Hafen"}))

    assert fates(plan) == [("skipped", reason), ("created", "")]
    assert Cooperation.objects.get().name == "Club: Matibi Schule"


def test_a_key_that_stands_twice_counts_once(folder, school, operator):
    assert fates(run(table(folder, ROW, ROW))) == [("created", ""), ("skipped", "Dieser Schlüssel steht schon in Zeile 2.")]


def test_a_period_that_ends_before_it_begins_is_left_out_and_said(folder, school, operator):
    plan = run(table(folder, ROW | {"von": "01.08.2014", "bis": "01.08.2012"}))

    cooperation = Cooperation.objects.get()
    assert (cooperation.starts_on, cooperation.ends_on) == (None, None)
    assert [problem.reason for problem in plan.problems] == ["Das Ende liegt vor dem Beginn."]


def test_html_in_texts_is_cleaned(folder, school, operator):
    run(table(folder, ROW | {"text": "<p>Gut</p><script>alert(1)</script>", "projekt": "Station<script>x</script>"}))

    cooperation = Cooperation.objects.get()
    assert (cooperation.name, cooperation.about) == ("Station : Matibi Schule", "<p>Gut</p>")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_other_encodings_are_read(folder, operator, encoding):
    actor = ActorFactory(name="Schule am Wäldchen", slug="waeldchen")
    LocationFactory(actor=actor, street="Mühlenstraße 28", postcode="13051")

    run(table(folder, ROW | {"schule": "Schule am Wäldchen", "strasse": "Mühlenstr.28", "plz": "13051"}, encoding=encoding))

    assert Cooperation.objects.get().name == "Schulstation: Schule am Wäldchen"


def test_broken_tables_are_refused_with_words(folder, school):
    cases = {"": FileRefused, "a;b\n1;2\n": MappingRefused, '"offen;b': FileRefused}
    for text, error in cases.items():
        path = folder / "kaputt.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(error):
            planned(path)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('role = "ort"', 'role = "chef"', "partners.school.role"),
        ('form = { value = "projekt" }', 'farbe = "text"', "cooperation.farbe"),
        ('name = "{projekt}: {schule}"', "", "cooperation.name"),
        ("[partners.operator]", "[partners.operator.keys]", "partners.operator"),
        ("[mapping]", "[unsinn]\nx = 1\n[mapping]", "unsinn"),
    ],
)
def test_a_mapping_with_a_mistake_is_refused_at_its_place(folder, before, after, said):
    (folder / "kanten.toml").write_text(MAPPING.replace(before, after), encoding="utf-8")

    with pytest.raises(MappingRefused, match=said):
        read_mapping(str(folder / "kanten.toml"))


def test_cooperations_that_are_archived_here_are_left_alone(folder, school, operator):
    path = table(folder, ROW | {"text": "Alt"})
    run(path)
    archive(Cooperation.objects.get())

    assert fates(run(table(folder, ROW | {"text": "Neu"}))) == [("skipped", "Die Kooperation ist hier archiviert.")]


# --- The command ------------------------------------------------------------------------------------------------------------


def test_the_command_tells_the_fate_of_every_row(folder, school, operator, capsys):
    path = table(folder, ROW, ROW | {"traeger": "Unbekannt e.V."})

    call_command(
        "import_cooperations", str(path), source="projekte", mapping=str(folder / "kanten.toml"), report=str(folder / "bericht.csv")
    )

    said = capsys.readouterr().out
    rows = list(csv.reader((folder / "bericht.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert "Unbekannt e.V.: kein solcher Name" in said
    assert [row[:5] for row in rows[1:]] == [
        ["2", "Matibi Schule | Hafen e.V.", "angelegt", "", "Schulstation: Matibi Schule"],
        ["3", "Matibi Schule | Unbekannt e.V.", "Zeile übersprungen", "Unbekannt e.V.: kein solcher Name", "Schulstation: Matibi Schule"],
    ]


@pytest.mark.parametrize(
    "options", [{"source": "Nicht so!"}, {"mapping": "gibt-es-nicht"}, {"table": ["ohne"]}, {"confirmed_by": "x" * 201}]
)
def test_the_command_refuses_what_it_does_not_understand(folder, school, options):
    given = {"source": "projekte", "mapping": str(folder / "kanten.toml"), **options}

    with pytest.raises(CommandError):
        call_command("import_cooperations", str(table(folder, ROW)), **given)


def test_the_shipped_mapping_reads_rows_as_the_district_writes_them(tmp_path, school, operator):
    path = tmp_path / "projekte.csv"
    path.write_text(
        "schule,schultyp,traeger,projekt,strasse,plz,angebote\n"
        'Matibi Schule,Grundschule, Hafen e.V.,Schulstation ,Deichstraße 15,13059,"Beratung für Eltern\n"\n',
        encoding="utf-8",
    )
    mapping = read_mapping("lichtenberg_schulprojekte")

    plan = make_plan(read(path), mapping, find_source("lichtenberg", mapping))

    assert fates(plan) == [("created", "")]
    assert plan.rows[0].row.values["name"] == "Schulstation: Matibi Schule"
