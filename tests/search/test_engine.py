"""What the engine finds, in which order, and how it counts."""

import datetime as dt
import itertools
import random

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from directory.freshness import BERLIN
from directory.geo import distance_km
from search import engines
from search.engines import default_folder, get_engine, parse_search_url
from search.engines.base import Document, ForeignIndex, IndexMissing, Near, SearchQuery, Text
from search.engines.tantivy import TantivyEngine
from search.enums import Matched, Sort
from search.facets import FIELDS
from search.models import IndexState
from search.opening import Hours, Span, opening_words
from search.pipeline import rebuild

pytestmark = pytest.mark.django_db
TODAY = dt.date(2027, 3, 1)
numbers = itertools.count(1)


def document(name, **fields):
    defaults = {
        "doc_type": "offer",
        "object_id": next(numbers),
        "section": "angebote",
        "texts": {"de": Text(name)},
        "sort_name": name.lower(),
    }
    return Document(**defaults | fields)


@pytest.fixture
def write():
    """Puts documents into an index and returns the engine."""

    def write(*documents):
        rebuild()
        with get_engine().writing() as writer:
            assert writer.write(documents, version=IndexState.next_version()) == {}
            writer.commit()
        return get_engine()

    return write


def ids(result):
    return [hit.object_id for hit in result.hits]


def ask(*words, **fields):
    return SearchQuery(today=TODAY, words=words, **fields)


def test_counts_of_everything_follow_each_change(write):
    engine = write(document("Flöte", facets={"topic": ("musik",)}))
    before = engine.search(ask()).counts["topic"]

    with engine.writing() as writer:
        writer.write([document("Geige", facets={"topic": ("musik", "streicher")})], version=2)
        writer.commit()

    assert (before, engine.search(ask()).counts["topic"]) == ({"musik": 1}, {"musik": 2, "streicher": 1})


@pytest.mark.parametrize(
    "asked",
    [
        ask("Flöte"),
        ask("Flöte", "Chor"),
        ask("Flöte", "nirgends"),
        ask("Chor", excluded=(("Flöte",),)),
        ask("Flöte", "Chor", phrases=(("Flöte", "Chor"),)),
        ask("Chor", filters=(("topic", ("musik",)),)),
        ask("Flöte", stale_before=TODAY, picked=("offer:0",)),
    ],
)
def test_counting_finds_what_searching_finds(write, asked):
    engine = write(
        document("Flöte", facets={"topic": ("musik",)}),
        document("Chor und Flöte", facets={"topic": ("musik", "chor")}),
        document("Flöte Chor", due_on=dt.date(2020, 1, 1)),
        document("Chor", facets={"topic": ("chor",)}, texts={"de": Text("Chor", body="Mit Flöte")}),
        document("Chor am See"),
        document("Etwas anderes", object_id=0),
    )

    result = engine.search(asked)

    assert result.total > 0
    assert engine.counts([asked]) == [result.total]
    assert sum(result.counts["section"].values()) == result.total
    assert sum(engine.values(asked, "section").values()) == result.total


# --- Words ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["Flöte", "Floete", "flöten", "FLÖTE", "Flote"])
def test_umlauts_are_found_in_every_spelling_and_number(write, typed):
    flute = document("Flöten für alle")
    engine = write(flute, document("Geigen für alle"))

    assert ids(engine.search(ask(typed))) == [flute.object_id]


def test_all_words_must_match_each_in_any_field(write):
    both = document("Gymnasium am Wald", place="Lichterfelde")
    engine = write(both, document("Gymnasium am See", place="Mitte"), document("Kita am Wald", place="Lichterfelde"))

    result = engine.search(ask("Gymnasium", "Lichterfelde"))

    assert (ids(result), result.total, result.matched) == ([both.object_id], 1, Matched.ALL)


def test_few_hits_are_followed_by_those_that_meet_the_most(write):
    one, both, other = document("Persisch für alle"), document("Persische Küche"), document("Küche am See")
    engine = write(one, both, other, document("Etwas anderes"))
    asked = ask("Persische", "Küche", filled=True)

    result = engine.search(asked)

    assert (ids(result), result.total, result.whole, result.matched) == (
        [both.object_id, one.object_id, other.object_id],
        3,
        1,
        Matched.MOST,
    )
    assert engine.counts([asked]) == [3]
    assert engine.values(asked, "section") == result.counts["section"] == {"angebote": 3}
    assert ids(engine.search(ask("Persische", "Küche"))) == [both.object_id]


