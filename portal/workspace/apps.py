from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "portal.workspace"
    label = "workspace"
    verbose_name = _("My area")

    def ready(self):
        from directory.merging import belongings

        from .editing.drafts import register_keeping  # models are there only now
        from .models import SectionDraft

        register_keeping()
        belongings.register(SectionDraft, "actor", moves=False, counted=False)  # typed for the old entry, so it waits there for an undo
