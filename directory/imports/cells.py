"""Cells of a row: reached by a path, cleaned, and short enough for a report."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from . import parsers
from .parsers import Unreadable

MAX_SHOWN = 200


def as_list(value):
    return value if isinstance(value, list) else [value]


def short(value):
    text = " ".join(str("" if value is None else value).replace("\x00", "").split())
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} …"


def cleaned(value):
    if isinstance(value, str):
        return parsers.clean(value)
    if isinstance(value, list):
        if any(isinstance(item, dict | list) for item in value):
            raise Unreadable(_("This is a nested list, not a value."))
        return [parsers.clean(item) if isinstance(item, str) else item for item in value if item is not None]
    if isinstance(value, dict):
        raise Unreadable(_("This is an object with several values; the mapping has to name one."))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**18:
        raise Unreadable(_("The number is too large."))
    return value


@lru_cache(maxsize=2000)
def steps(path):
    """[name, (key, wanted), …] of “text[eigenschaft=Beschreibung].text”."""
    steps = []
    for part in re.findall(r"\[[^\]]*\]|[^.\[\]]+", path):
        if part.startswith("["):
            key, _equals, wanted = part[1:-1].partition("=")
            steps.append((key.strip(), wanted.strip()))
        else:
            steps.append(part)
    return tuple(steps)


def walk(value, steps):
    for number, step in enumerate(steps):
        if isinstance(step, tuple):
            items = value if isinstance(value, list) else [value]
            value = next((item for item in items if isinstance(item, dict) and str(item.get(step[0])) == step[1]), None)
        elif isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list):
            if step.isdigit():
                value = value[int(step)] if int(step) < len(value) else None
            else:
                return [found for item in value if (found := walk(item, steps[number:])) is not None]
        else:
            return None
    return value
