"""How the history of an institution tells of merges."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

SAID = {
    "directory.merge": (_("Merge"), _("“{other}” became part of this institution")),
    "directory.merge_away": (_("Merge into another"), _("Became part of “{other}”")),
    "directory.undo_merge": (_("Undo a merge"), _("Merge with “{other}” undone")),
}
"""{action: (what can be done, what was done)}"""


class Told(LogFormatter):
    def __init__(self, action):
        self.label, self.said = SAID[action]

    def format_message(self, log_entry):
        data = {"other": "?"} | (log_entry.data or {})
        return str(self.said).format(other=data["other"])

    def format_comment(self, log_entry):
        return ""


def register_merge_actions(actions):
    for action in SAID:
        actions.register_action(action)(partial(Told, action))
