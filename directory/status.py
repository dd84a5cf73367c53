"""The state of an entry as the office reads it, for lists of any length."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState


@dataclass(frozen=True)
class Status:
    """`condition` picks the entries, and `label` says it. An entry shows the first that fits it; `is_public` marks the tag as strong."""

    key: str
    label: str | Promise
    condition: Q
    is_public: bool = False


STATUSES = [
    Status("archived", _("archived"), Q(archived_at__isnull=False)),
    Status("review", _("in review"), Q(in_review=True)),
    Status("scheduled", _("scheduled"), Q(is_scheduled=True)),
    Status("changed", _("published, with a new draft"), Q(live=True, has_unpublished_changes=True), is_public=True),
    Status("published", _("published"), Q(live=True), is_public=True),
    Status("expired", _("expired"), Q(expired=True)),
    Status("draft", _("draft"), Q(live=False)),
]


def with_status(queryset):
    """Annotates `is_scheduled` and `in_review`, which `status_of` and the conditions of `STATUSES` need."""
    content_type = ContentType.objects.get_for_model(queryset.model)
    own = {"base_content_type": content_type, "object_id": Cast(OuterRef("pk"), CharField())}
    return queryset.annotate(
        is_scheduled=Exists(Revision.objects.filter(approved_go_live_at__isnull=False, **own)),
        in_review=Exists(WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS, **own)),
    )


def status_of(entry):
    """The `Status` that an entry out of `with_status()` shows."""
    return next(status for status in STATUSES if all(_holds(entry, name, value) for name, value in status.condition.children))


def filter_status(queryset, key):
    """Entries whose state fits `key`; unknown keys leave out everything."""
    status = next((status for status in STATUSES if status.key == key), None)
    return queryset.filter(status.condition) if status else queryset.none()


def _holds(entry, name, value):
    if name == "archived_at__isnull":
        return (entry.archived_at is None) == value
    return getattr(entry, name) == value
