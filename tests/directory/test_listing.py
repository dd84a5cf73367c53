import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.filter_groups import actor_groups, offer_groups
from directory.listing import ActiveFilter, Option, read_listing
from directory.models import Actor, ActorKind, Offer, TargetGroup, Topic
from tests.factories import ActorFactory, ActorKindFactory, AreaFactory, LocationFactory, OfferFactory, TargetGroupFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_german():
    with override("de"):
        yield


@pytest.fixture
def vocabularies():
    """Few terms, so that facets can be compared as wholes."""
    ActorKind.objects.all().delete()
    Topic.objects.all().delete()
    TargetGroup.objects.all().delete()


def actors(query=""):
    return read_listing(Actor.objects.public(), actor_groups(), QueryDict(query))


def offers(query=""):
    return read_listing(Offer.objects.public(), offer_groups(), QueryDict(query))


def names(listing):
    return [item.name for item in listing.items]


def facet(listing, name):
    return next(facet["options"] for facet in listing.facets if facet["name"] == name)


def kind(slug, **fields):
    return ActorKindFactory(slug=slug, name=slug.title(), name_plural=f"{slug.title()}s", **fields)


def test_a_list_is_sorted_and_paged():
    for number in range(45):
        ActorFactory(name=f"Haus {number:02}", slug=f"haus-{number}")

    listing = actors("seite=3")

    assert names(listing) == ["Haus 40", "Haus 41", "Haus 42", "Haus 43", "Haus 44"]
    assert (listing.total, listing.page, listing.pages, listing.numbers, listing.address) == (45, 3, 3, (41, 45), "seite=3")


def test_kinds_widen_each_other_and_further_kinds_count(vocabularies):
    kita, school, museum = kind("kita"), kind("schule"), kind("museum")
    ActorFactory(name="A", slug="a", kind=kita)
    ActorFactory(name="B", slug="b", kind=school)
    both = ActorFactory(name="C", slug="c", kind=museum)
    both.further_kinds.set([kita])
    both.save()

    listing = actors("art=kita&art=schule")

    assert names(listing) == ["A", "B", "C"]
    assert facet(listing, "art") == [
        Option("kita", "Kitas", 2, True),
        Option("museum", "Museums", 1, False),
        Option("schule", "Schules", 1, True),
    ]
    assert names(actors("art=kita")) == ["A", "C"]


def test_groups_narrow_each_other_and_each_counts_without_itself(vocabularies):
    kita, school = kind("kita"), kind("schule")
    music = TopicFactory(slug="musik", name="Musik")
    singing = TopicFactory(slug="singen", name="Singen", parent=music)
    sport = TopicFactory(slug="sport", name="Sport")
    for name, its_kind, topic in (("A", kita, singing), ("B", kita, sport), ("C", school, music), ("D", school, None)):
        actor = ActorFactory(name=name, slug=name.lower(), kind=its_kind)
        actor.topics.set([topic] if topic else [])
        actor.save()

    listing = actors("thema=musik&art=kita")

    assert names(listing) == ["A"]
    assert facet(listing, "art") == [Option("kita", "Kitas", 1, True), Option("schule", "Schules", 1, False)]
    assert facet(listing, "thema") == [Option("musik", "Musik", 1, True), Option("sport", "Sport", 1, False)]
    assert listing.filters == [ActiveFilter("Kitas", "?thema=musik"), ActiveFilter("Musik", "?art=kita")]
    assert names(actors("thema=singen")) == ["A"]


def test_areas_hold_what_lies_in_them(vocabularies):
    land = AreaFactory(slug="land", name="Land")
    north, south = AreaFactory(slug="nord", name="Nord", parent=land), AreaFactory(slug="sued", name="Süd", parent=land)
    quarter = AreaFactory(slug="viertel", name="Viertel", parent=north)
    here = LocationFactory(actor__name="A", actor__slug="a", area=quarter).actor
    LocationFactory(actor=here, area=south)
    LocationFactory(actor__name="B", actor__slug="b", area=south)
    LocationFactory(actor__name="C", actor__slug="c", area=north, live=False)

    listing = actors("gebiet=nord")

    assert names(listing) == ["A"]
    assert facet(listing, "gebiet") == [Option("nord", "Nord", 1, True), Option("sued", "Süd", 2, False)]
    assert facet(actors("gebiet=viertel"), "gebiet") == [
        Option("nord", "Nord", 1, False),
        Option("viertel", "Viertel", 1, True),
        Option("sued", "Süd", 2, False),
    ]


@pytest.mark.parametrize("text", ["Ökohaus", "ökohaus", "oekohaus", "OKO", "haus für kinder", "kinder ökohaus", "Green"])
def test_names_are_found_by_words_with_and_without_umlauts(text):
    found = ActorFactory(name="Ökohaus für Kinder", slug="a")
    found.texts.create(language="en", name="Green house")
    found.save()
    ActorFactory(name="Musikschule", slug="b")

    assert names(actors(f"q={text}")) == ["Ökohaus für Kinder"]


