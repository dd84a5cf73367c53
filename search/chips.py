"""What was understood of a query, as chips with addresses: without it, and as a filter. Plain links, so that they work without scripts and can be shared."""

from dataclasses import dataclass

from .query import Asked


@dataclass(frozen=True)
class Understanding:
    """What `search/understood.html` takes. `literal_url` is empty where nothing is shown that it would undo, `understood_url` where this is none."""

    chips: list[dict]
    corrected: list[tuple[str, str]]
    literal_url: str
    understood_url: str

    def __bool__(self):
        return bool(self.chips or self.corrected or self.literal_url or self.understood_url)


def understanding(asked: Asked) -> Understanding:
    chips = []
    for chip in asked.understood.chips:
        only = asked.url(q=chip.rest, **{chip.only[0]: chip.only[1]}) if chip.only and not dict(asked.pairs).get(chip.only[0]) else ""
        chips.append({"text": chip.text, "url": asked.url(q=chip.rest), "only_url": only})
    return Understanding(
        chips=chips,
        corrected=list(asked.understood.corrected),
        literal_url=asked.url(woertlich="1") if chips or asked.understood.corrected else "",
        understood_url=asked.url(woertlich=None) if asked.literally else "",
    )
