from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ConfirmationsConfig(AppConfig):
    name = "upkeep.confirmations"
    label = "confirmations"
    verbose_name = _("Asking whether entries are still right")

    def ready(self):
        from directory.merging import belongings

        from . import own_data  # models are there only now
        from .mails import register_post
        from .models import ConfirmationLine

        register_post()
        own_data.register()
        checks.register(check_state)
        belongings.register(ConfirmationLine, "actor", counted=False)


def check_state(app_configs, **kwargs):
    """`HOLIDAYS_STATE` is one that has holidays of its own, or empty."""
    if not settings.HOLIDAYS_STATE:
        return []
    from holidays import Germany  # only where it is needed: it takes a while to load

    if settings.HOLIDAYS_STATE in Germany.subdivisions:
        return []
    known = ", ".join(Germany.subdivisions)
    return [checks.Error(f"HOLIDAYS_STATE is “{settings.HOLIDAYS_STATE}”. Please choose one of {known}.", id="confirmations.E001")]