def test_other_names_find_an_actor_and_signs_have_no_meaning():
    ActorFactory(name="Volkshochschule", slug="a", other_names="VHS, Vauhaess")
    ActorFactory(name="100 % Kunst_haus", slug="b")

    assert names(actors("q=vhs")) == ["Volkshochschule"]
    assert names(actors("q=100 %25")) == ["100 % Kunst_haus"]
    assert names(actors("q=%25")) == ["100 % Kunst_haus"]
    assert names(actors("q=t_h")) == ["100 % Kunst_haus"]


def test_houses_of_an_operator_and_offers_of_an_actor():
    operator = ActorFactory(name="Träger", slug="traeger")
    house = ActorFactory(name="Haus", slug="haus", operator=operator)
    offer = OfferFactory(actor=house)
    OfferFactory()

    listing = actors("traeger=traeger")

    assert names(listing) == ["Haus"]
    assert listing.filters == [ActiveFilter("Träger", "?")]
    assert listing.unshown == [("traeger", "traeger")]
    assert offers("einrichtung=haus").items == [offer]
    assert actors("traeger=haus").items == []


def test_a_draft_is_no_operator_to_filter_by():
    ActorFactory(operator=ActorFactory(slug="geheim", live=False))

    listing = actors("traeger=geheim")

    assert (listing.total, listing.notices) == (1, ["Den Filter „geheim“ gibt es hier nicht. Er wurde weggelassen."])


def test_offers_are_filtered_by_group_form_and_costs(vocabularies):
    children = TargetGroupFactory(slug="kinder", name="Kinder")
    free = OfferFactory(name="A", slug="a", form="offen", is_free=True)
    free.target_groups.set([children])
    free.save()
    OfferFactory(name="B", slug="b", form="kurs", accepts_education_package=True)
    OfferFactory(name="C", slug="c", form="kurs")

    assert names(offers("gruppe=kinder")) == ["A"]
    assert names(offers("form=kurs")) == ["B", "C"]
    assert names(offers("kosten=kostenlos&kosten=bildungspaket")) == ["A", "B"]
    assert facet(offers("form=kurs"), "kosten") == [Option("bildungspaket", "Bildungspaket gilt", 1, False)]
    assert facet(offers(), "form") == [Option("kurs", "Kurs", 2, False), Option("offen", "Offenes Angebot", 1, False)]


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("art=quark", "Den Filter „quark“ gibt es hier nicht. Er wurde weggelassen."),
        ("seite=abc", "Das ist keine Seitenzahl. Sie sehen die erste Seite."),
        ("seite=0", "Das ist keine Seitenzahl. Sie sehen die erste Seite."),
        ("seite=-3", "Das ist keine Seitenzahl. Sie sehen die erste Seite."),
        ("seite=٣", "Das ist keine Seitenzahl. Sie sehen die erste Seite."),
        ("seite=999", "So viele Seiten hat die Liste nicht. Sie sehen die letzte."),
        ("seite=" + "9" * 5000, "So viele Seiten hat die Liste nicht. Sie sehen die letzte."),
        ("q=" + "haus" * 99, "Ihr Suchtext war sehr lang. Verwendet wurden nur die ersten 100 Zeichen."),
        (
            "&".join(["art=kita"] + [f"art=x{n}" for n in range(50)]),
            "Das waren sehr viele Filter auf einmal. Verwendet wurden nur die ersten 20 je Art.",
        ),
        ("gebiet=" + "x" * 100, f"Den Filter „{'x' * 40}…“ gibt es hier nicht. Er wurde weggelassen."),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(query, notice):
    ActorFactory(name="haus" * 40)

    listing = actors(query)

    assert notice in listing.notices
    assert listing.page == 1


def test_control_characters_are_dropped_silently():
    ActorFactory(name="Haus", slug="haus")

    listing = actors("q=Ha%00us&seite=%001")

    assert (listing.text, listing.notices) == ("Ha us", [])


parameter_values = st.one_of(
    st.text(max_size=300), st.sampled_from(["kita", "musik", "1", "-1", "999", "ä\x00", "%", "_", "\\", "'", '"><script>', "٣", "²", ""])
)
parameters = st.lists(
    st.tuples(
        st.sampled_from(["q", "art", "thema", "gebiet", "seite", "traeger", "gruppe", "form", "kosten", "einrichtung", "sortierung", "x"]),
        parameter_values,
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(parameters=parameters)
def test_no_parameter_breaks_a_list(client, parameters):
    if not Actor.objects.exists():
        OfferFactory()
    query = QueryDict(mutable=True)
    for name, value in parameters:
        query.appendlist(name, value)

    for path in ("/einrichtungen/", "/angebote/"):
        response = client.get(f"{path}?{query.urlencode()}")

        assert response.status_code == 200
        assert "<script>" not in response.content.decode().replace("<script src", "")


@pytest.mark.parametrize("model", [Actor, Offer])
def test_a_list_and_its_count_walk_the_index_of_what_is_public(model):
    public = model.objects.filter(live=True, archived_at=None)
    if connection.vendor == "postgresql":  # which reads a nearly empty table whole, and that is right
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

    rows = public.order_by("sort_name", "pk")[:20].explain()
    count = public.order_by().values("pk").explain()

    assert f"{model._meta.model_name}_public_by_name" in rows
    assert "TEMP B-TREE" not in rows
    assert "Sort" not in rows
    assert re.search(f"(COVERING INDEX|Index Only Scan using) {model._meta.model_name}_public_by_name", count)
