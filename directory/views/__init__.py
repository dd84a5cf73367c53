"""Public pages of the register. Anyone may see them; each starts from `.public()`."""

from .actors import actor_detail, actor_list
from .areas import area_detail, area_index, area_outlines
from .offers import offer_detail, offer_list
from .topics import topic_detail, topic_index

__all__ = [
    "actor_detail",
    "actor_list",
    "area_detail",
    "area_index",
    "area_outlines",
    "offer_detail",
    "offer_list",
    "topic_detail",
    "topic_index",
]
