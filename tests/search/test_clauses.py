"""What a query asks of an index, and what of it only orders."""

from search.clauses import All, AnyOf, Best, Everything, InOrder, Mixed, Some, Times, Word, Worth, best_worth, matching

FLUTE, CHOIR = Word("main", "Flöte"), Word("main", "Chor")
IN_TEXT, ELSEWHERE = Word("text", "Flöte"), AnyOf("topic", ("musik",))


def test_points_and_factors_are_left_away():
    assert matching(Worth(Times(FLUTE, 2.0), 30.0)) == FLUTE


def test_what_only_counts_is_left_away():
    scored = Mixed([Mixed([Best([Worth(FLUTE, 30.0)])], [Best([Times(IN_TEXT, 0.5)], 0.4)])], [Worth(ELSEWHERE, -4.0)])

    assert matching(scored) == FLUTE


def test_what_is_worth_more_is_not_said_again():
    kinds, more = AnyOf("kind", ("kita",)), AnyOf("kind", ("kita", "ogs"))
    together = All([FLUTE, CHOIR])

    found = best_worth({9.0: [Some([FLUTE, IN_TEXT]), more, together], 30.0: [FLUTE, kinds], 7.0: [IN_TEXT]})

    assert found == Best([Worth(Some([FLUTE, kinds]), 30.0), Worth(Some([IN_TEXT, together, AnyOf("kind", ("ogs",))]), 9.0)])


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


def test_a_word_in_all_fields_is_asked_of_the_one_that_holds_all():
    fields = [Word(field, "Flöte") for field in ("main", "parts", "listed", "around", "text")]

    assert matching(Some(fields)) == Some([Word("anywhere", "Flöte"), Word("parts", "Flöte")])


def test_words_of_one_field_stand_together_and_aims_are_among_the_groups():
    alternatives = [AnyOf("aim", ("kinder",)), AnyOf("group", ("kinder",)), AnyOf("group", ("familien",)), AnyOf("kind", ("kita",))]

    assert matching(Some(alternatives)) == Some([AnyOf("group", ("kinder", "familien")), AnyOf("kind", ("kita",))])


def test_two_words_of_which_one_is_enough_are_left_away():
    two = All([Some([Word("main", "Flöte"), Word("parts", "Flöte")]), Word("main", "Kurs")])

    assert matching(Some([FLUTE, Word("parts", "Flöte"), two])) == Some([FLUTE, Word("parts", "Flöte")])


def test_of_several_words_in_places_within_each_other_the_widest_stays():
    strict = All([Word("main", "Sport"), Word("main", "Spiel")])
    wide = All([Some([Word("main", "Sport"), Word("parts", "Sport")]), Some([Word("main", "Spiel"), Word("parts", "Spiel")])])

    assert matching(Some([strict, wide, IN_TEXT])) == Some([IN_TEXT, wide])
    assert matching(Some([strict, All([IN_TEXT, CHOIR])])) == Some([strict, All([IN_TEXT, CHOIR])])
