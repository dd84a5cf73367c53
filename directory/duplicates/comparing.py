"""Two institutions: points with reasons, and vetoes, after which they are never “the same” without a person's word."""

from collections import Counter
from dataclasses import dataclass
from math import log

from rapidfuzz.distance import OSA, Indel

from ..distance import kilometres
from .houses import is_free_of_place, same_house
from .traits import Traits
from .words import COMMON

SAME, ASK, ASK_AGAIN = 70, 55, 35
NAME, HOUSE, NEAR, PHONE, DOMAIN, MAIL = 60, 25, 12, 25, 10, 10
NEAR_KM, SAME_NAME_KM = 0.15, 0.3
RARE, LIKE, WEAK_NAME, SAME_NAME = 3, 0.8, 0.62, 0.97
COMMON_WEIGHT, TELLING, OWN, SHORTEST_LIKE = 0.15, 0.4, 0.5, 4
SMALLEST = 1000
"""A shorter list tells too little of how rare a word is."""
STRONG = {"house", "phone", "mail"}


@dataclass(frozen=True, slots=True)
class Comparison:
    score: float
    reasons: tuple
    """((key of `wording.REASONS`, value), …)"""
    vetoes: tuple
    is_chain: bool = False
    """Nothing but a name speaks for it that others carry, too, or more than the house speaks against it."""

    @property
    def is_sure(self):
        return self.score >= SAME and not self.vetoes

    @property
    def is_asked(self):
        return self.score >= ASK and not self.is_chain

    @property
    def is_asked_again(self):
        """By a lower bar, where nothing else was found."""
        return self.score >= ASK_AGAIN and any(reason in STRONG for reason, _value in self.reasons)

    def told(self, has_rival=False) -> list[dict]:
        """As `DuplicatePair.reasons` keeps them: what speaks for it, then against it."""
        against = [*self.vetoes, "rival"] if has_rival else self.vetoes
        return [{"reason": reason, "value": value} for reason, value in (*self.reasons, *((veto, "") for veto in against))]


class Counts:
    """How often words, phones, mails and domains stand in all that is compared: what is rare says more."""

    def __init__(self, *sides: list[Traits]):
        everybody = [traits for side in sides for traits in side]
        self.total = max(len(everybody), SMALLEST)
        self.sides = [Counter(word for traits in side for word in traits.names[0]) for side in sides]
        self.words = sum(self.sides, Counter())
        self.names = Counter(traits.joined for traits in everybody)
        self.phones = Counter(traits.phone for traits in everybody)
        self.mails = Counter(traits.email for traits in everybody)
        self.domains = Counter(traits.domain for traits in everybody)
        self.places = frozenset(word for city in {traits.city for traits in everybody} for word in city)
        self._weights: dict[str, float] = {}

    def weight(self, word):
        found = self._weights.get(word)
        if found is None:
            rarity = max(COMMON_WEIGHT, 1 - log(self.words[word] + 1) / log(self.total + 2))
            found = self._weights[word] = COMMON_WEIGHT if word in COMMON or word in self.places else rarity
        return found

    def is_telling(self, word):
        return self.weight(word) > TELLING

    def is_own(self, word):
        """Whether it belongs to one, and not to a chain that both lists know: “Kita Moppi/Kitas SüdOst” is written “Kita Moppi”, too."""
        return 1 - log(2 * min(side[word] for side in self.sides) + 1) / log(self.total + 2) > OWN

    def likeness(self, one, other):
        """(0 to 1, telling words that only `one` has, telling words that only `other` has, whether a telling word is in both), by rarity; spelt nearly alike is alike."""
        total = sum(map(self.weight, one)) + sum(map(self.weight, other))
        shared = one & other
        found = 2 * sum(map(self.weight, shared))
        is_telling = any(map(self.is_telling, shared))
        mine, rest = [], set(other - shared)
        for word in one - shared:
            near = max(rest, key=lambda own, word=word: Indel.normalized_similarity(word, own), default="")
            likeness = spelt_alike(word, near)
            if likeness:
                found += likeness * (self.weight(word) + self.weight(near))
                is_telling = is_telling or (self.is_telling(word) and self.is_telling(near))
                rest.discard(near)
            else:
                mine.append(word)
        return found / total if total else 0.0, list(filter(self.is_telling, mine)), list(filter(self.is_telling, rest)), is_telling


