"""Texts of an entry in the reader's language, and what other languages there are."""

from django.urls import translate_url
from django.utils.text import capfirst
from django.utils.translation import get_language

from .. import richtext
from ..languages import RIGHT_TO_LEFT, own_name
from ..rows import foreign

INTERFACE = {"de", "en", "de-simple"}


def shown_texts(entry):
    """Name and summary with the `lang` that they need: {"name", "name_lang", "summary", "summary_lang"}."""
    name, name_language = entry.localized("name")
    summary, summary_language = entry.localized("summary")
    return {
        "name": name,
        "name_lang": foreign(name_language),
        "summary": richtext.without_mails(summary),
        "summary_lang": foreign(summary_language),
    }


def other_texts(entry):
    """What the entry says in further languages: linked where the portal speaks the language, else the text itself.

    {"linked": [{"language", "name", "url"}], "shown": [{"language", "name", "dir", "heading", "summary", "description" (safe HTML)}]},
    or {} when there are none.
    """
    current = get_language() or "de"
    here = current if entry.text_in(current) else "de"
    path = entry.get_absolute_url()
    linked, shown = [], []
    for text in entry.texts.all():
        if text.language == here or not (text.summary or text.description):
            continue
        if text.language in INTERFACE:
            name = text.get_language_display() if text.language == "de-simple" else capfirst(own_name(text.language))
            linked.append({"language": text.language, "name": name, "url": translate_url(path, text.language)})
        else:
            shown.append(
                {
                    "language": text.language,
                    "name": capfirst(own_name(text.language)),
                    "dir": "rtl" if text.language in RIGHT_TO_LEFT else "ltr",
                    "heading": text.name,
                    "summary": richtext.without_mails(text.summary),
                    "description": richtext.shown(text.description),
                }
            )
    return {"linked": linked, "shown": shown} if linked or shown else {}
