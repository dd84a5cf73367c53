"""For imports: what each row of a delivery is to the register."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..models import Actor
from .comparing import Comparison, Counts
from .linking import candidates, with_rivals
from .register import load_rows
from .traits import Row, traits_of

MOST_ASKED = 5


class Verdict(StrEnum):
    SAME = "same"
    ASKED = "asked"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Fit:
    """An institution that a row may be. `reasons` speak for and against it: [{"reason": key of `wording.REASONS`, "value": text}]."""

    actor_id: int
    score: float | None
    reasons: list


@dataclass(slots=True)
class Match:
    """`same`: `fits` holds that one; `asked`: the best first, at most `MOST_ASKED`; `new`: none."""

    verdict: Verdict = Verdict.NEW
    fits: list[Fit] = field(default_factory=list)


def match_rows(rows: list[Row]) -> list[Match]:
    """For each row, in order: the same as an institution, to be asked, or new. Keys decide first. Reads the register (drafts too, nothing archived), writes nothing."""
    ids, entries = load_rows(Actor.objects.filter(archived_at=None))
    by_key = {key: pk for pk, entry in zip(ids, entries, strict=True) for key in entry.keys}
    forms = {entry.kind: entry.form for entry in entries if entry.kind}
    rows = [replace(row, form=forms.get(row.kind, "")) if row.kind and not row.form else row for row in rows]
    matches = [Match() for _row in rows]
    open_rows = []
    for place, row in enumerate(rows):
        known = sorted({by_key[key] for key in row.keys if key in by_key})
        if known:
            fits = [Fit(pk, None, [{"reason": "key", "value": ""}]) for pk in known]
            matches[place] = Match(Verdict.SAME if len(known) == 1 else Verdict.ASKED, fits[:MOST_ASKED])
        else:
            open_rows.append(place)
    linked = link([rows[place] for place in open_rows], entries)
    for place, found in zip(open_rows, linked, strict=True):
        if found:
            fits = [Fit(ids[other], comparison.score, comparison.told(rivalled)) for other, comparison, rivalled in found]
            sure = [fit for fit, (_other, comparison, rivalled) in zip(fits, found, strict=True) if comparison.is_sure and not rivalled]
            matches[place] = Match(Verdict.SAME, sure[:1]) if sure else Match(Verdict.ASKED, fits[:MOST_ASKED])
    return matches


def link(rows: list[Row], entries: list[Row]) -> list[list[tuple[int, Comparison, bool]]]:
    """For each row [(place in `entries`, comparison, has a rival)], the best first."""
    ours, theirs = [traits_of(row) for row in rows], [traits_of(entry) for entry in entries]
    found = candidates(ours, theirs, Counts(theirs, ours))
    rivalled = with_rivals(found, ours=ours)
    linked: list[list[tuple[int, Comparison, bool]]] = [[] for _row in rows]
    for (mine, other), comparison in found.items():
        linked[mine].append((other, comparison, (mine, other) in rivalled))
    return [sorted(each, key=lambda one: (-one[1].score, one[0])) for each in linked]
