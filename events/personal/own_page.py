"""What somebody sees of their own registration, and what they can do with it, at a moment."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import wording
from ..admission.entrance import entrance
from ..enums import RegistrationState, TakesPart
from ..models import Registration
from . import online_link


@dataclass(frozen=True)
class Standing:
    """How things stand: `tone` and `icon` as `components/notice.html` takes them."""

    title: str
    text: str
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class OwnPage:
    """Reads `registration.meeting` with its relations. One query for the waiting list at most."""

    registration: Registration
    at: dt.datetime

    @property
    def meeting(self):
        return self.registration.meeting

    @property
    def state(self):
        return RegistrationState(self.registration.state)

    @property
    def has_begun(self):
        return self.meeting.starts_at <= self.at

    @property
    def is_over(self):
        return self.meeting.is_over(self.at)

    @property
    def is_lapsed(self):
        held = self.registration.held_until
        return self.state in (RegistrationState.PENDING, RegistrationState.OFFERED) and held is not None and held <= self.at

    # --- What can be done ---------------------------------------------------------------------------------------------------

    @property
    def _goes_on(self):
        return not self.has_begun and not self.meeting.is_cancelled

    @property
    def can_confirm(self):
        """Who came too late may confirm as well: there may be places yet."""
        was_never = self.registration.confirmed_at is None and self.registration.waiting_since is None
        late = (self.state == RegistrationState.EXPIRED or self.is_lapsed) and was_never and entrance(self.meeting, self.at).takes_names
        return self._goes_on and (late or (self.state == RegistrationState.PENDING and not self.is_lapsed))

    @property
    def can_answer_offer(self):
        return self._goes_on and self.state == RegistrationState.OFFERED and not self.is_lapsed

    @property
    def can_change(self):
        return self._goes_on and self.registration.is_active and not self.is_lapsed

    @property
    def can_withdraw(self):
        return self.can_change and not self.can_answer_offer

    @property
    def can_register_anew(self):
        return self._goes_on and not self.registration.is_active and not self.can_confirm and entrance(self.meeting, self.at).takes_names

    @property
    def can_give_feedback(self):
        registration, meeting = self.registration, self.meeting
        return meeting.asks_feedback and self.is_over and not meeting.is_cancelled and registration.comes and not registration.gave_feedback

    # --- What there is --------------------------------------------------------------------------------------------------------

    @property
    def has_online_room(self):
        """Whether this person gets the link in time."""
        return (
            self.registration.comes
            and online_link.takes_part_online(self.registration)
            and not self.is_over
            and not self.meeting.is_cancelled
        )

    @property
    def online_url(self):
        """The page shows it until the end."""
        return online_link.link_of(self.registration, self.at) if self.has_online_room else ""

    @property
    def online_from(self):
        return wording.moment(online_link.opens_at(self.meeting))

    @property
    def has_entry_codes(self):
        """Whether somebody at the door wants to see a code: of those who come to a place."""
        comes_there = self.registration.comes and self.registration.takes_part == TakesPart.ONSITE
        return comes_there and not self.is_over and not self.meeting.is_cancelled

    @property
    def has_certificate(self):
        return self.is_over and any(participant.attended for participant in self.registration.participants.all())

    @property
    def materials(self):
        """All of the meeting for those who have a place, those for everybody too. [] for others."""
        return list(self.meeting.materials.select_related("document")) if self.registration.comes else []

    # --- How it stands --------------------------------------------------------------------------------------------------------

    @property
    def standing(self) -> Standing:
        meeting = self.meeting
        if meeting.is_cancelled:
            return Standing(_("This meeting is cancelled"), meeting.cancel_reason, "circle-x", "bad")
        if self.is_lapsed:
            return self._lapsed()
        return {
            RegistrationState.PENDING: self._pending,
            RegistrationState.CONFIRMED: self._confirmed,
            RegistrationState.WAITING: self._waiting,
            RegistrationState.OFFERED: self._offered,
            RegistrationState.CANCELLED: self._cancelled,
            RegistrationState.EXPIRED: self._lapsed,
            RegistrationState.DECLINED: self._declined,
        }[self.state]()

    def _pending(self):
        if self.has_begun:
            return Standing(_("This registration was never confirmed"), "", "circle-x", "warn")
        if self.registration.waits:
            text = _("All places are taken at the moment. Press the button and you are on the waiting list.")
            return Standing(_("Please confirm that you want onto the waiting list"), text, "mail", "warn")
        text = _("Your place is kept until %(moment)s. It is yours once you press the button.") % {"moment": self.deadline}
        return Standing(_("Please confirm your registration"), text, "mail", "warn")

    def _confirmed(self):
        if self.is_over:
            return Standing(_("This meeting is over"), _("You were registered for it."), "calendar-check")
        people = ngettext("Your place is sure.", "Your %(count)d places are sure.", self.registration.size) % {
            "count": self.registration.size
        }
        return Standing(_("You are registered"), people, "circle-check", "ok")

    def _waiting(self):
        if self.has_begun:
            return Standing(_("No place became free"), _("You stood on the waiting list until the meeting began."), "clock")
        ahead = Registration.objects.ahead_of(self.registration).count()
        text = _("You are number %(place)d in the line. As soon as there is a place for you we write to you.") % {"place": ahead + 1}
        return Standing(_("You are on the waiting list"), text, "clock", "warn")

    def _offered(self):
        if self.has_begun:
            return Standing(_("No place became free in time"), "", "clock")
        people = ngettext("A place is kept for you", "%(count)d places are kept for you", self.registration.size) % {
            "count": self.registration.size
        }
        return Standing(
            people,
            _("Please tell us by %(moment)s whether you come. Afterwards somebody else gets it.") % {"moment": self.deadline},
            "ticket",
            "warn",
        )

    def _lapsed(self):
        if self.registration.waiting_since:
            return Standing(_("The time to accept the place is over"), _("Somebody else was asked meanwhile."), "calendar-x", "warn")
        text = _("Nobody confirmed it in time. Press the button: if there are places yet, you get one.") if self.can_confirm else ""
        return Standing(_("This registration has expired"), text, "calendar-x", "warn")

    def _cancelled(self):
        return Standing(_("You have cancelled"), _("Nobody expects you at this meeting."), "calendar-x")

    def _declined(self):
        return Standing(_("You have declined the place"), _("Somebody else gets it."), "calendar-x")

    @property
    def deadline(self):
        held = self.registration.held_until
        return wording.moment(held) if held else ""
