"""From file to register: what lands, what a second run does, and what happens to what people wrote meanwhile."""

import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision, Task, TaskState, Workflow, WorkflowTask

from directory import operations
from directory.imports import chunks, execute
from directory.models import Actor, ActorIdentifier, Area, ChangeProposal, FormerSlug, ImportRow, ImportRun, Location
from directory.operations.proposals import approve
from directory.signals import content_changed
from tests.factories import AreaFactory, UserFactory, planned

from .files import HOUSE, fates, house, load_mapping, plan_of, problems, run, write_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def mapping(tmp_path):
    return load_mapping(tmp_path)


@pytest.fixture
def imported(tmp_path, mapping):
    """One house, imported and public."""
    run(write_table(tmp_path, house()), mapping)
    return Actor.objects.get(name="Musikschule Nord")


def drafted(entry, **values):
    """What an editor saves without publishing."""
    draft = type(entry).objects.get(pk=entry.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    return draft.save_revision(user=UserFactory())


def latest(entry):
    return type(entry).objects.get(pk=entry.pk).get_latest_revision_as_object()


# --- First run --------------------------------------------------------------------------------------------------------


def test_a_row_becomes_operator_house_and_place(tmp_path, mapping):
    plan, result = run(write_table(tmp_path, house()), mapping)

    actor = Actor.objects.public().get(name="Musikschule Nord")
    place = actor.locations.get()
    assert fates(plan) == [("1", "created")]
    assert result.objects == {("actor", "created"): 2, ("location", "created"): 1}
    assert (actor.kind.slug, actor.operator.name, actor.operator.kind.slug, actor.summary) == (
        "musikschule",
        "Kreis Muster",
        "traeger",
        "Wir musizieren.",
    )
    assert (str(actor.phone), sorted(actor.tags.names()), [topic.slug for topic in actor.topics.all()]) == (
        "+49301234567",
        ["Blasmusik", "Chor"],
        ["musik"],
    )
    assert (place.street, place.postcode, place.lat, place.lon, place.is_main, place.live) == (
        "Notenweg 1",
        "13187",
        52.5,
        13.4,
        True,
        True,
    )
    assert [(span.weekday, span.opens.hour, span.closes.hour) for span in place.opening_spans.all()] == [(0, 8, 16)]
    assert list(ActorIdentifier.objects.filter(actor=actor).values_list("source", "key")) == [("haeuser", "1")]


def test_rows_share_one_operator(tmp_path, mapping):
    _plan, result = run(write_table(tmp_path, house(), house(nr="2", name="Musikschule Süd", traeger="KREIS  Muster")), mapping)

    assert result.objects == {("actor", "created"): 3, ("location", "created"): 2}
    assert Actor.objects.get(name="Musikschule Süd").operator == Actor.objects.get(name="Musikschule Nord").operator


def test_same_names_get_different_addresses_that_last(tmp_path, mapping):
    run(write_table(tmp_path, house(), house(nr="2")), mapping)

    slugs = sorted(Actor.objects.filter(name="Musikschule Nord").values_list("slug", flat=True))
    assert slugs == ["musikschule-nord", "musikschule-nord-2"]
    assert set(slugs) < set(FormerSlug.objects.values_list("slug", flat=True))


def test_what_is_written_in_bulk_equals_what_wagtail_writes(imported):
    place = imported.locations.get()

    for entry in (imported, imported.operator, place):
        content = entry.latest_revision.content
        expected = json.loads(json.dumps(type(entry).objects.get(pk=entry.pk).serializable_data(), cls=DjangoJSONEncoder))
        compared = set(expected) - {"updated_at", "created_at", "first_published_at", "last_published_at", "tagged_items"}
        assert {name: content[name] for name in compared} == {name: expected[name] for name in compared}
        assert entry.latest_revision == entry.live_revision
        assert entry.latest_revision.as_object().name == entry.name
    assert sorted(item["tag"] for item in imported.latest_revision.content["tagged_items"]) == sorted(
        imported.tags.values_list("pk", flat=True)
    )


def test_an_imported_draft_can_be_published_as_it_is(tmp_path, mapping):
    run(write_table(tmp_path, house()), mapping, publish=False)
    actor = Actor.objects.get(name="Musikschule Nord")
    place = actor.locations.get()

    operations.publish(actor)
    operations.publish(place)

    actor = Actor.objects.public().get()
    assert (sorted(actor.tags.names()), actor.topics.get().slug, actor.operator.name) == (["Blasmusik", "Chor"], "musik", "Kreis Muster")
    assert Location.objects.get(pk=place.pk).opening_spans.count() == 1


def test_the_history_shows_the_import(imported):
    [entry] = ModelLogEntry.objects.for_instance(imported)

    assert (entry.action, entry.revision, entry.data) == ("wagtail.publish", imported.latest_revision, {"import": "haeuser"})


def test_keepers_of_documents_are_told_inside_the_transaction(tmp_path, mapping, django_capture_on_commit_callbacks):
    told = []

    def listen(sender, ids, **kwargs):
        told.append((sender, len(ids), connection.in_atomic_block))

    content_changed.connect(listen)
    try:
        run(write_table(tmp_path, house()), mapping)
    finally:
        content_changed.disconnect(listen)

    assert told == [(Actor, 2, True), (Location, 1, True)]


def test_the_run_is_kept_with_counts_and_problems(tmp_path, mapping):
    user = UserFactory()

    run(write_table(tmp_path, house(telefon="12")), mapping, by=user)

    kept = ImportRun.objects.get()
    assert (kept.source.key, kept.source.name, kept.started_by, kept.published, kept.finished_at is not None) == (
        "haeuser",
        "Häuser",
        user,
        True,
        True,
    )
    assert kept.counts == {"rows": 1, "created": 1, "objects": {"actor created": 2, "location created": 1}, "missing": 0, "problems": 1}
    assert [(problem["line"], problem["column"], problem["value"]) for problem in kept.problems] == [(2, "telefon", "12")]


def test_the_number_of_queries_does_not_grow_with_the_rows(tmp_path, mapping):
    def count(first, number):
        rows = [house(nr=str(nr), name=f"Haus {nr}", traeger="") for nr in range(first, first + number)]
        plan = plan_of(write_table(tmp_path, *rows), mapping)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            execute(plan)
        return len(queries)

    run(write_table(tmp_path, house(nr="0")), mapping)

    assert count(10, 2) == count(100, 8)


# --- Second run -------------------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(tmp_path, mapping, imported):
    before = (imported.updated_at, Revision.objects.count(), ModelLogEntry.objects.count(), Area.objects.count())

    plan, result = run(write_table(tmp_path, house()), mapping)

    imported.refresh_from_db()
    assert fates(plan) == [("1", "unchanged")]
    assert result.objects == {}
    assert (imported.updated_at, Revision.objects.count(), ModelLogEntry.objects.count(), Area.objects.count()) == before


def test_a_changed_row_writes_only_what_the_source_changed(tmp_path, mapping, imported):
    operations.change_content(imported, lambda entry: setattr(entry, "summary", "Von Hand."))

    plan, _result = run(write_table(tmp_path, house(telefon="030 7654321", mo_bis="18:00", worte="Chor")), mapping)

    actor = Actor.objects.get(pk=imported.pk)
    assert fates(plan) == [("1", "updated")]
    assert (actor.summary, str(actor.phone), sorted(actor.tags.names())) == ("Von Hand.", "+49307654321", ["Chor"])
    assert [span.closes.hour for span in actor.locations.get().opening_spans.all()] == [18]
    assert (actor.live_revision, actor.has_unpublished_changes) == (actor.latest_revision, False)
    assert (latest(actor).summary, str(actor.latest_revision.as_object().phone)) == ("Von Hand.", "+49307654321")


def test_a_field_that_the_source_empties_becomes_empty(tmp_path, mapping, imported):
    run(write_table(tmp_path, house(telefon="", mo_von="0", mo_bis="0", traeger="")), mapping)

    actor = Actor.objects.get(pk=imported.pk)
    assert (str(actor.phone), actor.operator, actor.locations.get().opening_spans.count()) == ("", None, 0)


def test_a_value_that_cannot_be_read_leaves_the_old_one(tmp_path, mapping, imported):
    plan, _result = run(write_table(tmp_path, house(telefon="kaputt")), mapping)

    assert fates(plan) == [("1", "unchanged")]
    assert problems(plan) == [(2, "telefon", "kaputt", "left out")]
    assert str(Actor.objects.get(pk=imported.pk).phone) == "+49301234567"


def test_what_both_changed_is_reported_and_not_overwritten(tmp_path, mapping, imported):
    operations.change_content(imported, lambda entry: setattr(entry, "summary", "Von Hand."))

    plan, _result = run(write_table(tmp_path, house(kurz="Vom Amt.", telefon="030 7654321")), mapping)

    actor = Actor.objects.get(pk=imported.pk)
    assert (actor.summary, str(actor.phone)) == ("Von Hand.", "+49307654321")
    assert problems(plan) == [(2, "kurz", "Vom Amt.", "conflict")]
    assert fates(plan) == [("1", "updated")]


def test_a_row_with_nothing_but_conflicts_is_skipped_with_the_reason_and_not_reported_again(tmp_path, mapping, imported):
    operations.change_content(imported, lambda entry: setattr(entry, "summary", "Von Hand."))
    path = write_table(tmp_path, house(kurz="Vom Amt."))

    first, _result = run(path, mapping)
    second, _result = run(path, mapping)

    assert [(row.fate, bool(row.reason)) for row in first.rows] == [("skipped", True)]
    assert (fates(second), problems(second)) == ([("1", "unchanged")], [])
    assert Actor.objects.get(pk=imported.pk).summary == "Von Hand."
    (proposal,) = ChangeProposal.objects.all()
    assert (proposal.kind, proposal.entry, proposal.actor_id) == ("import", imported, imported.pk)
    assert proposal.changes == {"summary": {"old": "Von Hand.", "new": "Vom Amt."}}


def test_hours_that_both_changed_wait_for_the_office(tmp_path, mapping, imported):
    location = imported.locations.get()

    def close(entry):
        entry.opening_spans.clear()
        entry.name = "Haus"

    operations.change_content(location, close)
    run(write_table(tmp_path, house(mo_von="9", mo_bis="11")), mapping)
    run(write_table(tmp_path, house(mo_von="9", mo_bis="13")), mapping)

    old, new = ChangeProposal.objects.order_by("pk")
    assert (old.state, new.state) == ("superseded", "open")
    approve(new, by=None, at=timezone.now())
    assert [str(span.closes) for span in location.opening_spans.all()] == ["13:00:00"]


def test_who_corrected_the_same_by_hand_has_no_conflict(tmp_path, mapping, imported):
    operations.change_content(imported, lambda entry: setattr(entry, "summary", "Neu."))

    plan, _result = run(write_table(tmp_path, house(kurz="Neu.")), mapping)

    assert (fates(plan), problems(plan)) == ([("1", "unchanged")], [])


def test_a_missing_row_is_only_reported(tmp_path, mapping, imported):
    plan, _result = run(write_table(tmp_path, house(nr="2", name="Neu")), mapping)

    assert plan.missing == ["1"]
    assert Actor.objects.public().filter(pk=imported.pk).exists()


def test_a_delivery_with_fewer_columns_forgets_nothing(tmp_path, mapping, imported):
    small = load_mapping(
        tmp_path,
        '[row]\nkey="nr"\n[things.house]\nmodel="actor"\nmain=true\nkey="nr"\n[things.house.fields]\nname="name"\nkind={value="musikschule"}\n',
    )
    (tmp_path / "klein.csv").write_text("nr;name\n1;Musikschule Neu", encoding="utf-8")

    run(tmp_path / "klein.csv", small)
    plan, _result = run(write_table(tmp_path, house(name="Musikschule Neu")), mapping)

    assert (fates(plan), plan.missing) == ([("1", "unchanged")], [])
    assert Actor.objects.get(pk=imported.pk).name == "Musikschule Neu"


def test_archived_and_locked_things_are_left_alone(tmp_path, mapping, imported):
    run(write_table(tmp_path, house(), house(nr="2", name="Zwei")), mapping)
    operations.archive(imported)
    Actor.objects.filter(name="Zwei").update(locked=True)

    plan, _result = run(write_table(tmp_path, house(kurz="Neu."), house(nr="2", name="Zwei", kurz="Neu.")), mapping)

    assert fates(plan) == [("1", "skipped"), ("2", "skipped")]
    assert set(Actor.objects.filter(name__in=["Musikschule Nord", "Zwei"]).values_list("summary", flat=True)) == {"Wir musizieren."}


# --- Drafts and publication -------------------------------------------------------------------------------------------


def test_without_publish_new_things_are_drafts(tmp_path, mapping):
    run(write_table(tmp_path, house()), mapping, publish=False)

    assert Actor.objects.public().count() == 0
    assert set(Actor.objects.values_list("live", "has_unpublished_changes", "first_published_at")) == {(False, True, None)}


def test_without_publish_a_change_to_something_public_is_a_draft(tmp_path, mapping, imported):
    plan, _result = run(write_table(tmp_path, house(kurz="Neu.", worte="Chor", mo_bis="18:00")), mapping, publish=False)

    actor = Actor.objects.get(pk=imported.pk)
    draft = latest(actor)
    assert fates(plan) == [("1", "updated")]
    assert (actor.summary, sorted(actor.tags.names()), actor.has_unpublished_changes) == ("Wir musizieren.", ["Blasmusik", "Chor"], True)
    assert (draft.summary, sorted(tag.name for tag in draft.tags.all())) == ("Neu.", ["Chor"])
    place = actor.locations.get()
    assert [span.closes.hour for span in place.opening_spans.all()] == [16]

    operations.publish(actor)
    operations.publish(place)

    actor.refresh_from_db()
    assert (actor.summary, sorted(Actor.objects.get(pk=actor.pk).tags.names())) == ("Neu.", ["Chor"])
    assert [span.closes.hour for span in Location.objects.get(pk=place.pk).opening_spans.all()] == [18]


def test_a_draft_of_a_person_survives_a_published_import(tmp_path, mapping, imported):
    draft = drafted(imported, summary="Entwurf von Hand.")

    run(write_table(tmp_path, house(telefon="030 7654321")), mapping)

    actor = Actor.objects.get(pk=imported.pk)
    assert (actor.summary, str(actor.phone)) == ("Wir musizieren.", "+49307654321")
    assert (latest(actor).summary, str(latest(actor).phone)) == ("Entwurf von Hand.", "+49307654321")
    assert (actor.has_unpublished_changes, actor.latest_revision.user, actor.latest_revision != draft) == (True, draft.user, True)

    operations.publish(actor)

    actor.refresh_from_db()
    assert (actor.summary, str(actor.phone)) == ("Entwurf von Hand.", "+49307654321")


def test_a_field_edited_in_a_draft_keeps_the_edit_there_and_is_reported(tmp_path, mapping, imported):
    drafted(imported, summary="Entwurf von Hand.")

    plan, _result = run(write_table(tmp_path, house(kurz="Vom Amt.")), mapping)

    actor = Actor.objects.get(pk=imported.pk)
    assert (actor.summary, latest(actor).summary) == ("Vom Amt.", "Entwurf von Hand.")
    assert problems(plan) == [(2, "kurz", "Vom Amt.", "conflict")]


def test_without_publish_a_field_edited_in_a_draft_is_not_overwritten(tmp_path, mapping, imported):
    drafted(imported, summary="Entwurf von Hand.")

    plan, _result = run(write_table(tmp_path, house(kurz="Vom Amt.", telefon="030 7654321")), mapping, publish=False)

    actor = Actor.objects.get(pk=imported.pk)
    assert (actor.summary, str(actor.phone)) == ("Wir musizieren.", "+49301234567")
    assert (latest(actor).summary, str(latest(actor).phone)) == ("Entwurf von Hand.", "+49307654321")
    assert problems(plan) == [(2, "kurz", "Vom Amt.", "conflict")]


def test_drafts_of_an_earlier_import_go_live_with_publish_unless_a_person_edits_them(tmp_path, mapping):
    path = write_table(tmp_path, house(), house(nr="2", name="Zwei", traeger=""))
    run(path, mapping, publish=False)
    drafted(Actor.objects.get(name="Zwei"), summary="In Arbeit.")

    plan, _result = run(path, mapping)

    assert fates(plan) == [("1", "updated"), ("2", "updated")]
    assert set(Actor.objects.public().values_list("name", flat=True)) == {"Musikschule Nord", "Kreis Muster"}
    assert Actor.objects.get(name="Zwei").locations.get().live
    assert latest(Actor.objects.get(name="Zwei")).summary == "In Arbeit."
    assert problems(plan) == [(3, "", "2", "conflict")]


def test_what_somebody_took_off_the_site_stays_off(tmp_path, mapping, imported):
    operations.unpublish(imported)

    run(write_table(tmp_path, house(kurz="Neu.")), mapping)

    actor = Actor.objects.get(pk=imported.pk)
    assert (actor.live, actor.summary, latest(actor).summary) == (False, "Neu.", "Neu.")


def test_a_scheduled_draft_keeps_its_date_and_gets_the_change(tmp_path, mapping, imported):
    drafted(imported, summary="Ab morgen.")
    moment = timezone.now().replace(microsecond=0) + timedelta(days=1)
    planned(imported, moment)

    run(write_table(tmp_path, house(telefon="030 7654321")), mapping)

    [scheduled] = Actor.objects.get(pk=imported.pk).revisions.exclude(approved_go_live_at=None)
    assert scheduled.approved_go_live_at == moment
    assert (scheduled.as_object().summary, str(scheduled.as_object().phone)) == ("Ab morgen.", "+49307654321")


def test_a_review_goes_on_with_the_change_in_it(tmp_path, mapping, imported):
    drafted(imported, summary="Bitte prüfen.")
    workflow = Workflow.objects.create(name="Prüfung")
    WorkflowTask.objects.create(workflow=workflow, task=Task.objects.create(name="Freigabe"), sort_order=0)
    workflow.start(Actor.objects.get(pk=imported.pk), UserFactory())

    run(write_table(tmp_path, house(telefon="030 7654321")), mapping)

    reviewed = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS).revision
    assert reviewed == Actor.objects.get(pk=imported.pk).latest_revision
    assert (reviewed.as_object().summary, str(reviewed.as_object().phone)) == ("Bitte prüfen.", "+49307654321")


