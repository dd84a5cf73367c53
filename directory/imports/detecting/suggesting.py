"""Which field a column probably is: by its name, by what stands in it, and by what a column of that name became before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import contents
from .names import best_likeness, day_part, folded, is_foreign, of_provider
from .targets import UNUSED_WORDS, targets

ENOUGH = 0.5
CODES = 0.5
"""From this share of bare numbers on a column holds codes: no name, no word."""


@dataclass(frozen=True)
class Suggestion:
    column: str
    target: str
    score: float
    reason: str


def suggest_subject(columns):
    """“offer” when the columns speak of dates, prices and participants, else “actor”."""
    telling = (
        "starts_on",
        "ends_on",
        "price_from",
        "price_note",
        "places_max",
        "places_min",
        "age_from",
        "registration_url",
        "is_free",
        "session_count",
    )
    described = targets("offer")
    found = sum(
        any(best_likeness(column.name, described[f"offer.{name}"].words) >= 0.9 for column in columns if column.filled)
        for name in telling[:-2]
    )
    found += any(
        best_likeness(
            column.name,
            ("angebot", "angebotstitel", "kurs", "kurstitel", "veranstaltung", "event title", "offer information", "kursnummer"),
        )
        >= 0.9
        for column in columns
    )
    found += any(best_likeness(column.name, described["offer.is_free"].words) >= 0.9 for column in columns)
    return "offer" if found >= 2 else "actor"


def suggest(columns, subject, known):
    """{column: `Suggestion`}; each field once, unless it takes several. Columns for which nothing speaks are missing."""
    described = targets(subject)
    shares = {column.name: _shares(column, known) for column in columns}
    offers = []
    for column in columns:
        if not column.filled and not any(folded(column.name) in target.words for target in described.values()):
            continue
        for key, target in described.items():
            score, reason = _score(column, key, target, shares[column.name], known)
            if score >= ENOUGH:
                offers.append(Suggestion(column.name, key, score, reason))
    chosen, taken = {}, set()
    for offer in sorted(offers, key=lambda offer: -offer.score):
        once = not described[offer.target].many or offer.target == "row.key"
        if offer.column in chosen or (once and offer.target in taken):
            continue
        chosen[offer.column] = offer
        taken.add(offer.target)
    _agree(chosen)
    return chosen


def described_as_provider(name):
    return bool(of_provider(name))


def _shares(column, known):
    found = contents.shares(column)
    if found:
        texts = column.texts[:200]
        found["kind_word"] = known.share_of_kinds(texts)
        for test in ("district_word", "quarter_word", "municipality_word"):
            found[test] = known.share_of_areas(texts, test)
    return found


def _score(column, key, target, shares, known):
    """(0 to 1, reason in words)."""
    part = day_part(column.name)
    if part and key.startswith("hours."):
        return (1.0, _("by its name")) if key == "hours.{}.{}".format(*part) and _hours_fit(part, shares) else (0.0, "")
    name = 0.0 if key.startswith("hours.") else best_likeness(column.name, target.words)
    learned = known.learned.get(folded(column.name))
    if learned and key in learned:
        return 0.9 + 0.1 * learned[key] / sum(learned.values()), _("as in an earlier mapping")
    if is_foreign(column.name):
        return 0.0, ""
    unused = best_likeness(column.name, UNUSED_WORDS)
    if unused > name or (unused >= 0.9 and unused >= name and key not in ("actor.kind", "actor.website")):
        return 0.0, ""
    if not shares:
        return (0.8 * name, _("by its name")) if name >= 0.9 else (0.0, "")
    content = max((shares.get(kind, 0.0) for kind in target.contents), default=None)
    sure = max((shares.get(kind, 0.0) for kind in target.sure), default=0.0)
    if key.startswith(("actor.", "offer.")) and described_as_provider(column.name):
        name = best_likeness(of_provider(column.name), target.words) if key.startswith("actor.") else 0.3 * name
    name, content = _corrected(column, key, name, content, shares)
    if key in ("location.district", "location.quarter") and known.areas.get("district_word") and shares.get("district_word", 0) < 0.2:
        called = best_likeness(column.name, ("bezirk", "district", "stadtbezirk"))
        if called >= 0.9:  # a list that calls its quarters districts
            name, content = (0.0, 0.0) if key == "location.district" else (called, 1.0)
    if content is not None and content < 0.3 and sure < 0.3:
        return 0.0, ""
    if name >= 0.5:
        score = 0.75 * name + 0.25 * max(sure, content if content is not None else 0.6)
        return score, _("by name and contents") if max(sure, content or 0.0) >= 0.6 else _("by its name")
    if sure >= 0.7 and not unused:
        return 0.5 + 0.2 * sure, _("by its contents")
    return 0.0, ""


def _corrected(column, key, name, content, shares):
    """What only contents can tell: keys are unique, names no codes, one “Adresse” is a street and another one a whole address."""
    if key == "row.key":
        unique = column.unique and column.filled >= 0.98 * column.rows and column.longest <= 60
        return (name, 1.0) if unique else (0.0, 0.0)
    if key in ("actor.name", "offer.name"):
        if shares.get("whole", 0) > CODES or shares.get("address", 0) > 0.5 or shares.get("legal_form", 0) > 0.9:
            return 0.0, 0.0
        variety = len(column.distinct) / max(1, min(column.filled, 500))
        name = name if variety > 0.5 or key == "actor.name" else 0.6 * name
        return (0.5 * name, content) if variety < 0.15 and column.rows > 20 else (name, content)
    if key == "actor.kind" and (len(column.distinct) > max(60, 0.4 * column.rows) or column.longest > 120):
        return 0.0, 0.0
    if key == "actor.kind" and shares.get("kind_word", 0) < 0.15:
        name = 0.0 if len(column.distinct) < 2 or not shares.get("words", 0) else 0.7 * name
    if (
        key in ("operator.name", "actor.kind", "location.quarter", "location.district", "location.municipality")
        and shares.get("whole", 0) > CODES
    ):
        return 0.0, 0.0
    if key == "operator.name" and len(column.distinct) <= 3 and column.rows > 20 and not shares.get("legal_form"):
        return 0.0, 0.0  # “öffentlich” or “privat” is a form, no name
    if key == "location.street" and shares.get("address", 0) > 0.4:
        return 0.0, 0.0
    if key == "location.postcode_place" and shares.get("postcode_place", 0) < 0.4:
        return 0.0, 0.0
    if key == "location.municipality" and shares.get("postcode_place", 0) > 0.4:
        return 0.0, 0.0
    if key == "location.house_number" and shares.get("postcode", 0) > 0.4:
        return 0.0, 0.0
    if key in ("location.step_free", "offer.is_free") and shares.get("yes_no", 0) < 0.3 and len(column.distinct) > 12:
        return 0.0, 0.0
    if key == "location.name" and not name >= 0.9:
        return 0.0, 0.0
    if key in ("actor.topics", "offer.topics", "actor.target_groups", "offer.target_groups", "actor.tags", "offer.tags") and (
        shares.get("sentences", 0) > 0.3 or (column.unique and column.longest > 120)
    ):
        return 0.0, 0.0
    if key in ("actor.description", "offer.description") and shares.get("sentences", 0) > 0.2:
        return name, 1.0
    return name, content


def _hours_fit(part, shares):
    if not shares:
        return True
    if part[1] == "text":
        return shares.get("clock", 0) < 0.5
    return shares.get("clock", 0) > 0.5 or shares.get("whole", 0) > 0.5


def _agree(chosen):
    """Parts that only make sense together: two coordinates; a house number with a street."""
    by_target = {suggestion.target: column for column, suggestion in chosen.items()}
    for first, second in (("location.lat", "location.lon"), ("location.utm_east", "location.utm_north")):
        for one, other in ((first, second), (second, first)):
            if one in by_target and other not in by_target:
                chosen.pop(by_target[one], None)
    if "location.house_number" in by_target and "location.street" not in by_target:
        chosen.pop(by_target["location.house_number"], None)
