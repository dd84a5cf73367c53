"""New dates from a meeting that is there already. What belongs to the one date (materials, follow-up, a cancellation) doesn't come along."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from directory.errors import OperationRefused
from directory.freshness import BERLIN
from directory.operations import publish, save_draft

from ..calendar.recurrence import MOST_DATES, on_day
from ..models import AgendaItem, Meeting, Question

COPIED = (
    "name", "series", "alliance", "kind", "summary", "description", "time_note", "format", "venue", "online_url", "organiser", "audience", "is_free", "price",
    "price_note", "precondition", "precondition_url", "registration", "registration_url", "registration_email", "registration_phone",
    "capacity_onsite", "capacity_online", "contact_name", "contact_email", "contact_phone",
    "confirms_address", "hold_minutes", "group_limit", "institution_limit", "has_waiting_list", "waits_strictly", "offer_hours", "asks_needs",
    "reminder_days", "link_hours", "asks_feedback", "retention_days",
)  # fmt: skip
LEFT_BEHIND = (
    "slug", "follow_up", "is_full", "cancelled_at", "cancel_reason", "moved_from", "moved_at", "sequence", "materials",
    "registrations", "occupancy", "messages", "list_accesses", "feedback",
)  # fmt: skip
"""Belongs to the one date. A test holds that each field of a meeting is decided on."""


@transaction.atomic
def repeat(meeting, *, starts_at, by=None):
    """A draft of the same theme that begins at `starts_at` (aware) and lasts as long; registration opens and closes as long before it. Returns it."""
    if meeting.starts_at is None or meeting.ends_at is None:
        raise OperationRefused(_("“%(meeting)s” has no beginning or no end yet. Please fill them in first.") % {"meeting": meeting})
    copy = Meeting(**{name: getattr(meeting, name) for name in COPIED})
    copy.starts_at, copy.ends_at = starts_at, _shifted(meeting, meeting.ends_at, starts_at)
    copy.opens_at, copy.closes_at = _shifted(meeting, meeting.opens_at, starts_at), _shifted(meeting, meeting.closes_at, starts_at)
    copy.repeats = meeting.repeats or meeting
    copy.topics, copy.target_groups = meeting.topics.all(), meeting.target_groups.all()
    copy.agenda = [
        AgendaItem(starts=item.starts, title=item.title, text=item.text, speakers=item.speakers, sort_order=item.sort_order)
        for item in meeting.agenda.all()
    ]
    copy.questions = [
        Question(**{name: getattr(question, name) for name in ("text", "help", "kind", "choices", "is_needed", "sort_order")})
        for question in meeting.questions.all()
    ]
    save_draft(copy, by=by)
    log(instance=copy, action="events.repeat", user=by, data={"of": meeting.pk})
    return copy


@transaction.atomic
def lay_out(meeting, days, *, published, by=None):
    """A repetition of `meeting` on each of `days`, at the same time of day; drafts, or public at once. Days on which it takes place already are refused."""
    if not days:
        raise OperationRefused(_("These rules give no date. Please choose a later end or more dates."))
    if len(days) > MOST_DATES:
        raise OperationRefused(_("Please lay out at most %(count)d dates at once.") % {"count": MOST_DATES})
    if meeting.starts_at is None:
        raise OperationRefused(_("“%(meeting)s” has no beginning or no end yet. Please fill them in first.") % {"meeting": meeting})
    starts = [on_day(meeting.starts_at, day) for day in days]
    theme = meeting.repeats_id or meeting.pk
    taken = Meeting.objects.filter(archived_at=None, starts_at__in=starts, repeats=theme).count()
    if taken:
        raise OperationRefused(
            ngettext(
                "On %(count)d of these days the meeting is laid out already. Please leave it out.",
                "On %(count)d of these days the meeting is laid out already. Please leave them out.",
                taken,
            )
            % {"count": taken}
        )
    made = [repeat(meeting, starts_at=start, by=by) for start in starts]
    return [publish(each, by=by) for each in made] if published else made


def _shifted(meeting, moment, starts_at):
    """`moment`, which belongs to `meeting`, as it belongs to a meeting at `starts_at`: so many days away, at the same time on the clock."""
    if moment is None:
        return None
    old, new, local = (each.astimezone(BERLIN).replace(tzinfo=None) for each in (meeting.starts_at, starts_at, moment))
    return (new + (local - old)).replace(tzinfo=BERLIN)
