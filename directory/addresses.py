"""Addresses of entries. A page has dozens, and Django's `reverse` takes long, so each pattern is reversed once in each language."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def entry_address(view: str, slug: str) -> str:
    """`view` is the name of an address with one slug in it, such as "directory:actor"."""
    before, after = _round_slug(view, get_language(), get_script_prefix())
    return f"{before}{slug}{after}"


def fixed_address(view: str) -> str:
    """`view` is the name of an address without anything variable in it."""
    return _fixed(view, get_language(), get_script_prefix())


@lru_cache(maxsize=64)
def _fixed(view, language, prefix):
    return reverse(view)


@lru_cache(maxsize=64)
def _round_slug(view, language, prefix):
    before, _slug, after = reverse(view, args=["-"]).rpartition("-")
    return before, after
