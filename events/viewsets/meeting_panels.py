"""How one registers for a meeting: the tab of its form."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, ObjectList

from directory.viewsets.panels import row, side_by_side


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
            ),
            InlinePanel(
                "questions",
                [FieldPanel("text"), FieldPanel("help"), side_by_side("kind", "is_needed"), FieldPanel("choices")],
                heading=_("Form of this portal: your own questions"),
                label=_("question"),
                help_text=_("Ask only what you need for this meeting. The answers stand in the list of registrations and in its download."),
            ),
            row("has_waiting_list", "waits_strictly", "offer_hours", heading=_("Form of this portal: waiting list")),
            row(
                side_by_side("reminder_days", "link_hours"),
                "asks_feedback",
                "retention_days",
                heading=_("Form of this portal: mails, feedback, data protection"),
            ),
        ],
        heading=_("Registration"),
    )
