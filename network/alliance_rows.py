"""Alliances as rows of lists. Give them from `for_listing()`; nothing here asks the database."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from directory.richtext import without_mails
from directory.rows import MOST_CHIPS, Row, foreign

from .enums import AllianceKind

ICON = "network"


def alliance_row(alliance, today):
    meta = []
    if alliance.member_count:
        meta.append(("users", ngettext("%(count)d member", "%(count)d members", alliance.member_count) % {"count": alliance.member_count}))
    if alliance.starts_on:
        meta.append(("calendar", _("since %(year)d") % {"year": alliance.starts_on.year}))
    return Row(
        title=alliance.name,
        url=alliance.get_absolute_url(),
        icon=ICON,
        kind="",
        kicker=[str(capfirst(AllianceKind(alliance.kind).label)), *sorted(area.name for area in alliance.areas.all())[:2]],
        lang=foreign("de"),
        meta=meta,
        text=without_mails(alliance.summary),
        text_lang=foreign("de"),
        chips=[{"text": topic.local_name} for topic in alliance.topics.all()][:MOST_CHIPS],
        side=""
        if alliance.is_going_on(today)
        else pgettext("alliance", "ended")
        if alliance.ends_on and alliance.ends_on < today
        else pgettext("alliance", "planned"),
    )
