from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "portal.workspace"
    label = "workspace"
    verbose_name = _("My area")

    def ready(self):
        from .editing.drafts import register_keeping

        register_keeping()
