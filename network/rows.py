"""Cooperations and wishes as rows of a list (`directory.rows.Row`). Give cooperations from `for_listing()`; nothing here asks the database."""

from datetime import datetime

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from directory import wording as words
from directory.freshness import BERLIN, State, freshness
from directory.richtext import plain, without_mails
from directory.rows import Row, foreign

from . import wording

ICON = "handshake"
WISH_ICONS = {"sucht": "search", "bietet": "hand-helping"}
AREAS_NAMED = 3
LONGEST_TEXT = 220


def cooperation_row(cooperation, at: datetime, areas=()) -> Row:
    """With `named_partners`; `areas` as `listing.columns.areas_of` gives them."""
    partners = cooperation.named_partners
    tiles = [(partner.actor.kind.icon, partner.actor.kind.slug) for partner in partners[:2]]
    icon, kind = tiles[0] if tiles else (ICON, "")
    state = freshness(cooperation, at)
    meta = [("users", wording.names(partners)), ("map-pin", area_names(areas))]
    return Row(
        title=cooperation.name,
        url=cooperation.get_absolute_url(),
        icon=icon,
        kind=kind,
        second=tiles[1] if len(tiles) > 1 else None,
        kicker=[wording.form(cooperation.form), wording.running(cooperation, at.astimezone(BERLIN).date())],
        lang=foreign("de"),
        meta=[(sign, text) for sign, text in meta if text],
        text=without_mails(cooperation.summary),
        text_lang=foreign("de"),
        chips=[{"text": _("Good practice"), "tone": "brand", "icon": "award"}] if cooperation.good_practice_at else [],
        checked_on=state.checked_on,
        due=state.state == State.DUE,
    )


def area_names(areas):
    names = [area.name for area in areas]
    if len(names) > AREAS_NAMED:
        return words.join([*names[:AREAS_NAMED], _("%(count)d more") % {"count": len(names) - AREAS_NAMED}])
    return words.join(names)


def wish_row(wish, at: datetime, *, with_actor=True) -> Row:
    """A wish from `for_listing()`."""
    actor = wish.actor
    kinds = words.join(kind.local_name for kind in wish.kinds.all())
    areas = area_names(list(wish.areas.all()))
    meta = [("users", kinds), ("map-pin", areas), ("calendar", _("until %(day)s") % {"day": words.day(wish.until)} if wish.until else "")]
    return Row(
        title=wish.name,
        url=wish.get_absolute_url(),
        icon=actor.kind.icon,
        kind=actor.kind.slug,
        kicker=[direction(wish), *([actor.name] if with_actor else [])],
        lang=foreign("de"),
        meta=[(sign, text) for sign, text in meta if text],
        text=Truncator(without_mails(plain(wish.text))).chars(LONGEST_TEXT),
        text_lang=foreign("de"),
        chips=[{"text": topic.local_name} for topic in list(wish.topics.all())[:3]]
        + ([{"text": wording.form(wish.form)}] if wish.form else []),
    )


def direction(wish):
    return _("Looking for a partner") if wish.direction == "sucht" else _("Offers to be a partner")
