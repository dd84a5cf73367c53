"""Who may speak for whom. `by` is None for the link in a mail, the clock and commands, which have been let in elsewhere."""

from django.utils.translation import gettext as _

from directory.errors import OperationRefused
from directory.permissions import actors_of, may_edit

from ..models import CooperationPartner
from ..permissions import can_answer_for, can_edit_partners


def refuse_foreign(by, actor):
    """Unless `by` edits `actor`, or may enter at the office what others said."""
    if by is not None and not can_answer_for(by) and not may_edit(by, actor):
        raise OperationRefused(_("You can’t answer for “%(actor)s”. Please ask one of its owners to add you.") % {"actor": actor})


def refuse_outsiders(by, cooperation):
    """Unless `by` looks after partners at the office, or edits an institution that has confirmed."""
    if by is None or can_edit_partners(by):
        return
    theirs = CooperationPartner.objects.confirmed().filter(cooperation=cooperation, actor__in=actors_of(by))
    if not theirs.exists():
        raise OperationRefused(
            _("Only partners that have confirmed, and the office, can change “%(cooperation)s”.") % {"cooperation": cooperation}
        )


def refuse_all_but_office(by):
    if by is not None and not can_edit_partners(by):
        raise OperationRefused(_("Only the office can do this. Please tell it what isn’t right."))
