"""The invented district: complete, plausible, loaded once, and never over what somebody else wrote."""

import datetime as dt
import re
from collections import Counter
from io import StringIO
from urllib.parse import urlsplit

import pytest
import shapely
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision, TaskState

from directory.freshness import State, freshness
from directory.models import Actor, ActorKind, Area, ChangeProposal, Location, Offer, Postcode
from events.models import Mail, Meeting, Participant, Registration
from portal.demo import data, loading, outlines, people
from portal.media.models import PortalImage
from portal.models import ContentPage, NewsPage, SiteSettings
from search.models import OutboxEntry
from upkeep.corrections.models import ProposalMail

AT = timezone.make_aware(dt.datetime(2026, 11, 23, 9))
TODAY = AT.date()
INVENTED_NUMBERS = re.compile(r"(03023125|04066969|06990009|08999998|02214710)\d{3}|01713920\d{3}")
"""Ranges that the Bundesnetzagentur keeps free for films and books."""

ENTRY = re.compile(r"(/en|/de-simple)?/(einrichtungen|angebote|themen|gebiete)/[^/?]+/")
RENDITIONS = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Wagtail leaves the temporary file of a rendition to the garbage collector."""


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The loaded demo, once for all tests of this file; each of them works inside a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(at=AT)
        transaction.set_rollback(True)


@pytest.fixture
def loaded(demo, db):
    return demo


def run():
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def state_of_the_database():
    models = [Actor, Area, ContentPage, get_user_model(), Location, NewsPage, Offer, OutboxEntry, Page, PortalImage, Postcode, Revision]
    return {model.__name__: (model.objects.count(), model.objects.order_by("pk").values_list("pk", flat=True).last()) for model in models}


# --- What is there ---------------------------------------------------------------------------------------------------------


def test_the_district_is_complete(loaded):
    public = {
        "actors": Actor.objects.public().count(),
        "locations": Location.objects.public().count(),
        "offers": Offer.objects.public().count(),
        "municipalities": Area.objects.filter(level="gemeinde").count(),
        "quarters": Area.objects.filter(level="ortsteil").count(),
        "news": NewsPage.objects.live().filter(locale__language_code="de").count(),
    }

    assert public == {"actors": 81, "locations": 92, "offers": 209, "municipalities": 9, "quarters": 9, "news": 8}


def test_every_kind_of_institution_occurs(loaded):
    without = ActorKind.objects.exclude(actors__in=Actor.objects.public()).values_list("slug", flat=True)

    assert list(without) == []


def test_all_states_of_an_entry_can_be_seen(loaded):
    assert set(Actor.objects.filter(live=False).values_list("name", flat=True)) == {"Kunstverein Seewarden", "Robotikclub Otterfurt"}
    assert [actor.name for actor in Actor.objects.archived()] == ["Spielmobil Kunterbunt"]
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    assert {str(state.workflow_state.content_object) for state in waiting} == {"Robotikclub Otterfurt", "Tanzen im Sitzen"}


def test_some_entries_are_fresh_some_are_due_and_some_were_never_checked(loaded):
    shares = Counter(freshness(actor, AT).state for actor in Actor.objects.public().select_related("kind"))

    assert shares == {State.OK: 64, State.DUE: 11, State.NONE: 6}


def test_dates_count_from_the_day_of_loading(loaded):
    past = Offer.objects.public().exclude(pk__in=Offer.objects.current(TODAY))

    assert [offer.name for offer in past] == ["Seewarden bei Nacht: Rundgang mit Laterne"]
    assert Offer.objects.filter(starts_on__gt=TODAY).count() > 50
    course = Offer.objects.get(slug="blockfloete-fuer-den-anfang")
    assert (course.starts_on, course.starts_on.weekday()) == (dt.date(2026, 12, 15), 1)


def test_published_entries_have_their_revision_slug_and_references(loaded):
    actor = Actor.objects.get(slug="kreismusikschule-ottersee")

    assert actor.live_revision == actor.latest_revision
    drafted, shown = actor.latest_revision.as_object().serializable_data(), actor.serializable_data()
    assert drafted | {"updated_at": None} == shown | {"updated_at": None}
    assert ReferenceIndex.get_references_to(actor.logo).count() == 1


def test_everything_public_is_on_its_way_into_the_index(loaded):
    marked = set(OutboxEntry.objects.filter(doc_type="offer").values_list("object_id", flat=True))

    assert set(Offer.objects.public().values_list("pk", flat=True)) <= marked


def test_the_legal_pages_are_named_in_the_settings(loaded):
    settings = SiteSettings.objects.get()

    named = ["imprint_page", "privacy_page", "accessibility_page", "plain_language_page", "sign_language_page", "contact_page"]
    assert [getattr(settings, name).slug for name in named] == [
        "impressum",
        "datenschutz",
        "barrierefreiheit",
        "leichte-sprache",
        "gebaerdensprache",
        "kontakt",
    ]
    assert settings.notice(TODAY) is None


# --- Texts -----------------------------------------------------------------------------------------------------------------


def test_no_two_entries_share_a_text():
    for rows, short in ((data.offers(), "short"), (data.actors(), "summary")):
        texts = [row["text"].strip() for row in rows] + [row[short] for row in rows] + [row["name"] for row in rows]
        sentences = [sentence for row in rows for sentence in re.split(r"(?<=[.!?])\s+", row["text"].strip()) if len(sentence) > 25]

        assert [text for text, count in Counter(texts).items() if count > 1] == []
        assert [sentence for sentence, count in Counter(sentences).items() if count > 1] == []


def test_important_texts_come_in_other_languages():
    languages = Counter(
        language for row in [*data.actors(), *data.offers()] for language in ("en", "simple", "ar", "tr", "uk") if language in row
    )

    assert all(count >= 5 for count in languages.values()), languages


def test_plain_language_is_really_plain():
    texts = [row["simple"]["text"] for row in [*data.actors(), *data.offers()] if "simple" in row]
    sentences = [sentence.strip() for text in texts for sentence in re.split(r"[.!?:\n]+", text) if sentence.strip()]

    assert max(len(sentence.split()) for sentence in sentences) <= 10


# --- Nobody real ---------------------------------------------------------------------------------------------------------------


def test_no_phone_number_can_belong_to_anybody(loaded):
    numbers = {actor.phone.as_national.replace(" ", "") for actor in Actor.objects.all()}
    texts = "".join(file.read_text(encoding="utf-8") for file in data.DATA.rglob("*.toml"))
    written = {re.sub(r"\D", "", found) for found in re.findall(r"\b0\d{2,4}[ /-]\d[\d ]{4,}\d", texts)}

    assert len(numbers) == 84
    assert written
    assert [number for number in numbers | written if not INVENTED_NUMBERS.fullmatch(number)] == []


def test_no_address_on_the_internet_can_belong_to_anybody():
    texts = "".join(file.read_text(encoding="utf-8") for file in data.DATA.rglob("*.toml"))

    hosts = set(re.findall(r"[\w.+-]+@([\w.-]+\w)", texts)) | {urlsplit(url).hostname for url in re.findall(r"https?://[^\s\"]+", texts)}
    assert hosts
    assert [host for host in hosts if not host.endswith(".example") and host != "bildung"] == []


def test_postcodes_and_keys_are_given_to_no_real_place(loaded):
    assert {code[:2] for code in Postcode.objects.values_list("code", flat=True)} == {"43"}
    assert {area.ags[:2] for area in Area.objects.exclude(ags="")} == {"99"}


# --- The map -------------------------------------------------------------------------------------------------------------------


def test_outlines_tile_the_district_round_its_lake():
    geography = data.read("geography")
    shapes = {
        row["slug"]: shapely.from_geojson(str(outlines.outline(geography, row["ring"])).replace("'", '"')) for row in geography["areas"]
    }
    lake = shapely.from_geojson(str(outlines.outline(geography, [f"l{number}" for number in range(1, 8)])).replace("'", '"'))
    municipalities = [shapes[row["slug"]] for row in geography["areas"] if row["level"] == "gemeinde"]

    assert all(shape.is_valid for shape in shapes.values())
    whole = shapely.union_all([*municipalities, lake])
    assert whole.symmetric_difference(shapes["landkreis-ottersee"]).area < 1e-6
    assert sum(shape.area for shape in municipalities) + lake.area == pytest.approx(whole.area, rel=1e-4)


def test_every_location_lies_in_the_town_of_its_address(loaded):
    wrong = [
        str(location)
        for location in Location.objects.select_related("area")
        if location.municipality not in (location.area.name, location.area.get_parent().name)
    ]

    assert wrong == []


# --- Pictures --------------------------------------------------------------------------------------------------------------------


def test_pictures_are_small_described_and_used(loaded):
    described = set(data.read("pictures"))

    assert {file.stem for file in data.FILES.glob("*.webp")} == described == {file.stem for file in data.FILES.glob("*.svg")}
    assert [file.name for file in data.FILES.iterdir() if file.stat().st_size > 30_000] == []
    unused = [image.title for image in PortalImage.objects.all() if not ReferenceIndex.get_references_to(image).exists()]
    assert unused == []
    for image in PortalImage.objects.all():
        image.full_clean()


# --- Pages ---------------------------------------------------------------------------------------------------------------------


@RENDITIONS
def test_every_page_and_every_link_on_it_answers(loaded, client):
    urls = {page.get_url() for page in Page.objects.live().filter(depth__gt=1).specific()}
    links = set()
    for url in urls:
        response = client.get(url)
        assert response.status_code == 200, url
        links |= {link for link in re.findall(r'href="(/[^"#]*)', response.text) if not link.startswith(("/static", "/media", "/cms"))}

    others = {link for link in links - urls if not ENTRY.match(link)}  # entries have a test of their own
    broken = [link for link in sorted(others) if client.get(link.replace("&amp;", "&"), follow=True).status_code != 200]

    assert len(urls) > 35
    assert broken == []


@RENDITIONS
def test_entries_answer(loaded, client):
    entries = [*Actor.objects.public()[::4], *Offer.objects.public()[::4]]

    broken = [entry.slug for entry in entries if client.get(entry.get_absolute_url()).status_code != 200]

    assert broken == []


def test_drafts_and_what_is_archived_stay_hidden(loaded, client):
    hidden = [*Actor.objects.exclude(pk__in=Actor.objects.public()), *Offer.objects.exclude(pk__in=Offer.objects.public())]

    assert len(hidden) == 5
    assert {client.get(entry.get_absolute_url()).status_code for entry in hidden} <= {404, 410}


# --- Loading -----------------------------------------------------------------------------------------------------------------------


def test_a_second_run_changes_nothing(loaded):
    before = state_of_the_database()

    out = run()

    assert "Nothing to do" in out
    assert state_of_the_database() == before


def test_what_somebody_edited_stays(loaded):
    Actor.objects.filter(slug="jugendhaus-anker").update(name="Jugendhaus Kompass")

    run()

    assert Actor.objects.get(slug="jugendhaus-anker").name == "Jugendhaus Kompass"


def test_logins_are_printed_and_fit(loaded, client):
    out = run()

    rows = people.logins()
    assert [email for email, _password, _role in rows] == [
        "office@ottersee.example",
        "moderation@ottersee.example",
        "redaktion@ottersee.example",
        "coordinator@ottersee.example",
        "bearbeitung@ottersee.example",
        "lesen@ottersee.example",
        "traeger@ottersee.example",
    ]
    assert all(email in out for email, _password, _role in rows)
    assert all(client.login(email=email, password=password) for email, password, _role in rows)
    office = get_user_model().objects.get(email="office@ottersee.example")
    assert office.has_perms(["portal.office", "directory.moderate", "wagtailadmin.access_admin"])
    coordinator = get_user_model().objects.get(email="coordinator@ottersee.example")
    assert not coordinator.has_perm("wagtailadmin.access_admin")
    assert [membership.actor.slug for membership in coordinator.memberships.all()] == [
        "kreismusikschule-ottersee",
        "lichtspielhaus-tonmuehlen",
    ]


def test_a_password_that_was_changed_is_not_printed(loaded):
    user = get_user_model().objects.get(email="office@ottersee.example")
    user.set_password("something else entirely")
    user.save()

    out = run()

    assert "office@ottersee.example" not in out
    assert "redaktion@ottersee.example" in out


def test_meetings_have_free_places_few_places_a_waiting_list_attendance_and_feedback(loaded):
    def people(name, **fields):
        found = Meeting.objects.filter(name__startswith=name, **fields).get()
        counted = found.registrations.people()
        return {key: value for key, value in counted.items() if value}

    assert people("Schnittstelle OGS", starts_at__gt=AT) == {"online": 21}
    assert people("Musik in der Kita") == {"onsite": 21, "online": 12}
    assert people("Hospitation: Ein Vormittag") == {"onsite": 12, "waiting": 3}
    past = Meeting.objects.get(name__startswith="Schnittstelle OGS", ends_at__lt=AT)
    assert (past.feedback.count(), Participant.objects.filter(registration__meeting=past, attended=True).count()) == (6, 26)


def test_the_office_has_something_to_review(loaded):
    waiting = ChangeProposal.objects.for_office(AT)

    assert sorted((each.kind, each.title) for each in waiting) == [
        ("change", "Kreismusikschule Ottersee"),
        ("correction", "Stadtbibliothek Seewarden"),
        ("correction", "TSV Seewarden 1893 e. V."),
        ("new", "Nähwerkstatt Fadenlauf"),
    ]


def test_nobody_of_the_demo_is_written_to(loaded):
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
    assert not ProposalMail.objects.exists()
    assert not Registration.objects.exclude(email__endswith=".example").exists()
    assert Registration.objects.values("email").distinct().count() == Registration.objects.count()
