"""Why a hit stands where it stands, in words, for people who steer the search."""

from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from .engines import get_engine
from .engines.base import document_key

PERMISSION = "search.explain_results"


def explanation(asked, page) -> list[dict]:
    """[{title, points, reasons: [text, …]}] for the hits of `page` (a `ResultPage`), in their order. Raises `SearchUnavailable`."""
    keys = [document_key(hit.doc_type, hit.object_id) for hit in page.hits]
    reasons = get_engine().explain(asked.query, keys)
    return [
        {
            "title": strip_tags(row.title).replace("\u00ad", ""),
            "points": hit.score,
            "reasons": [_in_words(reason) for reason in reasons[key]],
        }
        for hit, key, row in zip(page.hits, keys, page.rows, strict=True)
    ]


def _in_words(reason):
    """“Gitarre”: name, kind or topic, by “Instrument lernen” (+19.5)"""
    text = str(reason.where.label)
    if reason.typed:
        text = _("“%(typed)s”: %(where)s") % {"typed": reason.typed, "where": text}
    if reason.words:
        text = _("%(reason)s, by “%(words)s”") % {"reason": text, "words": " ".join(reason.words)}
    return f"{text} ({'+' if reason.points >= 0 else '−'}{number_format(abs(reason.points), 1)})"
