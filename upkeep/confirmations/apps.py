from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfirmationsConfig(AppConfig):
    name = "upkeep.confirmations"
    label = "confirmations"
    verbose_name = _("Asking whether entries are still right")

    def ready(self):
        from directory.merging import belongings

        from .mails import register_post  # models are there only now
        from .models import ConfirmationLine

        register_post()
        belongings.register(ConfirmationLine, "actor", counted=False)