def test_the_next_pages_of_a_filled_result_go_on_where_it_ends(write):
    both = document("Persische Küche")
    engine = write(both, *(document(f"Küche {number}") for number in range(3)))
    whole = ids(engine.search(ask("Persische", "Küche", filled=True)))

    pages = [ids(engine.search(ask("Persische", "Küche", filled=True, offset=offset, limit=2))) for offset in (0, 2, 4)]

    assert whole[0] == both.object_id
    assert pages == [whole[:2], whole[2:], []]


def test_a_filter_does_not_change_how_words_are_taken(write):
    pan = document("Persische Küche", facets={"topic": ("kochen",)})
    engine = write(pan, document("Küche", facets={"topic": ("kochen",)}), *(document(f"Persische Küche {number}") for number in range(10)))

    result = engine.search(ask("Persische", "Küche", filled=True, filters=(("topic", ("kochen",)),)))

    assert (ids(result), result.matched) == ([pan.object_id], Matched.ALL)


def test_by_name_nothing_follows(write):
    both = document("Persische Küche")
    engine = write(both, document("Küche am See"))

    assert ids(engine.search(ask("Persische", "Küche", filled=True, sort=Sort.NAME))) == [both.object_id]


def test_a_word_whose_stem_is_another_word_stands_in_names_as_it_is(write):
    painting = document("Malen am See")
    engine = write(painting, document("Kiek mal"), document("Kita", texts={"de": Text("Kita", body="Kommen Sie mal vorbei.")}))

    assert ids(engine.search(ask("Malen")))[0] == painting.object_id


def test_some_words_are_taken_when_nothing_has_all_of_them_and_more_words_come_first(write):
    one, two = document("Gymnasium am Wald"), document("Gymnasium am See", place="Mitte")
    engine = write(one, two)

    result = engine.search(ask("Gymnasium", "Mitte", "Dudelsack"))

    assert (ids(result), result.matched) == ([two.object_id], Matched.ANY)


def test_the_exact_name_comes_first_then_names_then_topics_then_places_then_texts(write):
    text = document("A", texts={"de": Text("A", "", "Hier gibt es Musik, Musik und nochmals Musik.")})
    place = document("B", place="Musik")
    topic = document("C", texts={"de": Text("C", "Musik")})
    name = document("Haus der Musik")
    beginning = document("Musik für alle")
    exact = document("Musik")
    engine = write(text, place, topic, name, beginning, exact)

    assert ids(engine.search(ask("Musik"))) == [thing.object_id for thing in (exact, beginning, name, topic, place, text)]


def test_other_languages_are_read_in_their_own_way(write):
    thing = document(
        "Tanzen",
        texts={"de": Text("Tanzen"), "en": Text("Dancing lessons"), "tr": Text("Dans kursları"), "de-simple": Text("Tanz-Gruppen")},
    )
    engine = write(thing, document("Singen"))

    assert [ids(engine.search(ask(word))) for word in ("dance", "lesson", "kursları", "Gruppe", "kurs")] == [[thing.object_id]] * 4 + [[]]


def test_equal_scores_keep_their_order_over_pages(write):
    engine = write(*(document("Kita Sonnenschein") for _ in range(30)))

    found = [pk for offset in (0, 10, 20) for pk in ids(engine.search(ask("Kita", offset=offset, limit=10)))]

    assert found == sorted(found)
    assert len(set(found)) == 30


@pytest.mark.parametrize("word", ["", " ", "\x00", "AND", "NOT", '"', "a:b", "(", "*", "~2", "\ud800", "😀", "a" * 300, "c++", "§"])
def test_strange_words_are_only_words(write, word):
    engine = write(document("Flöte"))

    assert engine.search(ask(word, limit=0)).total in (0, 1)
    assert engine.search(ask("Flöte", word)).total == 1


# --- Order, dates, ages ---------------------------------------------------------------------------------------------------


def test_browsing_by_name_and_by_check(write):
    b, a = document("Birne", checked_on=dt.date(2027, 1, 1)), document("Apfel", checked_on=dt.date(2026, 1, 1))
    never = document("Zitrone")
    engine = write(b, a, never)

    assert ids(engine.search(ask(sort=Sort.NAME))) == [a.object_id, b.object_id, never.object_id]
    assert ids(engine.search(ask(sort=Sort.CHECKED))) == [b.object_id, a.object_id, never.object_id]


