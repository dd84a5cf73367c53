from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CorrectionsConfig(AppConfig):
    name = "upkeep.corrections"
    label = "corrections"
    verbose_name = _("Hints from visitors")

    def ready(self):
        from .mails import register_post, watch  # models are there only now

        register_post()
        watch()
