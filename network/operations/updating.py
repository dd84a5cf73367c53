"""What a partner itself changes in the profile, without the office."""

from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from directory import diff, field_values
from directory.enums import Trust
from directory.errors import OperationRefused
from directory.operations import change_content, save_draft
from directory.trust import trust_of

from ..enums import Answer, Audience, CooperationStatus
from ..essentials import essentials_of, shown_to_partners
from ..models import Cooperation, CooperationPartner
from ..permissions import can_answer_for
from .asking import ask_all_again, count_for
from .locking import lock_partner
from .partners import refuse_archived
from .proposing import refuse_period
from .speaking import refuse_foreign

PARTS = {
    "agreement": ("agreed_on",),
    "reach": ("people", "groups", "staff", "hours_per_week"),
    "funding": ("funding", "funded_until"),
    "about": ("about",),
    "running": ("running",),
    "helps": ("helps",),
    "hinders": ("hinders",),
    "contact": ("contact_name", "contact_email", "contact_phone", "contact_note"),
    "pictures": (),
}
"""{part: its columns}; `<part>_for` says who reads them."""
ALWAYS = (
    "name", "summary", "form", "status", "starts_on", "ends_on", "topics", "target_groups", "transitions", "areas", "place_note", "agreement",
)  # fmt: skip
FIELDS = (*ALWAYS, *(name for part, columns in PARTS.items() for name in (*columns, f"{part}_for")))
"""What partners change themselves. Documents and pictures go through the office."""


class Updated(NamedTuple):
    cooperation: Cooperation
    changed: list[str]
    """Names of the fields."""
    waits: bool
    """Whether the office looks at it first; what is public stays as it is until then."""
    asked: int
    """How many other partners are asked anew, because essentials are others now."""


def fields_for(partner) -> list[str]:
    """Names of the fields that members of the partner may read and change: all but those of parts that only the office reads."""
    shown = shown_to_partners(partner.cooperation)
    internal = {part for part in PARTS if getattr(shown, f"{part}_for") == Audience.INTERNAL}
    return [*ALWAYS, *(name for part, columns in PARTS.items() if part not in internal for name in (*columns, f"{part}_for"))]


@transaction.atomic
def update(partner, changes, *, by, at, seen=None) -> Updated:
    """A member of a partner that has confirmed changes the profile. `changes` and `seen`: {field: value} as `directory.field_values` gives them.

    `seen` is what the member looked at; refused where something else stands there by now. Who changes essentials has confirmed them for the own
    institution, and all others are asked anew. What members with the trust “everything is reviewed” change becomes a draft for the office.
    """
    partner, cooperation = lock_partner(partner)
    refuse_archived(cooperation)
    refuse_foreign(by, partner.actor)
    if partner.answer != Answer.CONFIRMED:
        raise OperationRefused(
            _("Please confirm first that “%(actor)s” takes part. Then you can change the profile.") % {"actor": partner.actor}
        )
    shown = shown_to_partners(cooperation)
    allowed = fields_for(partner)
    present = {name: field_values.value_of(shown, name) for name in allowed}
    given = {name: value for name, value in changes.items() if name not in present or value != present[name]}
    values = {name: field_values.clean(shown, name, value, fields=allowed) for name, value in given.items()}
    values = {name: value for name, value in values.items() if value != present[name]}
    gone = [name for name, value in (seen or {}).items() if name in values and value != present[name]]
    if gone:
        labels = ", ".join(diff.label_of(shown, name) for name in gone)
        raise OperationRefused(
            _("Somebody else changed this in the meantime: %(fields)s. Please look at it once more.") % {"fields": labels}
        )
    if not values:
        return Updated(cooperation, [], False, 0)
    if values.get("status") == CooperationStatus.ENDED:
        raise OperationRefused(_("Please say on which day it has ended; the other partners hear of it."))
    if Audience.INTERNAL in [value for name, value in values.items() if name.endswith("_for")] and not can_answer_for(by):
        raise OperationRefused(_("Only the office can keep a part to itself. Please choose “members of the partners”."))

    def change(content):
        for name, value in values.items():
            field_values.put(content, name, value)
        refuse_period(content)

    waits = cooperation.live and not can_answer_for(by) and trust_of(by, partner.actor) == Trust.REVIEWED
    if waits:
        draft = cooperation.get_latest_revision_as_object()
        change(draft)
        save_draft(draft, by=by)
        cooperation.refresh_from_db()
        return Updated(cooperation, sorted(values), True, 0)
    before = essentials_of(shown)
    cooperation = change_content(cooperation, change, by=by, action="network.update", data={"actor": partner.actor.name})
    count_for(cooperation, before)
    own = CooperationPartner.objects.filter(pk=partner.pk)
    own.update(confirmed_as=essentials_of(shown_to_partners(cooperation)))
    Cooperation.objects.filter(pk=cooperation.pk).update(confirmed_at=at)
    asked = ask_all_again(cooperation, by=by, at=at) if cooperation.live else 0
    cooperation.refresh_from_db()
    return Updated(cooperation, sorted(values), False, asked)