def test_what_is_past_today_is_not_found(write):
    past, last = document("Kurs", last_day=TODAY - dt.timedelta(days=1)), document("Kurs", last_day=TODAY)
    endless = document("Kurs")
    engine = write(past, last, endless)

    assert ids(engine.search(ask("Kurs"))) == [last.object_id, endless.object_id]
    assert engine.search(SearchQuery(today=TODAY - dt.timedelta(days=1), words=("Kurs",))).total == 3


@pytest.mark.parametrize(
    ("age_from", "age_to", "expected"),
    [(7, 7, {"children", "from 6"}), (None, 5, {"children"}), (30, None, {"from 6"}), (99, None, {"from 6"})],
)
def test_ages_overlap_and_unknown_ones_are_not_found(write, age_from, age_to, expected):
    things = {"children": document("a", age_from=4, age_to=9), "from 6": document("b", age_from=6), "unknown": document("c")}
    engine = write(*things.values())

    found = ids(engine.search(ask(age_from=age_from, age_to=age_to, sort=Sort.NAME)))

    assert {name for name, thing in things.items() if thing.object_id in found} == expected


# --- Facets ------------------------------------------------------------------------------------------------------------------


def test_facets_are_counted_like_a_count_by_hand(write):
    topics, kinds, areas, costs = (
        ("musik", "tanz", "sport"),
        ("kita", "schule"),
        (("mitte",), ("mitte", "wedding"), ("pankow",)),
        ((), ("kostenlos",)),
    )
    things = [
        document(
            f"Kurs {number}",
            section=("angebote", "einrichtungen")[number % 2],
            facets={
                "topic": tuple(topic for place, topic in enumerate(topics) if (number >> place) & 1),
                "kind": (kinds[number % 2],),
                "area": areas[number % 3],
                "cost": costs[number % 5 == 0],
            },
        )
        for number in range(60)
    ]
    engine = write(*things)

    for filters in (
        (),
        (("topic", ("musik", "tanz")),),
        (("topic", ("musik",)), ("area", ("mitte",)), ("section", ("angebote",))),
        (("cost", ("kostenlos",)), ("kind", ("kita", "schule")), ("topic", ("sport",))),
    ):
        result = engine.search(ask("Kurs", filters=filters))
        assert result.total == sum(_fits(thing, filters) for thing in things)
        assert {field: result.counts[field] for field in FIELDS} == {field: _count(things, field, filters) for field in FIELDS}, filters


def test_minor_facets_of_many_hits_are_counted_when_they_are_opened_or_chosen(write, monkeypatch):
    monkeypatch.setattr("search.facets.MANY", 2)
    facets = {"topic": ("musik",), "form": ("kurs",), "language": ("tr",), "operator": ("stadt",)}
    engine = write(*(document(f"Kurs {number}", object_id=number, facets=facets) for number in range(1, 4)))
    minor = {"form", "day", "time", "language", "access", "operator"}

    closed, opened = engine.search(ask("Kurs")), engine.search(ask("Kurs", opened=("language",)))
    chosen, few = engine.search(ask("Kurs", filters=(("form", ("kurs",)),))), engine.search(ask("Kurs 1", phrases=(("kurs", "1"),)))

    assert closed.counts["topic"] == {"musik": 3}
    assert opened.counts["language"] == {"tr": 3}
    assert chosen.counts["form"] == {"kurs": 3}
    assert few.total <= 2
    assert few.counts.keys() >= minor
    if isinstance(engine, TantivyEngine):  # Elasticsearch counts all in one question
        assert [minor & result.counts.keys() for result in (closed, opened, chosen)] == [set(), {"language"}, {"form"}]


def test_day_and_time_together_mean_the_same_occasion(write):
    engine = write(
        document("A", object_id=1, facets={"day": ("mo", "di"), "time": ("abends", "vormittags")}, slots=("mo-vormittags", "di-abends")),
        document("B", object_id=2, facets={"day": ("mo",), "time": ("abends",)}, slots=("mo-abends",)),
    )

    result = engine.search(ask(filters=(("day", ("mo",)), ("time", ("abends",)))))

    assert ids(result) == [2]
    assert (result.counts["day"], result.counts["time"]) == ({"mo": 1, "di": 1}, {"vormittags": 1, "abends": 1})


