"""The documents of the register: what of an actor and an offer is found.

Built from plain values of a handful of queries per batch, whatever its size; never from attributes of instances, which would ask for each. A rebuild
builds hundreds of thousands, so what is the same for many of them (a topic, an area, a word's parts) is worked out once per batch or process.
"""

from .entries import ActorDocuments, OfferDocuments, sort_name

__all__ = ["ActorDocuments", "OfferDocuments", "sort_name"]
