"""Drafts of sections: kept while somebody types, offered again at the next visit, forgotten after a while; and who else is typing."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from directory.personal import Keeping, Part, register
from events.wording import moment

from ..models import SectionDraft
from . import sections

KEEP = dt.timedelta(days=90)
NOW = dt.timedelta(minutes=10)
"""Who typed so lately is said to be editing."""
LARGEST = 200_000
"""Characters of a draft; more than any section can say."""


def keep(user, actor, place, slug, *, typed, seen, at) -> bool:
    """Keep what was typed, in place of an earlier draft. False when it is too much."""
    if sum(len(str(value)) for value in (*typed.values(), *seen.values())) > LARGEST:
        return False
    SectionDraft.objects.update_or_create(
        user=user, actor=actor, place=place, section=slug, defaults={"typed": typed, "seen": seen, "updated_at": at}
    )
    return True


def find(user, actor, place, slug) -> SectionDraft | None:
    return SectionDraft.objects.filter(user=user, actor=actor, place=place, section=slug).first()


def drop(user, actor, place, slug):
    SectionDraft.objects.filter(user=user, actor=actor, place=place, section=slug).delete()


def others(user, actor, place, slug, at):
    """Names of those who have this section open and typed lately."""
    lately = SectionDraft.objects.filter(actor=actor, place=place, section=slug, updated_at__gte=at - NOW).exclude(user=user)
    return [draft.user.get_full_name() or draft.user.email for draft in lately.select_related("user").order_by("updated_at")]


def waiting(user, actor):
    """[{"title", "url", "at"}] of the person's drafts for an institution, the latest first."""
    rows = []
    drafts = SectionDraft.objects.filter(user=user, actor=actor).select_related("place").order_by("-updated_at")
    for draft in drafts:
        section = sections.find(sections.OF_PLACE if draft.place_id else sections.OF_ACTOR, draft.section)
        if section and not (draft.place_id and draft.place.is_archived):
            title = f"{draft.place}: {section.title}" if draft.place_id else str(section.title)
            rows.append({"title": title, "url": sections.address_of(actor, section, draft.place), "at": draft.updated_at})
    return rows


def forget(at):
    """Delete drafts that nobody came back to. Returns how many."""
    return SectionDraft.objects.filter(updated_at__lt=at - KEEP).delete()[0]


def drafts_of(user):
    for draft in SectionDraft.objects.filter(user=user).select_related("actor").order_by("pk"):
        rows = [(_("Institution"), str(draft.actor)), (_("Section"), draft.section), (_("When"), moment(draft.updated_at))]
        yield Part(rows, {"actor": str(draft.actor), "section": draft.section, "at": draft.updated_at.isoformat(), "typed": draft.typed})


def register_keeping():
    register(Keeping("drafts", gettext_lazy("Drafts in the own area"), drafts_of, 75))
