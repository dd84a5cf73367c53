"""Meetings of the network: series of them, venues, and each single meeting with its programme and materials."""

from .meetings import AgendaItem, Material, Meeting
from .series import Series
from .venues import Venue

__all__ = ["AgendaItem", "Material", "Meeting", "Series", "Venue"]
