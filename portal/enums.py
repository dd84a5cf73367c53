"""Closed lists of the pages and settings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeTone(TextChoices):
    """How loud the banner over all pages is. Values are the endings of the style sheet's classes."""

    INFO = "info", _("information")
    OK = "ok", _("good news")
    WARN = "warn", _("please note")
    BAD = "bad", _("disturbance, danger")


class SocialNetwork(TextChoices):
    MASTODON = "mastodon", "Mastodon"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    YOUTUBE = "youtube", "YouTube"
    LINKEDIN = "linkedin", "LinkedIn"
    PEERTUBE = "peertube", "PeerTube"
    BLUESKY = "bluesky", "Bluesky"
    WHATSAPP = "whatsapp", "WhatsApp"
    OTHER = "other", _("another network")


class ListName(TextChoices):
    """Lists with an introduction of their own; the value is the first part of their German address."""

    OFFERS = "angebote", _("offers")
    ACTORS = "einrichtungen", _("institutions")
    MEETINGS = "termine", _("meetings")
    COOPERATIONS = "kooperationen", _("cooperations")
    ALLIANCES = "buendnisse", _("alliances")
    TOPICS = "themen", _("topics")
    AREAS = "gebiete", _("areas")
    SEARCH = "suche", _("search")
