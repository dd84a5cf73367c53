"""Names of languages that are spoken, in their own words and in the words of the interface."""

import pickle
from collections.abc import Mapping
from functools import cache

from babel import localedata
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .enums import LANGUAGES

OWN_NAMES = {"gsg": "Deutsche Gebärdensprache", "kmr": "Kurmancî", "ckb": "کوردیی ناوەندی", "ti": "ትግርኛ"}
MACRO = {"kmr": "ku"}
"""Under which code a language has its names."""
RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "ps", "ur"}


@cache
def _names(language) -> Mapping[str, str]:
    """What the languages of `enums.LANGUAGES` are called in `language`; nothing where nobody knows. Babel itself would keep all that it knows of each of them, a megabyte."""
    if not localedata.exists(language):
        return {}
    with open(localedata.resolve_locale_filename(language), "rb") as file:
        names = pickle.load(file)["languages"]  # noqa: S301 (a file of the package)
    return {code: names[code] for code in {*LANGUAGES, *MACRO.values()} if code in names}


@cache
def own_name(code):
    """“Türkçe” for `tr`."""
    return OWN_NAMES.get(code) or _names(code).get(code, code)


def language_name(code, language=None):
    """“Türkisch” for `tr` in German."""
    if code == "gsg":
        return _("German Sign Language")
    base = (language or get_language() or "de").partition("-")[0]
    return _names(base).get(MACRO.get(code, code), code)
