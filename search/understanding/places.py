"""Places in a query: names of areas by longest match, postcodes, and adjectives such as “Pankower”."""

from dataclasses import dataclass

from ..analysis import fold
from ..asking import AMBIGUOUS_PLACES
from ..known import Known, KnownArea
from ..wanted import Group, Has, Role, Words
from .tokens import Token

WEIGHT, TOP_WEIGHT, ELSEWHERE_WEIGHT = 2.2, 0.3, 5.0
"""Of a place; of the one in which everything lies; of one where nothing is: asking for something there must not find all of it here."""
WIDER, IN_NAME, IN_TEXT, AS_WORD = 0.85, 0.95, 0.35, 0.7
BEFORE = (
    "in",
    "im",
    "bei",
    "aus",
    "um",
    "nahe",
    "near",
    "at",
    "from",
    "der",
    "dem",
    "bezirk",
    "ortsteil",
    "stadtteil",
    "kreis",
    "landkreis",
    "stadt",
    "plz",
    "raum",
)
"""Words before a place that belong to it."""


@dataclass(frozen=True)
class Place:
    first: int
    """Index of its first and the one after its last token."""
    last: int
    label: str
    area: KnownArea | None
    group: Group


def read(tokens: list[Token], known: Known, vocabulary) -> list[Place]:
    found, position = [], 0
    while position < len(tokens):
        place = _at(tokens, position, known, vocabulary)
        if place:
            found.append(place)
        position = place.last if place else position + 1
    return _joined(found)


def _at(tokens, start, known, vocabulary):
    for length in range(min(known.longest, len(tokens) - start), 0, -1):
        key = tuple(fold(token.word) for token in tokens[start : start + length])
        if areas := known.areas.get(key):
            return _place(tokens, start, start + length, areas, vocabulary)
    word = tokens[start].word
    if word in known.postcodes:
        areas = known.postcodes[word]
        ways = [Words((word,), main=1.0, parts=0.0, text=1.0)]
        ways += [Has("area", (area.slug,), WIDER) for area in areas[:1]]
        here = not areas or any(vocabulary.has_value("area", area.slug) for area in areas) or vocabulary.frequency(word)
        group = Group(word, tuple(ways), WEIGHT if here else ELSEWHERE_WEIGHT, strict=not here, role=Role.PLACE)
        return Place(start, start + 1, f"{word} {areas[0].name}" if areas else word, areas[0] if areas else None, group)
    folded = fold(word)
    if folded.endswith("er") and len(folded) >= 6 and word[:1].isupper():  # “Pankower”, but no other word on -er
        for stem in (folded[:-2], folded[:-1]):
            if (areas := known.areas.get((stem,))) and stem not in AMBIGUOUS_PLACES:
                return _place(tokens, start, start + 1, areas, vocabulary)
    return None


def _place(tokens, first, last, areas, vocabulary):
    """None where the words are rather not meant as a place."""
    typed = tuple(token.word for token in tokens[first:last])
    here = [area for area in areas if vocabulary.has_value("area", area.slug)]
    is_word = len(typed) == 1 and fold(typed[0]) in AMBIGUOUS_PLACES
    if is_word and (not here or not typed[0][:1].isupper()):
        return None
    if not here and last - first == len(tokens) == 1:
        return None  # alone it is looked for as a word
    ways: list = [Words(typed, main=IN_NAME, parts=0.0, text=AS_WORD if is_word else IN_TEXT)]
    deepest = max((area.depth for area in here), default=0)
    for area in here:
        ways.append(Has("area", (area.slug,), 1.0 if area.depth == deepest else WIDER))
    weight = ELSEWHERE_WEIGHT if not here else TOP_WEIGHT if all(area.is_top for area in here) else WEIGHT
    group = Group(" ".join(typed), tuple(ways), weight, needed=weight != TOP_WEIGHT, strict=not here, role=Role.PLACE)
    return Place(first, last, (here or areas)[0].name, here[0] if here else None, group)


def _joined(places):
    """“01111 Lindenau” and “Pankow, Weißensee” are one wish: the narrower place with the wider, or either of two."""
    joined = []
    for place in places:
        if joined and joined[-1].last == place.first:
            before = joined.pop()
            deeper = max(before, place, key=lambda one: one.area.depth if one.area else 0)
            nested = (
                before.area
                and place.area
                and (before.area.path.startswith(place.area.path) or place.area.path.startswith(before.area.path))
            )
            ways = deeper.group.ways if nested else before.group.ways + place.group.ways
            strict = before.group.strict and place.group.strict
            group = Group(
                f"{before.group.typed} {place.group.typed}",
                ways,
                max(before.group.weight, place.group.weight) if strict else WEIGHT,
                strict=strict,
                role=Role.PLACE,
            )
            label = deeper.label if nested else f"{before.label}, {place.label}"
            place = Place(before.first, place.last, label, deeper.area if nested else None, group)
        joined.append(place)
    return joined
