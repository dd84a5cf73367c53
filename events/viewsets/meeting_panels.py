"""How one registers for a meeting: the tab of its form."""

import json

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList

from directory.viewsets.panels import row, side_by_side

from ..enums import RegistrationWay

RULES = {"data-controller": "w-rules", "data-action": "change->w-rules#resolve"}
"""Wagtail's own script then shows a panel only while the choice above asks for it; without it all are there."""


def shown_for(*ways):
    return {"data-w-rules-target": "show", "data-w-rules": json.dumps({"registration": [str(way) for way in ways]})}


def registration_tab():
    return ObjectList(
        [
            row("registration", heading=_("How to register")),
            row(
                "registration_url",
                "registration_email",
                "registration_phone",
                heading=_("Registration elsewhere"),
                help_text=_("Only if people register by a link, by e-mail or by phone."),
                attrs=shown_for(RegistrationWay.ELSEWHERE),
            ),
            row(side_by_side("opens_at", "closes_at"), heading=_("Time for registration")),
            row(
                side_by_side("capacity_onsite", "capacity_online"),
                "is_full",
                heading=_("Places"),
                help_text=_("Empty: as many as come. With the form of this portal places are counted, and nobody is registered past them."),
            ),
            row(
                side_by_side("group_limit", "institution_limit"),
                "confirms_address",
                "hold_minutes",
                "asks_needs",
                heading=_("Form of this portal"),
                help_text=_("This and what stands below only matters if people register with the form of this portal."),
                attrs=shown_for(RegistrationWay.HERE),
            ),
            InlinePanel(
                "questions",
                [FieldPanel("text"), FieldPanel("help"), side_by_side("kind", "is_needed"), FieldPanel("choices")],
                heading=_("Form of this portal: your own questions"),
                label=_("question"),
                help_text=_("Ask only what you need for this meeting. The answers stand in the list of registrations and in its download."),
                attrs=shown_for(RegistrationWay.HERE),
            ),
            row(
                "has_waiting_list",
                "waits_strictly",
                "offer_hours",
                heading=_("Form of this portal: waiting list"),
                attrs=shown_for(RegistrationWay.HERE),
            ),
            row(
                side_by_side("reminder_days", "link_hours"),
                "asks_feedback",
                "retention_days",
                heading=_("Form of this portal: mails, feedback, data protection"),
                attrs=shown_for(RegistrationWay.HERE),
            ),
        ],
        heading=_("Registration"),
        attrs=RULES,
    )
