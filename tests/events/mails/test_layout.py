"""Whatever people write into a form stays text, in one line."""

import re

from hypothesis import given
from hypothesis import strategies as st

from events.enums import MailKind
from events.mails.texts import check_text, placeholders_of, portal_text
from events.mails.values import safe_name
from mailing import layout
from mailing.letterhead import Letterhead

BODY = "Guten Tag {name},\n\nWann: {when}\nWo: {where}\n\n{link}\n\n- {name}\n- x\n\nMehr: https://portal.example/a?b=1&c=2.\n\n{message}"
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


def written(value):
    values = {"name": value, "when": value, "where": value, "link": "https://portal.example/eigene/", "message": value}
    blocks, used = layout.laid_out(BODY, values)
    html = layout.html(
        blocks, subject=layout.fill("{name}", values), button="Ansehen", language="de", letterhead=Letterhead("Portal"), signature="."
    )
    return html, layout.plain(blocks, signature=["Portal"]), used


@given(
    st.text(min_size=1, max_size=120).filter(lambda value: layout.one_line(value) == value and "http" not in value and value[:2] != "- ")
)
def test_values_bring_no_tags_no_lines_and_no_placeholders(value):
    html, text, used = written(value)

    assert TAG.findall(html) == TAG.findall(written("x")[0])
    assert text.count("\n") == written("x")[1].count("\n")
    assert text.startswith(f"Guten Tag {value},\n".replace("\xa0", " "))
    assert used == {"name", "when", "where", "link", "message"}


@given(st.text())
def test_one_line_is_one_line(value):
    line = layout.one_line(value)

    assert not re.search(r"[\r\n\x00-\x1f\u202a-\u202e\u2028\u2029]", line)
    assert layout.one_line(line) == line
    assert layout.one_line(safe_name(value)) == safe_name(value)


def test_lines_without_a_value_are_left_out_and_empty_paragraphs_with_them():
    blocks, used = layout.laid_out("A\n\nGrund: {reason}\n\nWann: {when}\nWo: {where}\n\n{link}\n\nB", {"when": "morgen"})

    assert layout.plain(blocks, signature=["P"]) == "A\n\nWann: morgen\n\nB\n\n-- \nP\n"
    assert used == {"when"}


def test_the_portals_own_texts_keep_the_rules_in_all_languages():
    for kind in MailKind.values:
        for language in ("de", "en"):
            came = portal_text(kind, language)
            check_text(kind, came.subject, came.body)
        german, english = (set(layout.PLACEHOLDER.findall(portal_text(kind, language).body)) for language in ("de", "en"))
        assert german == english <= set(placeholders_of(kind))
