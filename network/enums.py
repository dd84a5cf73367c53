"""Closed lists of cooperations. Values stand in addresses and filters."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CooperationForm(TextChoices):
    """From the loosest to the most binding; after them what cuts across."""

    SERVICE = "dienstleistung", pgettext_lazy("form of cooperation", "service")
    ADVICE = "beratung", pgettext_lazy("form of cooperation", "advice")
    PROJECT = "projekt", pgettext_lazy("form of cooperation", "project")
    REGULAR = "regelmaessig", _("regular cooperation")
    COLLABORATION = "kollaboration", _("collaboration")
    FRAMEWORK = "rahmenvereinbarung", _("framework agreement")
    PARTNERSHIP = "bildungspartnerschaft", _("education partnership")
    MODEL_PROJECT = "modellprojekt", _("model project")
    UNIVERSITY = "hochschule", _("cooperation with a university")
    CROSS_DISTRICT = "kreisuebergreifend", _("across districts (festival, ensemble, project)")


class CooperationStatus(TextChoices):
    PLANNED = "geplant", pgettext_lazy("cooperation", "planned")
    ACTIVE = "laeuft", pgettext_lazy("cooperation", "running")
    PAUSED = "ruht", pgettext_lazy("cooperation", "paused")
    ENDED = "beendet", pgettext_lazy("cooperation", "ended")


GOING_ON = (CooperationStatus.ACTIVE, CooperationStatus.PAUSED)
"""What the picture of the network counts as there today."""


class Agreement(TextChoices):
    NONE = "keine", _("no agreement")
    ORAL = "muendlich", _("oral agreement")
    WRITTEN = "schriftlich", _("written agreement")
    CERTIFIED = "zertifiziert", _("certified")


class PartnerRole(TextChoices):
    LEAD = "federfuehrung", pgettext_lazy("role", "lead")
    PARTNER = "partner", pgettext_lazy("role", "partner")
    PROVIDER = "anbieter", pgettext_lazy("role", "provider")
    VENUE = "ort", pgettext_lazy("role", "venue")
    FUNDER = "foerderung", pgettext_lazy("role", "funder")


class Answer(TextChoices):
    """open → confirmed | declined; either may be given anew; confirmed → left."""

    OPEN = "offen", _("not answered yet")
    CONFIRMED = "bestaetigt", pgettext_lazy("answer of a partner", "confirmed")
    DECLINED = "abgelehnt", pgettext_lazy("answer of a partner", "declined")
    LEFT = "ausgeschieden", pgettext_lazy("answer of a partner", "left")


class Audience(TextChoices):
    """Who may read a part. “Members” are people with a membership in a partner, and the office."""

    PUBLIC = "alle", pgettext_lazy("may read it", "everybody")
    MEMBERS = "mitglieder", _("members of the partners")
    INTERNAL = "intern", _("only the office")


class WishDirection(TextChoices):
    SEEKS = "sucht", _("is looking for a partner")
    OFFERS = "bietet", _("offers to be a partner")


ALLIANCE_AUDIENCES = [
    (Audience.PUBLIC, Audience.PUBLIC.label),
    (Audience.MEMBERS, _("members of the alliance")),
    (Audience.INTERNAL, Audience.INTERNAL.label),
]


class AllianceKind(TextChoices):
    ALLIANCE = "buendnis", pgettext_lazy("kind of alliance", "alliance")
    NETWORK = "netzwerk", pgettext_lazy("kind of alliance", "network")
    ROUND = "runde", pgettext_lazy("kind of alliance", "regular round")
    STEERING = "steuerung", pgettext_lazy("kind of alliance", "steering group")
    UNION = "verbund", pgettext_lazy("kind of alliance", "joint project")


class AllianceRole(TextChoices):
    LEAD = "federfuehrung", pgettext_lazy("role", "lead")
    MEMBER = "mitglied", pgettext_lazy("role", "member")
    ADVISER = "beratung", pgettext_lazy("role", "adviser")
    FUNDER = "foerderung", pgettext_lazy("role", "funder")
    GUEST = "gast", pgettext_lazy("role", "permanent guest")


class GoalState(TextChoices):
    """Of goals and of the measures that lead to them."""

    OPEN = "offen", pgettext_lazy("goal", "not begun yet")
    UNDER_WAY = "unterwegs", pgettext_lazy("goal", "under way")
    REACHED = "erreicht", pgettext_lazy("goal", "reached")
    GIVEN_UP = "aufgegeben", pgettext_lazy("goal", "given up")


class PartnerMailKind(TextChoices):
    REQUEST = "anfrage", _("request to confirm")
    REMINDER = "erinnerung", _("reminder of a request")
    CHANGED = "geaendert", _("request after a change")
    DECLINED = "abgelehnt", _("a partner has declined")
    PUBLIC = "oeffentlich", _("the cooperation is public")
    RUNNING = "laeuft-noch", _("question whether it still runs")
    ENDED = "beendet", _("a partner says that it has ended")
    LEFT = "ausgeschieden", _("a partner has left")
