"""Whether two institutions stand in one house."""

from rapidfuzz.distance import OSA, Indel

FURTHER = 4
"""Numbers of a street that one school may have: a block is often entered by the next number."""
SAME_STREET, LONG_STREET, SHORT_STREET = 0.88, 8, 6
IN_TOWN_KM = 1.0


def same_house(one, other, km, is_own) -> bool:
    """Street and number alike in one town. Schools own blocks: near numbers count, with an own phone or mail (`is_own`) the whole street.

    For others the first number and the letter must agree: chains open door to door.
    """
    if not (one.street and other.street and one.house and other.house and _same_town(one, other, km, is_own)):
        return False
    (first, last, letter), (their_first, their_last, their_letter) = one.house, other.house
    low, high, their_low, their_high = min(first, last), max(first, last), min(their_first, their_last), max(their_first, their_last)
    is_exact = first == their_first and letter == their_letter
    if one.street != other.street:
        return is_exact and _is_misspelt(one.street, other.street)
    if is_own or is_exact:
        return True
    if one.is_school and other.is_school:
        return low - FURTHER <= their_high and their_low <= high + FURTHER
    return low < high and their_low < their_high and low <= their_high and their_low <= high and letter == their_letter


def _is_misspelt(street, other):
    if min(len(street), len(other)) < SHORT_STREET:
        return False
    return OSA.distance(street, other, score_cutoff=1) <= 1 or (
        Indel.normalized_similarity(street, other) >= SAME_STREET and min(len(street), len(other)) >= LONG_STREET
    )


def _same_town(one, other, km, is_own):
    """A Hauptstraße is in every village, and many villages share a postcode."""
    if one.city and other.city and not one.city & other.city:
        return is_own or (km is not None and km <= IN_TOWN_KM)
    if one.postcode == other.postcode or not (one.postcode and other.postcode):
        return True
    return (
        is_own
        or (km is not None and km <= IN_TOWN_KM)
        or sorted(one.postcode) == sorted(other.postcode)
        or (bool(one.city & other.city) and _one_digit_off(one, other))
    )


def _one_digit_off(one, other):
    return len(one.postcode) == len(other.postcode) and sum(a != b for a, b in zip(one.postcode, other.postcode, strict=True)) == 1


def is_free_of_place(one, other) -> bool:
    """Whether one of them doesn't say where it is, so that nothing speaks against the other's house."""
    return not (one.street and other.street) and (one.postcode == other.postcode or not (one.postcode and other.postcode))
