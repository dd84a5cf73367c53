from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Meetings")

    def ready(self):
        from directory import sections

        from .office import diff
        from .views.section import meetings_of  # models are there only now

        diff.register()
        sections.register("meetings", template="events/actor_section.html", load=meetings_of, order=20)
