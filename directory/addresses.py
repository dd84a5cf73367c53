"""Addresses of entries. A page has dozens, and Django's `reverse` takes long, so each pattern is reversed once in each language."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def entry_address(view: str, slug: str) -> str:
    """`view` is the name of an address with one slug in it, such as "directory:actor"."""
    before, after = around_slug(view)
    return f"{before}{slug}{after}"


def around_slug(view: str) -> tuple[str, str]:
    """What stands before and after the slug, for whoever writes many addresses of one view."""
    return _around_slug(view, get_language(), get_script_prefix())


def fixed_address(view: str) -> str:
    """`view` is the name of an address without anything variable in it."""
    return _fixed(view, get_language(), get_script_prefix())


@lru_cache(maxsize=64)
def _fixed(view, language, prefix):
    return reverse(view)


@lru_cache(maxsize=64)
def _around_slug(view, language, prefix):
    before, _slug, after = reverse(view, args=["-"]).rpartition("-")
    return before, after
