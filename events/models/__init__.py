"""Meetings of the network: series of them, venues, each single meeting with its programme and materials, and who registered for it."""

from .mails import Mail, MailText, Message
from .meetings import AgendaItem, Material, Meeting
from .registrations import Feedback, ListAccess, Occupancy, Participant, Question, Registration
from .series import Series
from .venues import Venue

__all__ = [
    "AgendaItem",
    "Feedback",
    "ListAccess",
    "Mail",
    "MailText",
    "Material",
    "Meeting",
    "Message",
    "Occupancy",
    "Participant",
    "Question",
    "Registration",
    "Series",
    "Venue",
]
