"""Closed lists of how people come to belong to an institution."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class InvitationState(TextChoices):
    OPEN = "offen", pgettext_lazy("invitation", "open")
    ACCEPTED = "angenommen", pgettext_lazy("invitation", "accepted")
    DECLINED = "abgelehnt", pgettext_lazy("invitation", "declined")
    REVOKED = "widerrufen", pgettext_lazy("invitation", "revoked")


class ClaimState(TextChoices):
    UNCONFIRMED = "unbestaetigt", pgettext_lazy("claim", "address not confirmed")
    OPEN = "offen", pgettext_lazy("claim", "waits for a decision")
    GRANTED = "gewaehrt", pgettext_lazy("claim", "granted")
    REFUSED = "abgelehnt", pgettext_lazy("claim", "refused")
    WITHDRAWN = "zurueckgezogen", pgettext_lazy("claim", "withdrawn")


class Proof(TextChoices):
    """What decided a claim."""

    ADDRESS = "adresse", _("the institution’s own address")
    DOMAIN = "domain", _("the institution’s own domain")
    OFFICE = "buero", _("decided by the office")


class BatchState(TextChoices):
    CHECKED = "geprueft", pgettext_lazy("list", "checked, not sent")
    SENDING = "laeuft", pgettext_lazy("list", "invitations are being written")
    DONE = "fertig", pgettext_lazy("list", "all written")


class AccessAction(TextChoices):
    """What the access log of an institution tells."""

    GIVEN = "gegeben", _("was given access")
    CHANGED = "geaendert", _("has another role")
    ENDED = "beendet", _("has no access any more")
    INVITED = "eingeladen", _("was invited")
    REVOKED = "widerrufen", _("is not invited any more")
    CLAIMED = "beansprucht", _("asked for access")
    REFUSED = "abgelehnt", _("was refused access")


class AccessMailKind(TextChoices):
    INVITATION = "einladung", _("invitation")
    CONFIRM = "bestaetigen", _("please confirm your address")
    ASKED = "anfrage", _("question to the institution’s address")
    KNOWN = "mitgeteilt", _("somebody asks for access")
    GRANTED = "gewaehrt", _("access granted")
    REFUSED = "abgelehnt", _("access refused")
    JOINED = "neu", _("somebody has access now")
    ENDED = "beendet", _("your access has ended")
    ORPHANED = "verwaist", _("nobody is responsible any more")