def test_open_now_and_recently_checked_are_counted_whether_asked_or_not(write):
    at = dt.datetime(2027, 3, 1, 9, tzinfo=BERLIN)
    morning, evening = (opening_words([Hours([Span(0, dt.time(hour), dt.time(hour + 2))])]) for hour in (8, 18))
    engine = write(
        document("A", object_id=1, opening=morning, checked_on=dt.date(2026, 3, 1)),
        document("B", object_id=2, opening=morning, checked_on=dt.date(2026, 2, 28)),
        document("C", object_id=3, opening=evening),
    )

    result = engine.search(ask(at=at))
    assert (result.counts["open"], result.counts["checked"]) == ({"jetzt": 2}, {"jahr": 1})
    result = engine.search(ask(at=at, filters=(("open", ("jetzt",)), ("checked", ("jahr",)))))
    assert (ids(result), result.counts["open"], result.counts["checked"]) == ([1], {"jetzt": 1}, {"jahr": 1})
    assert "open" not in engine.search(ask()).counts


def test_what_is_of_a_type_that_is_gone_is_neither_found_nor_proposed(write):
    kept = document("Geige am Ufer")
    engine = write(kept, document("Geige im Turm", doc_type="former", section="angebote"))

    assert ids(engine.search(ask("Geige"))) == [kept.object_id]
    assert [hit.object_id for hit in engine.suggest(["Geige"], {"angebote": 5}, today=TODAY).hits["angebote"]] == [kept.object_id]


def test_a_term_is_filled_by_what_is_there_still(write):
    gone, past = (
        document("A", facets={"topic": ("musik",)}),
        document("B", facets={"topic": ("tanz",)}, last_day=TODAY - dt.timedelta(days=1)),
    )
    there = [document("C", facets={"topic": ("sport",), "kind": ("verein",)}) for _ in range(5)]
    engine = write(gone, past, *there)
    with engine.writing() as writer:
        writer.delete([gone.key], version=IndexState.next_version())
        writer.commit()

    asked = [ask(filters=(("topic", (topic,)),)) for topic in ("musik", "tanz", "sport", "kunst")]
    assert engine.fills(asked) == [False, False, True, False]
    assert engine.fills([ask("C", filters=asked[2].filters), ask("Geige", filters=asked[2].filters)]) == [True, False]
    narrower = [ask(filters=(*asked[2].filters, ("kind", ("schule",)))), ask(filters=asked[2].filters, age_from=90)]
    assert engine.fills(narrower) == [False, False]
    assert engine.fills([]) == []


def test_near_filters_counts_and_measures_to_the_nearest_place(write):
    degree = 1 / 111.195
    engine = write(
        document("A", object_id=1, points=((52 + 4 * degree, 13),)),
        document("B", object_id=2, points=((53, 13), (52 + 0.5 * degree, 13))),
        document("C", object_id=3, points=((52 + 8 * degree, 13),)),
        document("D", object_id=4),
    )

    def distances(near, **fields):
        result = engine.search(ask(near=near, sort=Sort.DISTANCE, **fields))
        return [(hit.object_id, hit.distance_km and round(hit.distance_km, 1)) for hit in result.hits], result.counts["distance"]

    counts = {"1": 1, "3": 1, "5": 2, "10": 3, "25": 3}
    assert distances(Near(52, 13, 5)) == ([(2, 0.5), (1, 4.0)], counts)
    assert distances(Near(52, 13)) == ([(2, 0.5), (1, 4.0), (3, 8.0), (4, None)], counts)
    assert distances(Near(52, 13), offset=2, limit=1) == ([(3, 8.0)], counts)
    assert distances(Near(0, 0, 5)) == ([], {})
    assert engine.search(ask("B", near=Near(52, 13))).counts["distance"] == {"1": 1, "3": 1, "5": 1, "10": 1, "25": 1}


@pytest.mark.parametrize("measured", [5000, 1])
def test_sorting_by_distance_gives_the_order_of_the_distances(write, monkeypatch, measured):
    monkeypatch.setattr("search.engines.tantivy.nearby.MEASURED", measured)  # beyond, only what is near
    dice = random.Random(3)
    points = {number: (51 + 3 * dice.random(), 12 + 3 * dice.random()) for number in range(1, 400)}
    engine = write(*(document(f"N{number}", object_id=number, points=(point,)) for number, point in points.items()))
    expected = sorted(points, key=lambda number: distance_km(52, 13, *points[number]))

    for offset in (0, 20, 200, 390):
        assert ids(engine.search(ask(near=Near(52, 13), sort=Sort.DISTANCE, offset=offset))) == expected[offset : offset + 20]


