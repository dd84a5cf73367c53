"""Texts of entries as they are shown: safe HTML wherever it comes from (the editor, an import, a text area), without mail addresses for harvesters.

People write addresses into running text. Rich text gets the portal's hidden link in their place (`show_mails_with`, called by the
app that has one), plain text of a line or two says “name (at) example.org”.
"""

import re
from html import unescape
from urllib.parse import unquote

from django.utils.html import linebreaks, strip_tags
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MAIL_LINK = re.compile(r"""<a\b[^>]*href="mailto:([^"?]+)[^"]*"[^>]*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
TAG = re.compile(r"(<[^>]*>)")
MARKUP = re.compile(r"<(p|ul|ol|h[2-6]|div|br|hr|a|b|strong|i|em)\b", re.IGNORECASE)


def without_mails(text):
    """Plain text in which people still read the addresses and programs don't find them."""
    return MAIL.sub(lambda found: found[0].replace("@", " (at) "), text)


_mail_link = without_mails


def show_mails_with(link):
    """`link(address)` gives the HTML that stands for a mail address in rich text."""
    global _mail_link
    _mail_link = link


def shown(description):
    """HTML for a page. Rich text keeps headings, lists, emphasis and links, and loses all else; plain text gets its paragraphs."""
    if not description:
        return ""
    html = Whitelister().clean(expand_db_html(description)) if MARKUP.search(description) else linebreaks(description, autoescape=True)
    html = MAIL_LINK.sub(lambda found: found[2] if MAIL.search(found[2]) else f"{found[2]} {unquote(found[1])}", html)
    parts = TAG.split(html)
    return mark_safe("".join(part if part.startswith("<") else MAIL.sub(lambda found: str(_mail_link(found[0])), part) for part in parts))


def begins_with(description, summary):
    """Whether `description` says at its beginning what `summary` says: imports often cut one from the other, and nobody wants to read it twice."""
    text = " ".join(unescape(strip_tags(description)).split())
    start = " ".join(summary.split()).rstrip(" .…")
    return bool(start) and text.startswith(start)
