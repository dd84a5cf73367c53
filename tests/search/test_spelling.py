from search.language.spelling import Vocabulary, corrections

WORDS = {
    "Klavier": 40,
    "Klarinette": 12,
    "Gitarre": 80,
    "Theater": 30,
    "Gymnasium": 25,
    "Musikschule": 60,
    "Schach": 3,
    "Schwach": 9,
    "Tanz": 20,
}


def test_corrections_by_length_best_first():
    vocabulary = Vocabulary(WORDS)

    found = {word: corrections(word, vocabulary) for word in ("klafier", "Gittare", "Teather", "gimnasium", "Musikshcule", "Tans", "schac")}

    assert found == {
        "klafier": ["Klavier"],
        "Gittare": ["Gitarre"],
        "Teather": ["Theater"],
        "gimnasium": ["Gymnasium"],
        "Musikshcule": ["Musikschule"],
        "Tans": [],
        "schac": ["Schach"],
    }


def test_compounds_with_one_part_right_and_one_near():
    words = ["Klavier", "Unterricht", "Gitarre", "Kinder", "Gruppe"]

    assert corrections("Klavierunteriht", words) == ["klavierunterricht"]
    assert corrections("kindergrupe", words) == ["kindergruppe"]


def test_what_sounds_the_same_is_one_mistake():
    words = ["Philosophie", "Rhythmik", "Theater", "Gitarre", "Klavier"]

    assert [corrections(word, words) for word in ("Filosofie", "Ritmik", "Teater", "Gittare", "Klawier")] == [
        ["Philosophie"], ["Rhythmik"], ["Theater"], ["Gitarre"], ["Klavier"],
    ]  # fmt: skip


def test_words_that_are_there_have_no_corrections():
    assert corrections("GITARRE", WORDS) == []
    assert corrections("", WORDS) == []
    assert corrections("12345678", WORDS) == []