# --- Broken rows ------------------------------------------------------------------------------------------------------


def test_broken_rows_are_skipped_with_line_and_reason_and_stop_nobody(tmp_path, mapping):
    rows = [house(), house(nr=""), house(nr="3", name=""), house(nr="4", art="Zoo", name="Vier"), house(), house(nr="6", name="Sechs")]

    plan, _result = run(write_table(tmp_path, *rows), mapping)

    assert [row.fate for row in plan.rows] == ["created", "skipped", "skipped", "skipped", "skipped", "created"]
    assert all(row.reason for row in plan.rows if row.fate == "skipped")
    assert [line for line, _column, _value, level in problems(plan) if level == "skipped"] == [3, 4, 5, 6]
    assert sorted(Actor.objects.exclude(kind__slug="traeger").values_list("name", flat=True)) == ["Musikschule Nord", "Sechs"]


def test_a_row_that_the_database_refuses_lands_not_even_half(tmp_path, mapping, monkeypatch):
    """A row may pass every check and still fail in the database; then nothing of it is there, and its neighbours are."""
    real = chunks.insert_objects

    def refuse(model, objects):
        if model is Location and any(obj.street == "Bruchweg 2" for obj in objects):
            raise IntegrityError("refused")
        return real(model, objects)

    monkeypatch.setattr(chunks, "insert_objects", refuse)

    plan, _result = run(
        write_table(
            tmp_path, house(), house(nr="2", name="Bruch", strasse="Bruchweg 2", traeger="Bruch e. V."), house(nr="3", name="Drei")
        ),
        mapping,
    )

    assert fates(plan) == [("1", "created"), ("2", "skipped"), ("3", "created")]
    assert sorted(Actor.objects.values_list("name", flat=True)) == ["Drei", "Kreis Muster", "Musikschule Nord"]
    assert not ImportRow.objects.filter(key="2").exists()
    assert "refused" in plan.rows[1].reason


