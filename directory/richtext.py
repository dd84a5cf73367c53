"""Descriptions as HTML that is safe to show, wherever they come from: the editor, an import, a text area."""

import re
from html import unescape

from django.utils.html import linebreaks, strip_tags
from django.utils.safestring import mark_safe
from wagtail.rich_text import expand_db_html
from wagtail.whitelist import Whitelister

MARKUP = re.compile(r"<(p|ul|ol|h[2-6]|div|br|hr|a|b|strong|i|em)\b", re.IGNORECASE)


def shown(description):
    """HTML for a page. Rich text keeps headings, lists, emphasis and links, and loses all else; plain text gets its paragraphs."""
    if not description:
        return ""
    if not MARKUP.search(description):
        return mark_safe(linebreaks(description, autoescape=True))
    return mark_safe(Whitelister().clean(expand_db_html(description)))


def begins_with(description, summary):
    """Whether `description` says at its beginning what `summary` says: imports often cut one from the other, and nobody wants to read it twice."""
    text = " ".join(unescape(strip_tags(description)).split())
    start = " ".join(summary.split()).rstrip(" .…")
    return bool(start) and text.startswith(start)
