"""Closed lists of meetings. Values stand in addresses and filters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingKind(TextChoices):
    EXCHANGE = "austausch", _("exchange meeting")
    WORKSHOP = "workshop", _("workshop")
    TRAINING = "fortbildung", _("further training")
    FORUM = "forum", _("education forum")
    ALLIANCE = "buendnis", _("alliance meeting")
    VISIT = "hospitation", _("visit at another institution")
    FESTIVAL = "fest", _("festival or concert")
    INFORMATION = "information", _("information event")
    OTHER = "sonstiges", _("other meeting")


class Format(TextChoices):
    """Where people take part."""

    ONLINE = "online", _("online")
    ONSITE = "vor-ort", _("on site")
    HYBRID = "hybrid", _("on site and online")


AT_A_PLACE = (Format.ONSITE, Format.HYBRID)
REMOTE = (Format.ONLINE, Format.HYBRID)


class RegistrationWay(TextChoices):
    NOT_NEEDED = "ohne", _("not needed: just come")
    HERE = "hier", _("with the form of this portal")
    ELSEWHERE = "anderswo", _("by link, e-mail or phone")


class Frequency(TextChoices):
    """How a series of dates goes on."""

    WEEKLY = "woechentlich", _("every week")
    FORTNIGHTLY = "zweiwoechentlich", _("every second week")
    FOUR_WEEKLY = "vierwoechentlich", _("every four weeks")
    MONTHLY_WEEKDAY = "monat-wochentag", _("every month on the same weekday (for example each first Tuesday)")
    MONTHLY_DAY = "monat-tag", _("every month on the same day of the month")


class RegistrationState(TextChoices):
    """pending → confirmed | waiting → offered → confirmed; each may end as cancelled, expired or declined."""

    PENDING = "pending", _("address not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("place offered")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")
    DECLINED = "declined", _("declined")


HOLDING_STATES = (RegistrationState.PENDING, RegistrationState.OFFERED)
"""Keep their places until `held_until` (a pending one only if there was a place for it)."""
ACTIVE_STATES = (RegistrationState.PENDING, RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.OFFERED)


class TakesPart(TextChoices):
    ONSITE = "vor-ort", _("on site")
    ONLINE = "online", _("online")


class AnswerKind(TextChoices):
    TEXT = "text", _("text")
    CHOICE = "choice", _("one of several choices")
    NUMBER = "number", _("number")
    CONSENT = "consent", _("box to tick")


class MaterialAudience(TextChoices):
    ALL = "alle", _("everybody")
    PARTICIPANTS = "dabei", _("those who took part")


class MailKind(TextChoices):
    VERIFY = "verify", _("please confirm your address")
    KNOWN = "known", _("you are registered already")
    CONFIRMED = "confirmed", _("registration confirmed")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("a place has become free")
    EXPIRED = "expired", _("the offered place has expired")
    CHANGED = "changed", _("registration changed")
    CANCELLED = "cancelled", _("registration cancelled")
    MEETING_MOVED = "meeting-moved", _("meeting changed")
    MEETING_CANCELLED = "meeting-cancelled", _("meeting cancelled")
    MEETING_REINSTATED = "meeting-back", _("meeting takes place after all")
    REMINDER = "reminder", _("reminder")
    LINK = "link", _("link to the online room")
    THANKS = "thanks", _("thanks and materials")
    MESSAGE = "message", _("message from the organiser")
