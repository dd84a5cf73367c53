from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Asked(TextChoices):
    """Who is asked."""

    INSTITUTION = "einrichtung", _("institution")
    OPERATOR = "traeger", _("operator")


class Reply(TextChoices):
    OPEN = "offen", _("no answer yet")
    RIGHT = "stimmt", _("everything is right")
    CHANGED = "geaendert", _("changed")
    GONE = "gibt-es-nicht", _("doesn’t exist any more")


class ConfirmationMailKind(TextChoices):
    ASK = "frage", _("question whether entries are still right")
    REMINDER = "erinnerung", _("reminder")
    OPERATOR = "traeger", _("question to the operator")
    RENEWED = "neuer-link", _("new link")
    OFFICE = "redaktion", _("entries without an answer, for the office")