def test_a_killed_import_can_simply_be_run_again(tmp_path, mapping):
    path = write_table(tmp_path, *(house(nr=str(nr), name=f"Haus {nr}") for nr in range(30)))

    def stop(done, total):
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(plan_of(path, mapping), progress=stop)
    written = Actor.objects.count()
    plan, _result = run(path, mapping)

    assert 1 < written < 31
    assert (plan.fates(), Actor.objects.count(), ImportRow.objects.count()) == ({"unchanged": written - 1, "created": 31 - written}, 31, 31)


def test_a_plan_writes_nothing(tmp_path, mapping, imported):
    path = write_table(tmp_path, house(kurz="Neu."), house(nr="2", name="Zwei"))

    with CaptureQueriesContext(connection) as queries:
        plan = plan_of(path, mapping)

    assert fates(plan) == [("1", "updated"), ("2", "created")]
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


# --- Places -----------------------------------------------------------------------------------------------------------


def square(west, size=0.4):
    ring = [[west, 52.0], [west + size, 52.0], [west + size, 53.0], [west, 53.0], [west, 52.0]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def districts():
    land = AreaFactory(name="Land", slug="land", level="land")
    AreaFactory(name="West", slug="west", level="bezirk", outline=square(13.0), parent=land)
    AreaFactory(name="Ost", slug="ost", level="bezirk", outline=square(13.4), parent=land)


def quarters():
    return {(area.name, area.get_parent().name) for area in Area.objects.filter(level="ortsteil")}


def test_a_missing_quarter_is_made_in_the_district_of_the_point(tmp_path, mapping, districts):
    run(write_table(tmp_path, house(ortsteil="Altdorf", lon="13,2")), mapping)

    assert quarters() == {("Altdorf", "West")}
    assert Location.objects.get().area.name == "Altdorf"


def test_one_point_on_the_wrong_side_makes_no_second_quarter(tmp_path, mapping, districts):
    rows = [house(nr=str(nr), name=f"Haus {nr}", ortsteil="Altdorf", lon="13,3") for nr in range(9)]
    path = write_table(tmp_path, *rows, house(nr="weit", name="Weit", ortsteil="Altdorf", lon="13,7"))

    plan, _result = run(path, mapping)
    again, _result = run(path, mapping)

    assert quarters() == {("Altdorf", "West")}
    assert problems(plan) == [(11, "lat / lon", "52.5 / 13.7", "note")]
    assert again.fates() == {"unchanged": 10}


def test_two_districts_may_have_a_quarter_of_the_same_name(tmp_path, mapping, districts):
    rows = [house(nr=str(nr), name=f"Haus {nr}", ortsteil="Neustadt", lon="13,2" if nr % 2 else "13,6") for nr in range(8)]

    run(write_table(tmp_path, *rows), mapping)

    assert quarters() == {("Neustadt", "West"), ("Neustadt", "Ost")}


def test_coordinates_that_cannot_be_right_are_reported_and_left_out(tmp_path, mapping):
    rows = [house(lat="13,4", lon="52,5"), house(nr="2", lat="0", lon="0"), house(nr="3", lat="91", lon="200"), house(nr="4", lon="")]

    plan, _result = run(write_table(tmp_path, *rows), mapping)

    assert [(line, level) for line, _column, _value, level in problems(plan)] == [
        (2, "left out"),
        (3, "left out"),
        (4, "left out"),
        (5, "left out"),
    ]
    assert set(Location.objects.values_list("lat", "lon")) == {(None, None)}


def test_the_invented_house_uses_all_columns():
    """Guards the helper: a column that it forgets would make these tests say less than they seem to."""
    assert all(HOUSE[name] for name in HOUSE if name != "ortsteil")
