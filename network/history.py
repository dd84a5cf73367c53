"""How the history of a cooperation tells what operations did: with the institution's name and what was said."""

from datetime import date
from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from .enums import PartnerRole

SAID = {
    "network.add_partner": (gettext_lazy("Add a partner"), gettext_lazy("%(actor)s added as a partner")),
    "network.remove_partner": (gettext_lazy("Remove a partner"), gettext_lazy("%(actor)s removed before it was asked")),
    "network.change_role": (gettext_lazy("Change a partner’s role"), gettext_lazy("%(actor)s has another role: %(role)s")),
    "network.ask": (gettext_lazy("Ask a partner"), gettext_lazy("%(actor)s was asked")),
    "network.ask_all_again": (gettext_lazy("Ask all partners again"), gettext_lazy("Essentials changed, asked again: %(actors)s")),
    "network.confirm": (gettext_lazy("Confirm"), gettext_lazy("%(actor)s has confirmed")),
    "network.decline": (gettext_lazy("Decline"), gettext_lazy("%(actor)s has declined. %(reason)s")),
    "network.leave": (gettext_lazy("Leave"), gettext_lazy("%(actor)s has left on %(on)s")),
    "network.remark": (gettext_lazy("Say that something isn’t right"), gettext_lazy("%(actor)s says that something isn’t right")),
    "network.settle_remark": (gettext_lazy("Settle a remark"), gettext_lazy("The remark of %(actor)s is settled")),
    "network.still_running": (gettext_lazy("Say that it still runs"), gettext_lazy("%(actor)s says that it still runs")),
    "network.update": (gettext_lazy("Change as a partner"), gettext_lazy("Changed by %(actor)s")),
    "network.end": (gettext_lazy("End the cooperation"), gettext_lazy("Ended")),
    "network.choose": (gettext_lazy("Choose as a good example"), gettext_lazy("Chosen as a good example. %(reason)s")),
    "network.unchoose": (gettext_lazy("Take the choice back"), gettext_lazy("No longer chosen as a good example")),
}
"""{action: (what can be done, what was done)}"""


class Told(LogFormatter):
    def __init__(self, action):
        self.label, self.said = SAID[action]

    def format_message(self, log_entry):
        data = {"actor": "?", "actors": [], "reason": "", "role": "", "on": ""} | (log_entry.data or {})
        data["actors"] = ", ".join(data["actors"])
        data["role"] = dict(PartnerRole.choices).get(data["role"], "")
        data["on"] = date_format(date.fromisoformat(data["on"])) if data["on"] else ""
        text = (str(self.said) % data).strip()
        if data.get("on_word_of"):
            return " ".join([text, _("(in an import, as told by %(who)s)") % {"who": data["on_word_of"]}])
        return " ".join([text, _("(by the link in the mail)")]) if data.get("by_link") else text

    def format_comment(self, log_entry):
        return ""


def register(actions):
    for action in SAID:
        actions.register_action(action)(partial(Told, action))
