import datetime
import re
from decimal import Decimal

import pytest
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from directory import richtext
from directory.imports import parsers
from directory.imports.parsers import Unreadable

TIME = datetime.time


def parsed(parser, text):
    """(value, number of remarks), or "refused"."""
    remarks = []
    try:
        return parser(parsers.clean(text), remarks.append), len(remarks)
    except Unreadable:
        return "refused"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("030 1234567", ("+49301234567", 0)),
        ("+49 30 902992010 ", ("+4930902992010", 0)),
        ("(030) 66004-0", ("+4930660040", 0)),
        ("030/1234567", ("+49301234567", 0)),
        ("0043 1 58858", ("+43158858", 0)),
        ("030 97606063/64", ("+493097606063", 1)),
        ("030 66633950 oder 0177 4317390", ("+493066633950", 1)),
        ("+49 30", "refused"),
        ("0177 713544", "refused"),
        ("auf Anfrage", "refused"),
    ],
)
def test_phone(text, expected):
    assert parsed(parsers.phone, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("info@example.org ", ("info@example.org", 0)),
        ("mailto:info@example.org", ("info@example.org", 0)),
        ("info(at)example.org", ("info@example.org", 0)),
        ("info@example.org (Büro, vormittags)", ("info@example.org", 1)),
        ("a@example.org, b@example.org", ("a@example.org", 1)),
        ("sekretariat@schule", "refused"),
        ("siehe Website", "refused"),
    ],
)
def test_email(text, expected):
    assert parsed(parsers.email, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.org/a?b=c#d", ("https://example.org/a?b=c#d", 0)),
        ("www.example.org", ("https://www.example.org", 0)),
        ("konzerthaus.de", ("https://konzerthaus.de", 0)),
        ("http://example.org/ www.example.com", ("http://example.org/", 1)),
        ("https://example.org/,https://example.com/", ("https://example.org/", 1)),
        ("http://www.example,de", "refused"),
        ("javascript:alert(1)", "refused"),
        ("http://[", "refused"),
    ],
)
def test_website(text, expected):
    assert parsed(parsers.website, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.234,50 €", (Decimal("1234.50"), 0)),
        ("12,5", (Decimal("12.50"), 0)),
        ("126.20", (Decimal("126.20"), 0)),
        ("5,- EUR", (Decimal("5.00"), 0)),
        ("1,234.50", (Decimal("1234.50"), 0)),
        ("1.234", "refused"),
        ("-3", "refused"),
        ("1e5", "refused"),
        ("frei", "refused"),
    ],
)
def test_decimal(text, expected):
    assert parsed(parsers.decimal, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01", (datetime.date(2026, 5, 1), 0)),
        ("2026-05-01T10:00:00", (datetime.date(2026, 5, 1), 0)),
        ("1.5.2026", (datetime.date(2026, 5, 1), 0)),
        ("Fr, 01.05.26", (datetime.date(2026, 5, 1), 0)),
        ("31.02.2026", "refused"),
        ("01.05.1026", "refused"),
        ("05/01/2026", "refused"),
    ],
)
def test_date(text, expected):
    assert parsed(parsers.date, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8", TIME(8)),
        ("8 Uhr", TIME(8)),
        ("08:30", TIME(8, 30)),
        ("8.30 Uhr", TIME(8, 30)),
        ("24:00", TIME(0)),
        ("25:00", "refused"),
        ("undefined", "refused"),
    ],
)
def test_time(text, expected):
    result = parsed(parsers.time, text)

    assert (result if result == "refused" else result[0]) == expected


def test_a_span_does_not_end_before_it_begins():
    assert parsers.span("18:00", "24:00") == (TIME(18), TIME(0))
    with pytest.raises(Unreadable):
        parsers.span("18:00", "08:00")


def test_opening_hours_as_people_write_them():
    week = [(day, TIME(8), TIME(16)) for day in range(5)]

    assert parsers.opening_hours("Mo-Fr 8-16 Uhr, Sa 9:00–12:00; So geschlossen") == [*week, (5, TIME(9), TIME(12))]
    assert parsers.opening_hours("Montag bis Freitag: 8.00 bis 16.00 Uhr") == week
    assert parsers.opening_hours("Di und Do 10-12 und 14-18 Uhr") == [
        (day, TIME(start), TIME(end)) for day in (1, 3) for start, end in ((10, 12), (14, 18))
    ]


