from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = _("Cooperations")

    def ready(self):
        from directory import sections

        from . import following, merging  # models are there only now
        from .actor_sections import alliances_of, cooperations_of, wishes_of
        from .listing import changes
        from .mails.composing import register_post
        from .office import diff
        from .vocabularies import write_base_transitions

        following.watch()
        merging.register()
        changes.watch()
        diff.register()
        register_post()
        sections.register("alliances", template="network/actor_alliances.html", load=alliances_of, order=35)
        post_migrate.connect(write_base_transitions, sender=self)
        sections.register("cooperations", template="network/actor_section.html", load=cooperations_of, order=30)
        sections.register("wishes", template="network/actor_wishes.html", load=wishes_of, order=32)
