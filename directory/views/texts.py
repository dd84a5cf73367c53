"""Texts of an entry in the reader's language, and what other languages there are."""

from django.urls import translate_url
from django.utils.translation import get_language

from .. import richtext
from ..languages import RIGHT_TO_LEFT, own_name
from ..rows import foreign

INTERFACE = {"de", "en", "de-simple"}


def shown_texts(entry):
    """Name and summary with the `lang` that they need: {"name", "name_lang", "summary", "summary_lang"}."""
    name, name_language = entry.localized("name")
    summary, summary_language = entry.localized("summary")
    return {"name": name, "name_lang": foreign(name_language), "summary": summary, "summary_lang": foreign(summary_language)}


def other_texts(entry):
    """What the entry says in further languages: a link where the portal speaks the language, else the text itself.

    [{"language", "name" (of the language), "dir", "url" or "", "heading", "summary", "description" (safe HTML)}]
    """
    current = get_language() or "de"
    shown = current if entry.text_in(current) else "de"
    path = entry.get_absolute_url()
    found = []
    for text in entry.texts.all():
        if text.language == shown or not (text.summary or text.description):
            continue
        found.append(
            {
                "language": text.language,
                "name": text.get_language_display() if text.language == "de-simple" else own_name(text.language),
                "dir": "rtl" if text.language in RIGHT_TO_LEFT else "ltr",
                "url": translate_url(path, text.language) if text.language in INTERFACE else "",
                "heading": text.name,
                "summary": text.summary,
                "description": richtext.shown(text.description),
            }
        )
    return found