@pytest.mark.parametrize("text", ["10-18 Uhr", "Mo-Fr 8-16 Uhr nach Vereinbarung", "n. V.", "Mo 18-8", "Mo-Fr"])
def test_opening_hours_that_are_not_understood_as_a_whole_are_refused(text):
    with pytest.raises(Unreadable):
        parsers.opening_hours(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\nb\nc", "<p>a</p><p>b<br/>c</p>"),
        ("5 < 6 & 7", "<p>5 &lt; 6 &amp; 7</p>"),
        (
            'Hier <a href=http://example.org/ target="_blank">mehr</a><br /><br />\nneu',
            '<p>Hier <a href="http://example.org/">mehr</a></p><p>neu</p>',
        ),
        (
            "<h1>Titel</h1><p>Text <strong>fett</strong></p>\n<ul><li>a</li></ul>",
            "<h2>Titel</h2><p>Text <b>fett</b></p> <ul><li>a</li></ul>",
        ),
        ('<p style="visibility:hidden">leer</p>', ""),
        ("<script>alert(1)</script><b onclick=x>fett</b>", "<p><b>fett</b></p>"),
        ('<a href="javascript:alert(1)">x</a>', "<p>x</p>"),
    ],
)
def test_rich_text(text, expected):
    assert parsers.rich_text(parsers.clean(text)) == expected


def test_clean_takes_out_what_nobody_sees():
    assert parsers.clean("  Kita \u200bSonne \r\n\xa0&quot;Nord&quot;\x07 ") == 'Kita Sonne\n"Nord"'


@pytest.mark.parametrize("text", ['=HYPERLINK("http://example.org")', "=1+1", "#REF!", "Gr\ufffdße"])
def test_clean_refuses_formulas_and_broken_letters(text):
    with pytest.raises(Unreadable):
        parsers.clean(text)


def test_a_phone_number_is_no_formula():
    assert parsers.clean("+49 30 1234567") == "+49 30 1234567"


def test_excerpt_ends_with_a_sentence_when_it_can():
    text = "Der erste Satz steht hier. Der zweite kommt am 3. Mai. Der dritte ist viel zu lang für das, was noch Platz hat."

    assert parsers.excerpt(text, 60) == "Der erste Satz steht hier. Der zweite kommt am 3. Mai."
    assert parsers.excerpt("Ein einziger Satz ohne Ende und ohne Punkt", 20) == "Ein einziger Satz …"
    assert parsers.excerpt("<p>Kurz.</p>", 60) == "Kurz."


@given(text=st.text(max_size=200))
def test_every_parser_answers_or_refuses(text):
    for parser in (parsers.phone, parsers.email, parsers.website, parsers.decimal, parsers.date, parsers.time, parsers.integer, parsers.boolean,
                   parsers.coordinate, parsers.postcode, parsers.weekday, parsers.opening_hours, parsers.rich_text, parsers.plain):  # fmt: skip
        parsed(parser, text)


RICH_MARKS = {f"<{slash}{tag}>" for tag in richtext.TAGS for slash in ("", "/")} | {"<br/>", "<hr/>"}


@given(html=st.text(alphabet=st.sampled_from("<>/abp scriptonclick=\"'&;:\n"), max_size=200))
def test_rich_text_never_lets_a_script_through(html):
    cleaned = parsers.rich_text(html)

    assert "<script" not in cleaned.lower()
    assert set(re.findall(r"<[^>]*>?", parsers.rich_text(cleaned))) <= RICH_MARKS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("030 123456 (Sekretariat)", "+4930123456"),
        ("0171 23456789 mobil", "+4917123456789"),
        ("030 1234567 Fax 030 1234568", "+49301234567"),
    ],
)
def test_remarks_beside_a_phone_number_are_left_out_and_told(text, number):
    notes = []

    assert parsers.phone(text, notes.append) == number
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1. Mai 2026", "2026-05-01"),
        ("Freitag, den 1. Mai 2026", "2026-05-01"),
        ("Fr., 1.5.2026", "2026-05-01"),
        ("2026/05/01", "2026-05-01"),
        ("20260501", "2026-05-01"),
        ("13/01/2026", "2026-01-13"),
        ("24.12.2026, 18 Uhr", "2026-12-24"),
    ],
)
def test_dates_of_all_forms(text, day):
    assert parsers.date(text).isoformat() == day


@pytest.mark.parametrize("text", ["05/01/2026", "46143", "Mai 2026", "1. Mai"])
def test_doubtful_dates_are_refused(text):
    with pytest.raises(Unreadable):
        parsers.date(text)


def test_where_only_the_end_is_given_the_beginning_is_that_of_the_days_before_and_it_is_told():
    notes = []

    hours = parsers.opening_hours("Mo–Do von 8–16 Uhr, Fr bis 14 Uhr", notes.append)

    assert [(day, opens.hour, closes.hour) for day, opens, closes in hours] == [(0, 8, 16), (1, 8, 16), (2, 8, 16), (3, 8, 16), (4, 8, 14)]
    assert len(notes) == 1
    with pytest.raises(Unreadable):
        parsers.opening_hours("Fr bis 14 Uhr", notes.append)


@pytest.mark.parametrize("parse", [parsers.phone, parsers.email, parsers.website])
@pytest.mark.parametrize("text", ["siehe Homepage", "s. o.", "s. Internetseite"])
def test_what_only_says_where_to_look_is_no_value(parse, text):
    with pytest.raises(Unreadable, match=gettext("This only says where to look, it is no value.")):
        parse(text, lambda remark: None)
