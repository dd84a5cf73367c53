"""What comes first where several things fit, and what follows where few do."""

import pytest

# --- For whom --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("Tanz für Jugendliche", ["Breakdance im Keller", "Tanzen am Abend"]),
        ("Tanz für Kinder und Jugendliche", ["Breakdance im Keller", "Tanzen am Abend"]),
        ("Tanz für Erwachsene", ["Tanzen am Abend", "Breakdance im Keller"]),
        ("Tanz für Schüler", ["Breakdance im Keller", "Tanzen am Abend"]),
        ("danse pour adolescents", ["Breakdance im Keller", "Tanzen am Abend"]),
    ],
)
def test_what_is_for_others_comes_later_but_stays(ask, typed, titles):
    assert ask(typed)[:2] == titles


def test_who_asks_for_women_means_it(ask):
    assert ask("Beratung für Frauen")[0] == "Starke Stimmen"


def test_a_kind_of_schools_is_for_some_people(ask):
    assert ask("Schule für Kinder mit Behinderung")[0] == "Schule am Deich"


def test_people_in_a_compound_count(ask):
    assert ask("Seniorensport")[0] == "Aquafitness 60 plus"


# --- Kinds of things ---------------------------------------------------------------------------------------------------------


def test_a_kind_of_it_is_nearly_as_good(ask):
    assert ask("Tanz")[:2] == ["Tanzen am Abend", "Breakdance im Keller"]


def test_who_names_a_school_means_no_course_that_has_to_do_with_schools(ask):
    assert ask("école français allemand")[0] == "Kita Papillon"


def test_a_verb_is_not_the_little_word_with_its_stem(ask):
    assert ask("Malen")[0] == "Malen im Park"
    assert "Kita Kiek mal" not in ask("Malen")


# --- Few results -------------------------------------------------------------------------------------------------------------


def test_few_results_are_followed_by_what_lacks_one_word(ask, page):
    titles = ask("Gitarre Ausprobieren")

    assert titles[:2] == ["Gitarre einfach ausprobieren", "Gitarre für Anfänger"]
    assert "Ein Eintrag passt ganz zu Ihrer Suche, die übrigen zum Teil." in page("Gitarre Ausprobieren")


def test_taken_literally_nothing_follows(ask):
    assert ask("Gitarre ausprobieren", woertlich="1") == ["Gitarre einfach ausprobieren"]


def test_a_place_is_never_left_out(ask):
    assert ask("Gitarre Ausprobieren Grünau") == ["Gitarre einfach ausprobieren"]
