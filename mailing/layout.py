"""A text with placeholders and their values become the plain text and the HTML of a mail.

Values never become anything but text: braces, HTML and addresses in somebody's name stay what they are.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
FACT = re.compile(r"[^:\n]{2,30}:\s")
"""“Wann: …”"""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
LISTS = ("materials", "message", "changes", "cooperations", "entries")
"""Values of several lines; they need a line of their own."""
LINKS = ("link", "meeting_link", "online_link", "feedback_link", "cooperation_link")
BUTTON = "link"
SPACE = re.compile(r"[ \t\r\n\f\v]+")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Characters that steer programs: control characters, and those that turn the direction of writing round."""


class Piece(NamedTuple):
    """Words of a line: the office's, a value, or an address to follow."""

    text: str
    kind: str = "words"


@dataclass
class Block:
    """What stands between blank lines: paragraph | facts | list | button."""

    kind: str
    lines: list[list[Piece]] = field(default_factory=list)


def one_line(value):
    """For subjects and names: line ends, control characters and turned directions are gone. Spaces that don't break stay."""
    return SPACE.sub(" ", UNSEEN.sub(" ", str(value))).strip()


def many_lines(value):
    return UNSEEN.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def fill(text, values):
    """One line in which placeholders are replaced once; a value with braces is left alone."""
    return one_line(PLACEHOLDER.sub(lambda found: one_line(values.get(found[1], "")), text)).replace("\xa0", " ")


def laid_out(body, values) -> tuple[list[Block], set[str]]:
    """The blocks of a text, and which placeholders stand in them with a value."""
    blocks, lines, used = [], [], set()
    for line in [*many_lines(body).split("\n"), ""]:
        line = line.strip()
        names = PLACEHOLDER.findall(line)
        if any(not values.get(name) for name in names):
            continue
        used |= set(names)
        if names and names[0] in LISTS:
            blocks += _block(lines) + _free_text(values[names[0]])
            lines = []
        elif line == f"{{{BUTTON}}}":
            blocks += [*_block(lines), Block("button", [[Piece(values[BUTTON], "url")]])]
            lines = []
        elif line:
            lines.append(_pieces(line, values))
        else:
            blocks += _block(lines)
            lines = []
    return blocks, used


def _free_text(text):
    """Several lines that people wrote elsewhere: no placeholders in them."""
    return [
        block
        for part in re.split(r"\n\s*\n", many_lines(text).strip())
        for block in _block([_words(line.strip()) for line in part.split("\n") if line.strip()])
    ]


def _block(lines):
    if not lines:
        return []
    starts = [line[0].text for line in lines]
    if all(text.startswith("- ") for text in starts):
        return [Block("list", [[Piece(line[0].text[2:], line[0].kind), *line[1:]] for line in lines])]
    if len(lines) > 1 and all(line[0].kind == "words" and FACT.match(line[0].text) for line in lines):
        return [Block("facts", lines)]
    return [Block("paragraph", lines)]


def _pieces(line, values):
    pieces, end = [], 0
    for found in PLACEHOLDER.finditer(line):
        pieces += _words(line[end : found.start()])
        name = found[1]
        pieces.append(Piece(one_line(values[name]), "url" if name in LINKS else "value"))
        end = found.end()
    return pieces + _words(line[end:])


def _words(text):
    pieces, end = [], 0
    for found in URL.finditer(text):
        pieces += [Piece(text[end : found.start()]), Piece(found[0], "url")]
        end = found.end()
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


# --- Plain text -------------------------------------------------------------------------------------------------------------


def plain(blocks, *, signature):
    """`signature`: lines that say from whom the mail is."""
    parts = ["\n".join(("- " if block.kind == "list" else "") + "".join(p.text for p in line) for line in block.lines) for block in blocks]
    text = "\n\n".join(parts) + "\n\n-- \n" + "\n".join(signature) + "\n"
    return text.replace("\xa0", " ")


# --- HTML -------------------------------------------------------------------------------------------------------------------


def html(blocks, *, subject, button, language, letterhead, signature):
    """Inline styles only, no pictures: what every mail program shows, and no one is asked for anything when it is opened."""
    context = {
        "subject": subject,
        "language": language,
        "letterhead": letterhead,
        "signature": signature,
        "blocks": [_html_block(block, button) for block in blocks],
    }
    return render_to_string("mailing/mail.html", context)


def _html_block(block, button):
    if block.kind == "button":
        return {"kind": "button", "url": block.lines[0][0].text, "label": button}
    if block.kind == "facts":
        return {"kind": "facts", "rows": [_fact(line) for line in block.lines]}
    return {"kind": block.kind, "lines": [_joined(line) for line in block.lines]}


def _fact(line):
    """(label, value) of “Wann: Dienstag …”; the label is always the office's words."""
    label, _colon, rest = line[0].text.partition(":")
    return label.strip(), _joined([Piece(rest.lstrip(), line[0].kind), *line[1:]])


def _joined(line):
    return mark_safe("".join(_html_piece(piece) for piece in line))


def _html_piece(piece):
    if piece.kind == "url":
        return format_html('<a href="{}" style="color:#1a4f8a;word-break:break-word">{}</a>', piece.text, piece.text)
    return escape(piece.text)
