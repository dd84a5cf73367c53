"""The words of the list of cooperations (`network.listing.words`), found as on the result page."""

import logging
from dataclasses import replace

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language

from network.listing.words import MOST_FOUND

from .documents import CooperationDocuments
from .engines import get_engine
from .engines.base import SearchUnavailable
from .query import read

logger = logging.getLogger(__name__)


def find(text) -> list[int] | None:
    """Keys of at most `MOST_FOUND` cooperations, the best first; None while the index can't be read."""
    params = QueryDict(mutable=True)
    params.update({"q": text, "typ": CooperationDocuments.section})
    asked = read(params, language=get_language() or "de", today=timezone.localdate())
    try:
        hits = get_engine().hits(replace(asked.query, picked=(), filled=False, offset=0, limit=MOST_FOUND))
    except SearchUnavailable:
        logger.warning("The list of cooperations looks words up in titles: the search can't be reached.")
        return None
    return [hit.object_id for hit in hits if hit.doc_type == CooperationDocuments.name]
