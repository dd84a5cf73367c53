"""The documents of the register and of meetings: what of an actor, an offer, a meeting, a cooperation, an alliance is found.

Built from plain values of a handful of queries per batch, whatever its size; never from attributes of instances, which would ask for each. A rebuild
builds hundreds of thousands, so what is the same for many of them (a topic, an area, a word's parts) is worked out once per batch or process.
"""

from .alliances import AllianceDocuments
from .cooperations import CooperationDocuments
from .entries import ActorDocuments, OfferDocuments, sort_name
from .meetings import MeetingDocuments

__all__ = ["ActorDocuments", "AllianceDocuments", "CooperationDocuments", "MeetingDocuments", "OfferDocuments", "sort_name"]
