from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Cooperations")

    def ready(self):
        from . import following  # models are there only now
        from .vocabularies import write_base_transitions

        following.watch()
        post_migrate.connect(write_base_transitions, sender=self)
