"""Descriptions for people who write without an editor: blank lines, “## Heading”, “- item”, “1. item”, **bold**, *italic*, [words](address)."""

import re
from html import escape
from html.parser import HTMLParser

HEADINGS = {"h2": "## ", "h3": "### "}
BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
ITALIC = re.compile(r"(?<!\*)\*(?=\S)([^*]+?)(?<=\S)\*(?!\*)")
LINK = re.compile(r"\[([^\]]+)\]\(((?:https?://|mailto:|tel:|/)[^\s)]+)\)")
PAGE = re.compile(r"\[([^\]]+)\]\(seite:(\d+)\)")
ITEM = re.compile(r"(?:-|(\d+)\.)\s+(.*)")


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.lines, self.lists, self.targets = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in HEADINGS:
            self.lines.append(f"\n\n{HEADINGS[tag]}")
        elif tag == "p":
            self.lines.append("\n\n")
        elif tag in ("ul", "ol"):
            self.lists.append([tag, 0])
            self.lines.append("\n")
        elif tag == "li":
            self._item()
        elif tag == "a":
            self.targets.append(f"seite:{given['id']}" if given.get("linktype") == "page" else given.get("href", ""))
            self.lines.append("[")
        else:
            self.lines.append({"b": "**", "i": "*", "br": "\n", "hr": "\n\n---"}.get(tag, ""))

    def _item(self):
        kind = self.lists[-1] if self.lists else ["ul", 0]
        kind[1] += 1
        self.lines.append(f"\n{kind[1]}. " if kind[0] == "ol" else "\n- ")

    def handle_endtag(self, tag):
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "a" and self.targets:
            self.lines.append(f"]({self.targets.pop()})")
        else:
            self.lines.append({"b": "**", "i": "*"}.get(tag, ""))

    def handle_data(self, data):
        self.lines.append(data)


def to_text(html):
    """What stands in the field for a description as it is kept."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.lines)).strip()


def to_html(text):
    """A description as `directory.richtext` cleans it, from what somebody wrote."""
    return "".join(_block(block.split("\n")) for block in re.split(r"\n\s*\n", text.strip()) if block.strip())


def _block(lines):
    parts, paragraph, items = [], [], []

    def flush():
        if paragraph:
            parts.append(f"<p>{'<br/>'.join(paragraph)}</p>")
        if items:
            tag = items[0][0]
            parts.append(f"<{tag}>{''.join(f'<li>{words}</li>' for _tag, words in items)}</{tag}>")
        paragraph.clear()
        items.clear()

    for line in (line.strip() for line in lines):
        item = ITEM.fullmatch(line)
        if item:
            tag = "ol" if item[1] else "ul"
            if paragraph or (items and items[0][0] != tag):
                flush()
            items.append((tag, _inline(item[2])))
        elif line.startswith(("## ", "### ")):
            flush()
            tag = "h2" if line.startswith("## ") else "h3"
            parts.append(f"<{tag}>{_inline(line.lstrip('# '))}</{tag}>")
        elif line == "---":
            flush()
            parts.append("<hr/>")
        elif line:
            if items:
                flush()
            paragraph.append(_inline(line))
    flush()
    return "".join(parts)


def _inline(text):
    html = escape(text, quote=True)
    html = PAGE.sub(r'<a linktype="page" id="\2">\1</a>', html)
    html = LINK.sub(r'<a href="\2">\1</a>', html)
    return ITALIC.sub(r"<i>\1</i>", BOLD.sub(r"<b>\1</b>", html))