def spelt_alike(word, other) -> float:
    """0 or `LIKE` to 1, for words from four letters; from three, if one is a word that says what it is (“Kta”, “Kita”)."""
    shorter = min(len(word), len(other))
    if shorter < SHORTEST_LIKE - (word in COMMON or other in COMMON):
        return 0.0
    likeness = Indel.normalized_similarity(word, other)
    return likeness if likeness >= LIKE else LIKE if OSA.distance(word, other, score_cutoff=1) <= 1 else 0.0


def compare(one: Traits, other: Traits, counts: Counts) -> Comparison:
    likeness, mine, theirs, is_telling = max(
        (counts.likeness(my_name, their_name) for my_name in one.names for their_name in other.names), key=lambda found: found[0]
    )
    if one.joined and one.joined == other.joined:
        likeness, mine, theirs, is_telling = max(likeness, SAME_NAME), (), (), is_telling or len(one.joined) > 5
    score, reasons = NAME * likeness, [("name", f"{one.name} – {other.name}")] if likeness >= WEAK_NAME else []
    km = _apart(one, other)
    is_phone = bool(one.phone) and one.phone == other.phone
    is_mail = bool(one.email) and one.email == other.email and counts.mails[one.email] <= RARE
    is_own = (is_phone and counts.phones[one.phone] <= RARE) or is_mail
    is_house = same_house(one, other, km, is_own)
    is_near = km is not None and km <= NEAR_KM
    if is_house:
        score += HOUSE
        reasons.append(("house", one.street))
    elif is_near:
        score += NEAR
        reasons.append(("near", f"{round(km * 1000)} m"))
    if is_phone:
        is_rare = counts.phones[one.phone] <= RARE
        score += PHONE if is_rare else NEAR
        reasons.append(("phone" if is_rare else "shared_phone", one.phone))
    if is_mail:
        score += MAIL
        reasons.append(("mail", one.email))
    if one.domain and one.domain == other.domain and counts.domains[one.domain] <= RARE:
        score += DOMAIN
        reasons.append(("domain", one.domain))
    is_alike = likeness >= SAME_NAME
    stays = is_house or (is_alike and is_own and ((km is not None and km <= SAME_NAME_KM) or is_free_of_place(one, other)))
    is_telling = is_telling or _says_enough(one, other, is_alike and is_house, is_own)
    is_of_one_kind = bool(one.kind) and one.kind == other.kind and not one.is_school and not other.is_school
    if is_of_one_kind:
        mine, theirs = list(filter(counts.is_own, mine)), list(filter(counts.is_own, theirs))
    vetoes = tuple(_vetoes(one, other, likeness, mine, theirs, is_telling, stays, is_of_one_kind))
    return Comparison(
        round(score, 1),
        tuple(reasons),
        vetoes,
        not (is_house or is_phone or is_mail) and (len(vetoes) > 1 or _is_chain(one, other, counts, is_near)),
    )


def _says_enough(one, other, is_same_place, is_own):
    """“37. Schule (Grundschule)” or “Grundschule Seth” in one house: type, number and place say enough together."""
    return is_same_place and (is_own or bool(one.forms and one.forms == other.forms) or bool(one.numbers and one.numbers == other.numbers))


def _is_chain(one, other, counts, is_near):
    """Asked if no third one carries the name; a Kita that moved and a sister of a chain look the same."""
    if is_near:
        return False
    bearers = counts.names[one.joined] + (counts.names[other.joined] if other.joined != one.joined else 0)
    if one.is_school or other.is_school:
        return bearers > RARE
    return bearers > 2 or not is_free_of_place(one, other)


def _vetoes(one, other, likeness, mine, theirs, is_telling, stays, is_of_one_kind):
    if one.kind and other.kind and one.kind != other.kind:
        yield "kind"
    if one.forms and other.forms and one.forms != other.forms:
        yield "form"
    elif one.forms != other.forms:
        yield "form_once"
    if one.creeds != other.creeds:
        yield "creed"
    if one.numbers != other.numbers:
        yield "number"
    if one.attached != other.attached or (one.is_club != other.is_club and not is_of_one_kind):
        yield "attached"
    if likeness < WEAK_NAME or not is_telling:
        yield "weak_name"
    elif mine and theirs:
        yield "other_words"
    elif mine or theirs:
        yield "more_words"
    if not stays:
        yield "other_house"


def _apart(one, other):
    if None in (one.lat, one.lon, other.lat, other.lon):
        return None
    return kilometres(one.lat, one.lon, other.lat, other.lon)
