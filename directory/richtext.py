"""Descriptions of entries: HTML of a few kinds of tags, kept as `cleaned` gives it, whether it comes from the editor, an import or the API.

As they are shown, mail addresses are hidden from harvesters. People write addresses into running text. Rich text gets the portal's hidden link in their place (`show_mails_with`, called by the
app that has one), plain text of a line or two says “name (at) example.org”.
"""

import re
from html import escape, unescape
from urllib.parse import unquote

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html, get_text_for_indexing

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr"]
"""What Wagtail's editor offers for a description: the same as `cleaned` keeps."""

TAGS = {"p", "h2", "h3", "b", "i", "ol", "ul", "li", "a", "br", "hr"}
SCHEMES = {"http", "https", "mailto", "tel"}
TAG = re.compile(r"<\s*/?\s*[a-zA-Z!][^<>]*>")
HIDDEN = re.compile(
    r"<(\w+)[^>]*style\s*=\s*[\"'][^\"']*(?:visibility:\s*hidden|display:\s*none)[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
BREAK = re.compile(r"\s*<br\s*/?\s*>[ \t]*\n?", re.IGNORECASE)
BLOCK = re.compile(r"<\s*(p|ul|ol|li|h[1-6]|hr|div|table|blockquote)\b", re.IGNORECASE)
HEADINGS = ((re.compile(r"<(/?)h[12]\b", re.I), r"<\1h2"), (re.compile(r"<(/?)h[4-6]\b", re.I), r"<\1h3"))
STYLES = ((re.compile(r"<(/?)strong\b", re.I), r"<\1b"), (re.compile(r"<(/?)em\b", re.I), r"<\1i"))
EMPTY = re.compile(r"<p>\s*</p>|<li>\s*</li>")
NO_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MAIL_LINK = re.compile(r"""<a\b[^>]*href="mailto:([^"?]+)[^"]*"[^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
PIECES = re.compile(r"(<[^>]*>)")


def cleaned(text, *, pages=True):
    """HTML as a description keeps it: paragraphs, headings, lists, bold, italic, links, and nothing else. Cleaning twice changes nothing.

    Plain text gets paragraphs where lines are blank. `pages` keeps the editor's links to pages of the portal (`<a linktype="page" id="7">`).
    """
    text = HIDDEN.sub("", text)
    if not TAG.search(text):
        return _paragraphs(escape(text, quote=False))
    for pattern, replacement in (*HEADINGS, *STYLES):
        text = pattern.sub(replacement, text)
    has_blocks = bool(BLOCK.search(text))
    if not has_blocks:
        text = BREAK.sub("\n", text)
    html = nh3.clean(
        text,
        tags=TAGS,
        attributes={"a": {"href", "linktype", "id"} if pages else {"href"}},
        url_schemes=SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style"},
    )
    html = NO_LINK.sub(r"\1", html)
    if not has_blocks:
        return _paragraphs(html)
    html = EMPTY.sub("", html.replace("\n", " ")).replace("<br>", "<br/>").replace("<hr>", "<hr/>").strip()
    if BLOCK.match(html):
        return html
    # Loose text before the first block: a paragraph round all of it holds others, which the parser then puts after it.
    return cleaned(_paragraphs(html), pages=pages) if BLOCK.search(html) else _paragraphs(html)


def _paragraphs(html):
    parts = [part.strip() for part in re.split(r"\n\s*\n", html)]
    return "".join("<p>{}</p>".format("<br/>".join(line.strip() for line in part.split("\n"))) for part in parts if part)


def plain(description):
    """The words of a description, in one line."""
    return " ".join(get_text_for_indexing(description).split())


def without_mails(text):
    """Plain text in which people still read the addresses and programs don't find them."""
    return MAIL.sub(lambda found: found[0].replace("@", " (at) "), text)


_mail_link = without_mails


def show_mails_with(link):
    """`link(address)` gives the HTML that stands for a mail address in rich text."""
    global _mail_link
    _mail_link = link


def shown(description):
    """HTML for a page, safe whatever stands in the database."""
    if not description:
        return ""
    html = cleaned(expand_db_html(description), pages=False)
    html = MAIL_LINK.sub(lambda found: found[2] if MAIL.search(found[2]) else f"{found[2]} {unquote(found[1])}", html)
    parts = PIECES.split(html)
    return mark_safe("".join(part if part.startswith("<") else MAIL.sub(lambda found: str(_mail_link(found[0])), part) for part in parts))


def begins_with(description, summary):
    """Whether `description` says at its beginning what `summary` says: imports often cut one from the other, and nobody wants to read it twice."""
    text = " ".join(unescape(strip_tags(description)).split())
    start = " ".join(summary.split()).rstrip(" .…")
    return bool(start) and text.startswith(start)
