from .alliances import (
    Alliance,
    AllianceDocument,
    AllianceGoal,
    AllianceGroup,
    AllianceGroupMember,
    AllianceMeasure,
    AllianceMember,
    AllianceMilestone,
    AllianceNote,
    AlliancePerson,
)
from .changes import ListChange
from .cooperations import Cooperation, CooperationIdentifier, CooperationPicture
from .mails import PartnerMail
from .partners import CooperationPartner
from .snapshots import NetworkAnalysis, NetworkAnalysisPart, NetworkFigures, NetworkLayout
from .transitions import Transition
from .wishes import CooperationWish

__all__ = [
    "Alliance",
    "AllianceDocument",
    "AllianceGoal",
    "AllianceGroup",
    "AllianceGroupMember",
    "AllianceMeasure",
    "AllianceMember",
    "AllianceMilestone",
    "AllianceNote",
    "AlliancePerson",
    "Cooperation",
    "CooperationIdentifier",
    "CooperationPartner",
    "CooperationPicture",
    "CooperationWish",
    "ListChange",
    "NetworkAnalysis",
    "NetworkAnalysisPart",
    "NetworkFigures",
    "NetworkLayout",
    "PartnerMail",
    "Transition",
]
