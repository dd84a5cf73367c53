"""Two institutions: points with reasons, and vetoes, after which they are never “the same” without a person's word."""

from collections import Counter
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import Indel

from ..distance import kilometres
from .traits import COMMON, Traits

SAME, ASK = 80, 55
NAME, HOUSE, NEAR, PHONE, DOMAIN, MAIL = 60, 25, 12, 25, 10, 10
NEAR_KM, SAME_NAME_KM = 0.15, 0.3
RARE, LIKE, WEAK_NAME, SAME_NAME = 3, 0.8, 0.62, 0.97
COMMON_WEIGHT = 0.15


@dataclass(frozen=True, slots=True)
class Comparison:
    score: float
    reasons: tuple
    """((key of `wording.REASONS`, value), …)"""
    vetoes: tuple

    @property
    def is_sure(self):
        return self.score >= SAME and not self.vetoes

    def told(self, has_rival=False) -> list[dict]:
        """As `DuplicatePair.reasons` keeps them: what speaks for it, then against it."""
        against = [*self.vetoes, "rival"] if has_rival else self.vetoes
        return [{"reason": reason, "value": value} for reason, value in (*self.reasons, *((veto, "") for veto in against))]


class Counts:
    """How often words, phones, mails and domains stand in all that is compared: what is rare says more."""

    def __init__(self, everybody: list[Traits]):
        self.words = Counter(word for traits in everybody for word in traits.names[0])
        self.phones = Counter(traits.phone for traits in everybody)
        self.mails = Counter(traits.email for traits in everybody)
        self.domains = Counter(traits.domain for traits in everybody)
        self.top = log(len(everybody) + 2)

    def weight(self, word):
        return COMMON_WEIGHT if word in COMMON else max(COMMON_WEIGHT, 1 - log(self.words[word] + 1) / self.top)

    def likeness(self, one, other):
        """0 to 1: words that both names have, nearly spelt alike too, by rarity."""
        total = sum(map(self.weight, one)) + sum(map(self.weight, other))
        shared = one & other
        found = 2 * sum(map(self.weight, shared))
        rest = set(other - shared)
        for word in one - shared:
            if len(word) >= 4 and rest:
                near = max(rest, key=lambda own, word=word: Indel.normalized_similarity(word, own))
                likeness = Indel.normalized_similarity(word, near)
                if likeness >= LIKE and len(near) >= 4:
                    found += likeness * (self.weight(word) + self.weight(near))
                    rest.discard(near)
        return found / total if total else 0.0


def compare(one: Traits, other: Traits, counts: Counts) -> Comparison:
    likeness = max(counts.likeness(mine, theirs) for mine in one.names for theirs in other.names)
    score, reasons = NAME * likeness, [("name", f"{one.row.name} – {other.row.name}")] if likeness >= WEAK_NAME else []
    km = _apart(one, other)
    is_house = same_house(one, other)
    if is_house:
        score += HOUSE
        reasons.append(("house", one.row.street))
    elif km is not None and km <= NEAR_KM:
        score += NEAR
        reasons.append(("near", f"{round(km * 1000)} m"))
    is_phone = bool(one.phone) and one.phone == other.phone
    if is_phone:
        score += PHONE if counts.phones[one.phone] <= RARE else NEAR
        reasons.append(("phone", one.row.phone))
    if one.email and one.email == other.email and counts.mails[one.email] <= RARE:
        score += MAIL
        reasons.append(("mail", one.email))
    if one.domain and one.domain == other.domain and counts.domains[one.domain] <= RARE:
        score += DOMAIN
        reasons.append(("domain", one.domain))
    stays = is_house or (likeness >= SAME_NAME and km is not None and km <= SAME_NAME_KM and is_phone)
    return Comparison(round(score, 1), tuple(reasons), tuple(_vetoes(one, other, likeness, stays, counts)))


def _vetoes(one, other, likeness, is_house, counts):
    if one.row.kind and other.row.kind and one.row.kind != other.row.kind:
        yield "kind"
    if one.forms and other.forms and one.forms != other.forms:
        yield "form"
    if one.creeds != other.creeds:
        yield "creed"
    if one.numbers != other.numbers:
        yield "number"
    if one.attached != other.attached:
        yield "attached"
    if likeness < WEAK_NAME or not any(word not in COMMON for word in one.names[0] & other.names[0]):
        yield "weak_name"
    elif _telling(one, other, counts) and _telling(other, one, counts):
        yield "other_words"
    if not is_house:
        yield "other_house"


def _telling(one, other, counts):
    """Whether `one` has a telling word that `other` lacks in any spelling."""
    return any(
        word not in COMMON and counts.weight(word) > 0.4 and max((Indel.normalized_similarity(word, own) for own in other.names[0]), default=0) < LIKE
        for word in one.names[0]
    )  # fmt: skip


def same_house(one, other) -> bool:
    """Street and number alike, ranges may overlap, letters must agree; postcodes may differ in their last two digits."""
    if not (one.street and one.street == other.street and one.house and other.house):
        return False
    (low, high, letter), (their_low, their_high, their_letter) = one.house, other.house
    in_town = one.row.postcode[:3] == other.row.postcode[:3] or not (one.row.postcode and other.row.postcode)
    return in_town and low <= their_high and their_low <= high and letter == their_letter


def _apart(one, other):
    mine, theirs = one.row, other.row
    if None in (mine.lat, mine.lon, theirs.lat, theirs.lon):
        return None
    return kilometres(mine.lat, mine.lon, theirs.lat, theirs.lon)
