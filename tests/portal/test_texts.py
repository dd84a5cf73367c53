"""German is complete: what readers see first is never a message id."""

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
