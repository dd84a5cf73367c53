from .cooperations import Cooperation, CooperationIdentifier, CooperationPicture
from .partners import CooperationPartner
from .transitions import Transition
from .wishes import CooperationWish

__all__ = ["Cooperation", "CooperationIdentifier", "CooperationPartner", "CooperationPicture", "CooperationWish", "Transition"]
