"""Catalogues of texts without gettext's programs: a fresh machine has none of them."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

ROOMS = {
    "locale": ["templates/base.html", "templates/*.html", "templates/components", "templates/errors", "templates/account", "templates/mfa", "templates/socialaccount", "templates/includes",
               "portal/templatetags", "portal/views.py", "portal/context_processors.py", "portal/shell.py", "portal/frame.py", "portal/mailguard.py",
               "portal/specimens.py", "templates/portal/style_guide.html", "templates/portal/hidden_mail.html"],
    "directory/locale": ["directory", "templates/directory"],
    "mailing/locale": ["mailing", "templates/mailing"],
    "upkeep/locale": ["upkeep", "templates/upkeep"],
    "events/locale": ["events", "templates/events"],
    "network/locale": ["network", "templates/network"],
    "search/locale": ["search", "templates/search"],
    "portal/locale": ["portal", "templates/portal", "templates/wagtailadmin"],
}  # fmt: skip
"""Catalogue folder → where its texts stand. A file belongs to the first room that names it."""

LANGUAGES = ["de"]
"""Languages that must be complete. English is the language of the message ids; `de_Simple` (portal/plain_language) holds only what differs from German."""

HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
"""Without dates and names: a catalogue changes only when a text does."""


def find_messages():
    """{catalogue folder: {(message id, context): [“file:line”, …]}} of all texts in code and templates."""
    taken, found = set(), {}
    for folder, places in ROOMS.items():
        messages = found.setdefault(folder, {})
        for place in places:
            for file in _files(place):
                if file in taken:
                    continue
                taken.add(file)
                for line, message, context in _extract(file):
                    messages.setdefault((message, context), []).append(f"{file.relative_to(settings.BASE_DIR)}:{line}")
    return found


def _files(place):
    root = settings.BASE_DIR
    if (root / place).is_dir():
        candidates = (root / place).rglob("*")
    else:
        candidates = root.glob(place)
    return sorted(
        file
        for file in candidates
        if file.suffix in {".py", ".html", ".txt"} and not {"migrations", "dist", "data", "files"} & set(file.parts)
    )


def _extract(file):
    if file.suffix == ".py":
        yield from ((line, message, context) for line, message, _comments, context in extract_from_file("python", file, keywords=KEYWORDS))
        return
    from io import BytesIO

    from babel.messages.extract import extract

    source = templatize(file.read_text(encoding="utf-8"), origin=str(file))
    yield from (
        (line, message, context) for line, message, _comments, context in extract("python", BytesIO(source.encode()), keywords=KEYWORDS)
    )


def catalogue_files():
    return sorted(
        file
        for file in settings.BASE_DIR.glob("**/locale/*/LC_MESSAGES/django.po")
        if ".venv" not in file.parts and "node_modules" not in file.parts
    )


def read_catalogue(file):
    with file.open("rb") as stream:
        return read_po(stream)


def missing_translations():
    """[(catalogue file, message id, first place)] of every text without German, across rooms: a text may be translated in any catalogue."""
    translated = {}
    for language in LANGUAGES:
        known = translated.setdefault(language, set())
        for file in catalogue_files():
            if file.parts[-3] == language:
                known |= {
                    (_first(message.id), message.context)
                    for message in read_catalogue(file)
                    if message.id and all(_strings(message)) and not message.fuzzy
                }
    return [
        (f"{folder}/{language}/LC_MESSAGES/django.po", _first(message), places[0])
        for folder, messages in find_messages().items()
        for (message, context), places in messages.items()
        for language in LANGUAGES
        if (_first(message), context) not in translated[language]
    ]


def _first(message):
    return message[0] if isinstance(message, (tuple, list)) else message


def _strings(message):
    return message.string if isinstance(message.string, (tuple, list)) else (message.string,)


def compile_catalogues():
    """Write the .mo files that are older than their .po; returns how many."""
    written = 0
    for file in catalogue_files():
        target = file.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < file.stat().st_mtime:
            part = target.with_suffix(".part")
            with part.open("wb") as stream:
                write_mo(stream, read_catalogue(file))
            part.replace(target)
            written += 1
    return written


def update_catalogues():
    """Add texts that are new, with an empty translation. What is translated stays, also texts of packages that a catalogue says in better words."""
    known = {file: list(read_catalogue(file)) for file in catalogue_files() if file.parts[-3] in LANGUAGES}
    everywhere = {
        (_first(message.id), message.context): message
        for messages in known.values()
        for message in messages
        if message.id and all(_strings(message))
    }
    for folder, messages in find_messages().items():
        for language in LANGUAGES:
            file = Path(settings.BASE_DIR, folder, language, "LC_MESSAGES", "django.po")
            catalogue = Catalog(locale=language, fuzzy=False)
            # A room may say a text in its own words; another room's are only lent where it has none.
            own = {
                (_first(message.id), message.context): message for message in known.get(file, []) if message.id and all(_strings(message))
            }
            for (message, context), places in sorted(messages.items(), key=lambda item: item[1][0]):
                key = (_first(message), context)
                old = own.get(key) or everywhere.get(key)
                catalogue.add(message, _fitting(message, old), locations=[(places[0].rsplit(":", 1)[0], None)], context=context)
            for message in known.get(file, []):
                if message.id and (_first(message.id), message.context) not in {(_first(found.id), found.context) for found in catalogue}:
                    catalogue.add(message.id, message.string, context=message.context)
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            with part.open("wb") as stream:
                stream.write(HEADER.format(language=language).encode())
                write_po(stream, catalogue, width=0, sort_by_file=True, include_lineno=False, omit_header=True)
            part.replace(file)


def _fitting(message, old):
    """The translation of `old` in the form that `message` needs: one text, or one for each number."""
    if old is None:
        return ""
    plural = isinstance(message, (tuple, list))
    if plural == isinstance(old.id, (tuple, list)):
        return old.string
    return "" if plural else old.string[0]


class Command(BaseCommand):
    help = "Finds the texts of the portal, checks that each has German, and compiles the catalogues."

    def add_arguments(self, parser):
        parser.add_argument("--compile", action="store_true", help="Only compile what changed.")
        parser.add_argument("--check", action="store_true", help="Fail when a text has no German.")

    def handle(self, **options):
        if not options["compile"] and not options["check"]:
            update_catalogues()
        if not options["check"]:
            self.stdout.write(f"{compile_catalogues()} catalogues compiled.")
        if not options["compile"]:
            missing = missing_translations()
            for file, message, place in missing:
                self.stdout.write(f"{file}: no German for “{message}” ({place})")
            if missing and options["check"]:
                raise CommandError(f"{len(missing)} texts have no German.")
