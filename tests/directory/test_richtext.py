import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.richtext import begins_with, cleaned, shown, without_mails


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("<p>Seit <b>1994</b>.</p><ul><li>Chor</li></ul>", "<p>Seit <b>1994</b>.</p><ul><li>Chor</li></ul>"),
        ('<p>Mehr <a href="https://example.org/" onclick="x()">dort</a></p>', '<p>Mehr <a href="https://example.org/">dort</a></p>'),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>"),
        ('<p>a</p><script>alert(1)</script><img src=x onerror="alert(1)">', "<p>a</p>"),
        ("Erste Zeile\n\nZweite < dritte & vierte", "<p>Erste Zeile</p><p>Zweite &lt; dritte &amp; vierte</p>"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_descriptions_are_shown_safely(description, expected):
    assert shown(description) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<p data-block-key="x1">Seit <strong>1994</strong></p><hr/><h4>Chor</h4>', "<p>Seit <b>1994</b></p><hr/><h3>Chor</h3>"),
        ('<p data-block-key="x1"></p>', ""),
        ('<hr/><p><a linktype="page" id="3" class="x">dort</a></p>', '<hr/><p><a linktype="page" id="3">dort</a></p>'),
        ("Erste Zeile\nzweite\n\nRock & Roll <3", "<p>Erste Zeile<br/>zweite</p><p>Rock &amp; Roll &lt;3</p>"),
        ('<iframe src="https://example.org"></iframe><p style="color:red">a</p>', "<p>a</p>"),
    ],
)
def test_a_description_keeps_what_the_editor_knows(text, expected):
    assert cleaned(text) == expected


@given(text=st.text(alphabet=st.sampled_from("<>/abphr li\n&;=\"'"), max_size=60))
@example(";<p>;")
@example("<b>a<p>b</p></b>")
def test_cleaning_twice_changes_nothing(text):
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize(
    ("description", "summary", "expected"),
    [
        ("<p>Für alle &amp; jeden,  die <b>gern</b> schreiben. Mit Pausen.</p>", "Für alle & jeden, die gern schreiben …", True),
        ("<p>Für alle.</p>", "Nur für Frauen.", False),
        ("<p>Für alle.</p>", "", False),
        ("", "Für alle.", False),
    ],
)
def test_a_description_may_begin_with_the_summary(description, summary, expected):
    assert begins_with(description, summary) is expected


@pytest.mark.parametrize(
    "description",
    [
        "<p>Schreiben Sie an post@klangwerk.example.</p>",
        '<p>Schreiben Sie an <a href="mailto:post@klangwerk.example?subject=Hallo">post@klangwerk.example</a>.</p>',
        '<p>Schreiben Sie <a href="mailto:post%40klangwerk.example">uns</a>.</p>',
        "Schreiben Sie an post@klangwerk.example.",
    ],
)
def test_mail_addresses_in_a_description_become_hidden_links(description):
    html = shown(description)

    assert "klangwerk" not in html
    assert html.count('class="hidden-mail"') == 1


def test_plain_text_keeps_mail_addresses_for_people_only():
    assert without_mails("Mail: post@klangwerk.example, bis 12 Uhr") == "Mail: post (at) klangwerk.example, bis 12 Uhr"
    assert without_mails("3 @ 5, @home") == "3 @ 5, @home"
