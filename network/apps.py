from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Cooperations")

    def ready(self):
        from .vocabularies import write_base_transitions  # models are there only now

        post_migrate.connect(write_base_transitions, sender=self)
