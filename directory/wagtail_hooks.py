"""Registers the register's screens in the admin; what they are stands in `viewsets/`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("directory.archive", _("Archive"), _("Archived"))
    actions.register_action("directory.restore", _("Restore"), _("Restored from the archive"))
    actions.register_action("directory.confirm", _("Confirm"), _("Checked and found right"))
    actions.register_action("directory.rename_slug", _("Change the address"), _("Address changed"))
    actions.register_action("directory.tag", _("Add tags"), _("Tags added"))
