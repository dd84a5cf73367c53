from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailState(TextChoices):
    QUEUED = "queued", _("waits to be sent")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("could not be sent")
    DROPPED = "dropped", _("not needed any more")
