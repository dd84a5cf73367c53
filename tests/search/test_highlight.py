import pytest
from django.utils.safestring import SafeString

from search.highlight import LENGTH, Highlighter


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        (["flöte"], "Flöten und Floeten", "<mark>Flöten</mark> und <mark>Floeten</mark>"),
        (["strasse"], "An der Straße", "An der <mark>Straße</mark>"),
        (["flöte"], "Flöte <b>&", "<mark>Flöte</mark> &lt;b&gt;&amp;"),
        (["script"], "<script>", "&lt;<mark>script</mark>&gt;"),
        (["musik"], "Nichts davon", "Nichts davon"),
        ([], "Text", "Text"),
    ],
)
def test_words_are_marked_however_they_are_spelled_and_html_stays_text(words, text, marked):
    result = Highlighter(words).marked(text, "de")

    assert (result, isinstance(result, SafeString)) == (marked, True)


def test_each_language_has_its_own_stems():
    assert Highlighter(["dance"]).marked("Dancing", "en") == "<mark>Dancing</mark>"
    assert Highlighter(["kurs"]).marked("kursları", "tr") == "kursları"


def test_a_snippet_shows_where_most_words_stand():
    text = f"Am Anfang eine Flöte. {'Viel Text dazwischen. ' * 40}Hier Flöte und Geige zusammen. {'Und so weiter. ' * 40}"

    snippet, language = Highlighter(["flöte", "geige"]).snippet([(text, "de")])

    assert "<mark>Flöte</mark> und <mark>Geige</mark>" in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < LENGTH + 60
    assert language == "de"


def test_a_snippet_prefers_the_short_text_and_falls_back_to_it():
    texts = [("Kurz und gut.", "de"), ("Lang mit Flöte.", "en")]

    assert Highlighter(["flöte"]).snippet(texts) == ("Lang mit <mark>Flöte</mark>.", "en")
    assert Highlighter(["geige"]).snippet(texts) == ("Kurz und gut.", "de")
    assert Highlighter(["geige"]).snippet([("", "de")]) == ("", "")
