from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Meetings")

    def ready(self):
        from directory import sections
        from directory.merging import belongings
        from network import sections as alliance_sections

        from .mails.sending import register_post
        from .models import Meeting, Registration, Series
        from .office import diff
        from .views.section import meetings_of, meetings_of_alliance  # models are there only now

        diff.register()
        belongings.register(Meeting, "organiser")
        belongings.register(Series, "organiser")
        belongings.register(Registration, "actor")
        register_post()
        sections.register("meetings", template="events/actor_section.html", load=meetings_of, order=20)
        alliance_sections.register("meetings", template="events/alliance_section.html", load=meetings_of_alliance, order=20)
