"""What a query asks of an index, and what of it only orders."""

from search.clauses import AnyOf, Best, Everything, InOrder, Mixed, Some, Times, Word, Worth, matching

FLUTE, CHOIR = Word("main", "Flöte"), Word("main", "Chor")
IN_TEXT, ELSEWHERE = Word("text", "Flöte"), AnyOf("topic", ("musik",))


def test_points_and_factors_are_left_away():
    assert matching(Worth(Times(FLUTE, 2.0), 30.0)) == FLUTE


def test_what_only_counts_is_left_away():
    scored = Mixed([Mixed([Best([Worth(FLUTE, 30.0)])], [Best([Times(IN_TEXT, 0.5)], 0.4)])], [Worth(ELSEWHERE, -4.0)])

    assert matching(scored) == FLUTE


def test_alternatives_stand_in_one_list_each_once():
    scored = Best([Worth(FLUTE, 30.0), Worth(Some([FLUTE, Some([IN_TEXT])]), 20.0), ELSEWHERE])

    assert matching(scored) == Some([FLUTE, IN_TEXT, ELSEWHERE])


def test_enough_of_several_stays_enough():
    assert matching(Some([Worth(FLUTE, 1.0), CHOIR, IN_TEXT], 2)) == Some([FLUTE, CHOIR, IN_TEXT], 2)


def test_what_must_not_be_there_stays():
    phrase = InOrder("text", ("offener", "Ganztag"))

    assert matching(Mixed([Worth(Everything(), 0.0)], [FLUTE], [phrase])) == Mixed([Everything()], without=[phrase])


def test_without_a_must_something_of_the_rest_is_needed():
    assert matching(Mixed([], [Worth(FLUTE, 1.0), CHOIR])) == Some([FLUTE, CHOIR])
