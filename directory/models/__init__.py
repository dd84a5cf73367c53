"""The register: actors (institutions), their locations and offers, and the vocabularies that describe them."""

from .actors import Actor, ActorIdentifier, ActorLink, ActorTag, ActorText
from .areas import Area, Postcode
from .entries import FormerSlug
from .imports import ImportRow, ImportRun, ImportSource
from .locations import Location, LocationIdentifier, OpeningException, OpeningSpan
from .memberships import Membership
from .merging import DuplicatePair, MergeRun
from .offers import Offer, OfferIdentifier, OfferSession, OfferTag, OfferText
from .proposals import ChangeProposal, ReviewRule
from .vocabularies import ActorKind, TargetGroup, Topic

__all__ = [
    "Actor",
    "ActorIdentifier",
    "ActorKind",
    "ActorLink",
    "ActorTag",
    "ActorText",
    "Area",
    "ChangeProposal",
    "DuplicatePair",
    "FormerSlug",
    "ImportRow",
    "ImportRun",
    "ImportSource",
    "Location",
    "LocationIdentifier",
    "Membership",
    "MergeRun",
    "Offer",
    "OfferIdentifier",
    "OfferSession",
    "OfferTag",
    "OfferText",
    "OpeningException",
    "OpeningSpan",
    "Postcode",
    "ReviewRule",
    "TargetGroup",
    "Topic",
]
