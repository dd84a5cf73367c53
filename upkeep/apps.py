from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "upkeep"
    verbose_name = _("Upkeep")

    def ready(self):
        from . import access_log, merging  # models are there only now
        from .mails.composing import register_post

        access_log.watch()
        merging.register()
        register_post()
