"""How the history of an institution tells of merges, with the way to what was done."""

from functools import partial

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
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
        data = {"other": "?", "run": 0} | (log_entry.data or {})
        text = str(self.said).format(other=data["other"])
        try:
            url = reverse("wagtailsnippets_directory_mergerun:inspect", args=[data["run"]])
        except NoReverseMatch:
            return text
        return format_html('<a href="{}">{}</a>', url, text)

    def format_comment(self, log_entry):
        return ""


def register_merge_actions(actions):
    for action in SAID:
        actions.register_action(action)(partial(Told, action))
