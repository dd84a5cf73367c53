"""What of a meeting's form is the same for everybody is made once: when a registration opens, hundreds ask for it within a minute.

Kept are the meeting (in each process) and the page with holes where the visitor's own goes: token, key, puzzle. How many places are taken is read each time.
Until when that holds is known above (`keep_under`); as long as nobody says so, nothing is kept.
"""

import copy
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import escape

from directory.forms import protection
from directory.prepared import Prepared

from ..models import Meeting, Occupancy, Question

SECONDS = 60
MOST_MEETINGS = 200


def _never(request=None) -> str:
    return ""


_meeting_token: Callable[[], str] = _never
_page_key: Callable[..., str] = _never
_meetings: dict[str, "WithForm"] = {}
_seats = Prepared(lambda keys: Occupancy.objects.filter(meeting__in=keys).values_list("onsite", "online", "waiting"), most=1)

OWN = {
    "token": get_token,
    "key": lambda request: protection.new_key(),
    "puzzle": lambda request: escape(protection.challenge()),
}
"""What goes into the holes of a page, by the request."""
HOLES = {name: f"{name}{secrets.token_hex(16)}" for name in OWN}
"""What stands in a template's context instead. Nobody can write it into a text of a meeting."""
HOLE = re.compile(f"({'|'.join(HOLES.values())})")


def keep_under(*, meeting_token, page_key):
    """`meeting_token()`: another one as soon as a meeting, or anything that its page says, has changed; `page_key(request)`: for the page. Both "" where nothing may be kept."""
    global _meeting_token, _page_key
    _meeting_token, _page_key = meeting_token, page_key


@dataclass
class WithForm:
    """A meeting with a form, under the token that was true when it was read."""

    token: str
    found: Meeting

    def meeting(self):
        """For one request. How many places are taken isn't known of what was kept: `read_seats`."""
        return copy.copy(self.found)

    @cached_property
    def questions(self) -> list[Question]:
        """Nobody may change them."""
        return list(self.found.questions.all())


def with_form(slug, find) -> WithForm:
    """The meeting at `slug`. `find()` finds it, or raises."""
    token = _meeting_token()
    kept = _meetings.get(slug)
    if token and kept and kept.token == token:
        return kept
    fresh = WithForm(token, find())
    if token and fresh.found.slug == slug:
        if len(_meetings) >= MOST_MEETINGS:
            _meetings.clear()
        kept = _meetings[slug] = WithForm(token, fresh.meeting())
        Meeting.occupancy.related.delete_cached_value(kept.found)
    return fresh


def read_seats(meeting):
    """How many places are taken now, where it isn't known yet."""
    if not Meeting.occupancy.is_cached(meeting):
        onsite, online, waiting = next(iter(_seats.rows([meeting.pk])), (0, 0, 0))
        meeting.occupancy = Occupancy(meeting_id=meeting.pk, onsite=onsite, online=online, waiting=waiting)


def page_with_form(request, says: Iterable, make: Callable[[dict[str, str]], str]) -> HttpResponse | None:
    """The page for this visitor; None where it can't be kept. `says`: what it tells besides of the moment; `make(holes)` gives its text with `HOLES` in it."""
    if not (key := _page_key(request)):
        return None
    key = f"form.{'.'.join(map(str, says))}.{key}"
    parts = caches["pages"].get(key)
    if parts is None:
        names = {mark: name for name, mark in HOLES.items()}
        parts = [names.get(part, part) for part in HOLE.split(make(HOLES))]
        caches["pages"].set(key, parts, SECONDS)
    filled = list(parts)
    filled[1::2] = [OWN[name](request) for name in parts[1::2]]
    return HttpResponse("".join(filled))
