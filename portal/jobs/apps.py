from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "portal.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self):
        from . import housekeeping  # noqa: F401  registers the portal's own periodic jobs
