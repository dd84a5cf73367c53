from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "directory"
    verbose_name = _("Register")

    def ready(self):
        from .trust import write_base_rules
        from .vocabularies import write_base_vocabularies  # models are there only now

        post_migrate.connect(write_base_vocabularies, sender=self)
        post_migrate.connect(write_base_rules, sender=self)
