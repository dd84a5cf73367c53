"""Registers the register's screens in the admin; what they are stands in `viewsets/`, who may see them in `permissions.py`."""

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static
from wagtail.snippets.models import register_snippet

from .permissions import register_policies

register_policies()

from .merging.history import register_merge_actions  # noqa: E402
from .viewsets import RegisterGroup  # noqa: E402  policies come first: a screen asks for one when it is built
from .viewsets.bulk_actions import ACTIONS  # noqa: E402
from .viewsets.choosers import person_chooser  # noqa: E402
from .viewsets.merging import MergeEntries  # noqa: E402

register_snippet(RegisterGroup)

for action in (*ACTIONS, MergeEntries):
    # after Wagtail's own, whose “delete” these replace
    hooks.register("register_bulk_action", action, order=10)


@hooks.register("register_admin_viewset")
def register_person_chooser():
    return person_chooser


@hooks.register("insert_global_admin_css")
def register_styles():
    return format_html('<link rel="stylesheet" href="{}">', versioned_static("directory/admin.css"))


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("directory.archive", _("Archive"), _("Archived"))
    actions.register_action("directory.restore", _("Restore"), _("Restored from the archive"))
    actions.register_action("directory.confirm", _("Confirm"), _("Checked and found right"))
    actions.register_action("directory.take_back_confirmation", _("Take back a confirmation"), _("Took the confirmation back"))
    actions.register_action("directory.rename_slug", _("Change the address"), _("Address changed"))
    actions.register_action("directory.tag", _("Add tags"), _("Tags added"))
    actions.register_action("directory.apply_proposal", _("Take over a proposal"), _("Proposed change taken over"))
    register_merge_actions(actions)