def test_recent_changes_come_first_and_operators_are_counted_all_on_request(write):
    days = [dt.datetime(2027, 1, day, tzinfo=dt.UTC) for day in range(1, 4)]
    things = [document(f"N{number}", object_id=number, facets={"operator": (f"o{number}",)}) for number in range(10, 70)]
    engine = write(*things, *(document("Neu", object_id=place, changed_at=day) for place, day in enumerate(days, 1)))

    result = engine.search(ask(sort=Sort.CHANGED, limit=3))

    assert (ids(result), len(result.counts["operator"])) == ([3, 2, 1], 50)
    assert engine.values(ask(), "operator") == {f"o{number}": 1 for number in range(10, 70)}


def _values(thing, field):
    return (thing.section,) if field == "section" else thing.facets.get(field, ())


def _fits(thing, filters, without=None):
    return all(set(values) & set(_values(thing, field)) for field, values in filters if field != without)


def _count(things, field, filters):
    """Each facet without its own filter."""
    counts = {}
    for thing in things:
        if _fits(thing, filters, without=field):
            for value in _values(thing, field):
                counts[value] = counts.get(value, 0) + 1
    return counts


# --- Whose index, which engine ------------------------------------------------------------------------------------------------


def test_the_index_of_another_database_is_neither_read_nor_replaced(write):
    write(document("Flöte"))
    IndexState.objects.all().delete()
    IndexState.load()
    engines.get_engine.cache_clear()

    with pytest.raises(ForeignIndex, match="belongs to another database"):
        get_engine().search(ask("Flöte"))
    with pytest.raises(CommandError, match="belongs to another database"):
        call_command("search_rebuild")


def test_in_the_folder_named_after_the_database_a_former_ones_index_is_replaced(index_folder, settings, tmp_path, monkeypatch):
    settings.SEARCH_URL = ""
    monkeypatch.setattr(engines, "default_folder", lambda database: tmp_path / "beside")
    engines.get_engine.cache_clear()
    rebuild()
    IndexState.objects.all().delete()
    engines.get_engine.cache_clear()

    with pytest.raises(IndexMissing):
        get_engine().search(ask("Flöte"))
    rebuild()
    assert get_engine().search(ask("Flöte")).total == 0


def test_an_index_of_an_older_form_is_built_anew(write, monkeypatch):
    write(document("Flöte"))
    engines.get_engine.cache_clear()
    monkeypatch.setattr("search.facets.DOCUMENT_FORM", 999)

    with pytest.raises(IndexMissing, match="another version"):
        get_engine().search(ask("Flöte"))
    rebuild()
    assert get_engine().search(ask("Flöte")).total == 0


def test_a_deleted_folder_is_told_and_built_anew(write, index_folder):
    import shutil

    write(document("Flöte"))
    assert get_engine().search(ask("Flöte")).total == 1
    shutil.rmtree(index_folder / "generations")

    with pytest.raises(IndexMissing, match="lost its files"):
        get_engine().search(ask("Flöte"))
    rebuild()
    assert get_engine().search(ask("Flöte")).total == 0


def test_another_process_that_rebuilt_is_noticed(write):
    engine = write(document("Flöte"))
    engine.search(ask("Flöte"))
    other = get_engine.__wrapped__()
    with other.switching("g77", wait=1) as writer:
        writer.write([document("Flöte"), document("Flöte")], version=2)
        writer.commit()
    other.drop_others()

    assert engine.search(ask("Flöte")).total == 2


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("solr://host/prefix", "“solr”, which is no search engine"),
        ("/srv/index", "“/srv/index”, which is no search engine"),
        ("tantivy://index", "three slashes"),
        ("tantivy:///", "three slashes"),
        ("tantivy:///srv/index?heap=1", "no options"),
    ],
)
def test_a_wrong_search_url_says_what_is_wrong(url, reason):
    with pytest.raises(ImproperlyConfigured, match=reason):
        parse_search_url(url)


def test_a_wrong_search_url_stops_the_start(settings):
    settings.SEARCH_URL = "tantivy://index"

    with pytest.raises(Exception, match=r"search\.E001"):
        call_command("check")


def test_the_default_folder_follows_the_database(settings):
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/portal.sqlite3"}
    server = {"ENGINE": "django.db.backends.postgresql", "NAME": "portal", "HOST": "db"}

    assert str(default_folder(sqlite)) == "/srv/portal.sqlite3-index"
    assert default_folder(server) != default_folder({**server, "NAME": "other"})
