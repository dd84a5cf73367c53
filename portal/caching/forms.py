"""Under what the form of a meeting may be kept (`events.views.kept`), which asks by itself how many places are taken."""

from django.db import DatabaseError, connection

from . import changes
from .pages import asked_by_anybody, key_of


def meeting_token() -> str:
    """Under which the meeting itself holds, whoever asks."""
    if connection.in_atomic_block:
        return ""
    try:
        return changes.current_but_seats()
    except DatabaseError:
        return ""


def page_key(request) -> str:
    """Under which the page holds until the next full minute; "" for people of whom it says more than that somebody asks."""
    return (asked_by_anybody(request) and key_of(request, changes.current_but_seats)) or ""
