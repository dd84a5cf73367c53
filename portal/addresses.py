"""Fixed addresses of the portal in the reader's language."""

from django.conf import settings
from django.utils.translation import get_language

from .enums import ListName

FIXED = ("", *ListName.values, "hinweis", "konto", "mitmachen")
"""First parts of addresses that exist in every language."""


def address(path, language=None):
    """A fixed German address in a language: `address("/suche/")` is "/en/suche/" for English readers."""
    language = language or get_language() or settings.LANGUAGE_CODE
    return path if language == settings.LANGUAGE_CODE else f"/{language}{path}"


def address_in(value, language=None):
    """Fixed addresses of the portal lead to the reader's language; everything else is left as it was written."""
    return address(value, language) if value.startswith("/") and value.split("/")[1].partition("?")[0] in FIXED else value


def german_address(path):
    """The address without its language: "/suche/" for "/en/suche/"."""
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    foreign = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}
    return path.removeprefix(f"/{first}") if first in foreign else path
