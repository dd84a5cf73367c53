"""Closed lists of cooperations. Values stand in addresses and filters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CooperationForm(TextChoices):
    """From the loosest to the most binding; after them what cuts across."""

    SERVICE = "dienstleistung", _("service")
    ADVICE = "beratung", _("advice")
    PROJECT = "projekt", _("project")
    REGULAR = "regelmaessig", _("regular cooperation")
    COLLABORATION = "kollaboration", _("collaboration")
    FRAMEWORK = "rahmenvereinbarung", _("framework agreement")
    PARTNERSHIP = "bildungspartnerschaft", _("education partnership")
    MODEL_PROJECT = "modellprojekt", _("model project")
    UNIVERSITY = "hochschule", _("cooperation with a university")
    CROSS_DISTRICT = "kreisuebergreifend", _("across districts (festival, ensemble, project)")


class CooperationStatus(TextChoices):
    PLANNED = "geplant", _("planned")
    ACTIVE = "laeuft", _("running")
    PAUSED = "ruht", _("paused")
    ENDED = "beendet", _("ended")


GOING_ON = (CooperationStatus.ACTIVE, CooperationStatus.PAUSED)
"""What the picture of the network counts as there today."""


class Agreement(TextChoices):
    NONE = "keine", _("no agreement")
    ORAL = "muendlich", _("oral agreement")
    WRITTEN = "schriftlich", _("written agreement")
    CERTIFIED = "zertifiziert", _("certified")


class PartnerRole(TextChoices):
    LEAD = "federfuehrung", _("lead")
    PARTNER = "partner", _("partner")
    PROVIDER = "anbieter", _("provider")
    VENUE = "ort", _("venue")
    FUNDER = "foerderung", _("funder")


class Answer(TextChoices):
    """open → confirmed | declined; either may be given anew; confirmed → left."""

    OPEN = "offen", _("not answered yet")
    CONFIRMED = "bestaetigt", _("confirmed")
    DECLINED = "abgelehnt", _("declined")
    LEFT = "ausgeschieden", _("left")


class Audience(TextChoices):
    """Who may read a part. “Members” are people with a membership in a partner, and the office."""

    PUBLIC = "alle", _("everybody")
    MEMBERS = "mitglieder", _("members of the partners")
    INTERNAL = "intern", _("only the office")


class WishDirection(TextChoices):
    SEEKS = "sucht", _("is looking for a partner")
    OFFERS = "bietet", _("offers to be a partner")
