"""German is complete: what readers see first is never a message id."""

from pathlib import Path

from django.conf import settings
from django.utils import translation

from portal.management.commands.messages import catalogue_files, missing_translations, read_catalogue


def test_every_text_has_german():
    assert missing_translations() == []


def test_placeholders_of_each_translation_are_those_of_its_text():
    wrong = [
        (file.parts[-5], message.id)
        for file in catalogue_files()
        for message in read_catalogue(file)
        if message.id and list(message.check())
    ]

    assert wrong == []


def test_plain_language_says_the_projects_german_where_it_has_no_words_of_its_own():
    folder = Path(settings.BASE_DIR, "portal/plain_language/locale/de_Simple/LC_MESSAGES/django.po")
    own = {message.id for message in read_catalogue(folder)}
    german = {
        message.id: message.string
        for message in read_catalogue(Path(settings.BASE_DIR, "locale/de/LC_MESSAGES/django.po"))
        if message.id and message.context is None and isinstance(message.id, str) and message.string and message.id not in own
    }

    with translation.override("de-simple"):
        shown = {text: translation.gettext(text) for text in german}

    assert shown == german
    assert german["Home"] == "Start"
