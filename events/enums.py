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
    ELSEWHERE = "anderswo", _("by link, e-mail or phone")


class Frequency(TextChoices):
    """How a series of dates goes on."""

    WEEKLY = "woechentlich", _("every week")
    FORTNIGHTLY = "zweiwoechentlich", _("every second week")
    FOUR_WEEKLY = "vierwoechentlich", _("every four weeks")
    MONTHLY_WEEKDAY = "monat-wochentag", _("every month on the same weekday (for example each first Tuesday)")
    MONTHLY_DAY = "monat-tag", _("every month on the same day of the month")
