"""Reads what somebody typed: words with all they may mean, places, ages, prices, people, phrases, words with a minus, phone numbers, keys of registers.

    understand("Gitarre in Pankow kostenlos für 7-Jährige", known=known.current(), vocabulary=get_engine().vocabulary())
    →  groups for Gitarre, Pankow, free of charge, seven years; a chip for each of the last three

Nothing is refused, and whatever is understood can be undone: each chip knows the text without it, `literally=True` takes words as they are.
"""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from directory import wording

from ..analysis import fold
from ..asking import ASKING
from ..known import Known
from ..language import thesaurus
from ..wanted import Group, Has, Role, plain_groups
from . import ages, people, places, prices, tokens
from .words import WordReader


@dataclass(frozen=True)
class Chip:
    """Something that was understood. `rest` is the text without it, `only` the filter (parameter, value) that asks for nothing else."""

    role: Role
    text: str
    rest: str
    only: tuple[str, str] | None = None


@dataclass(frozen=True)
class Understood:
    words: tuple[str, ...] = ()
    """All words as typed, for exact names; also those of phrases."""
    groups: tuple[Group, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    chips: tuple[Chip, ...] = ()
    corrected: tuple[tuple[str, str], ...] = ()
    """(typed, meant)"""


def understand(text, *, known: Known, vocabulary, literally=False) -> Understood:
    """`known` is what queries may name (`search.known`), `vocabulary` the engine's (`search.engines.base.Vocabulary`), as the index is now."""
    read = tokens.read(text)
    plain = Understood(
        words=(*(token.word for token in read.words), *(word for phrase in read.phrases for word in phrase), *read.numbers),
        groups=tuple(Group(number, (Has("code", (number,)),), strict=True) for number in read.numbers),
        phrases=tuple(read.phrases),
        excluded=tuple(read.excluded),
    )
    if literally:
        return replace(plain, groups=plain.groups + plain_groups(token.word for token in read.words))
    return _Reading(text, read.words, known, vocabulary).result(plain)


class _Reading:
    """One query on its way: each reader takes the words it understands from those that are left."""

    def __init__(self, text, words, known_now, vocabulary):
        self.text, self.words, self.known, self.vocabulary = text, words, known_now, vocabulary
        self.thesaurus = thesaurus.current()
        self.free = [True] * len(words)
        self.groups: list[Group] = []
        self.chips: list[tuple[int, Chip]] = []

    def result(self, plain):
        self._prices()
        found_ages = self._ages()
        self._places()
        self._people(found_ages)
        reader = WordReader(self.known, self.vocabulary, self.thesaurus)
        runs = self._runs()
        only_asking = not self.groups and all(fold(token.word) in ASKING for run in runs for token in run)
        groups = [*plain.groups, *reader.groups(runs, self.text, unheard=frozenset() if only_asking else ASKING), *self.groups]
        if groups and not any(group.needed for group in groups):
            groups = [replace(group, needed=True) for group in groups]
        return replace(
            plain,
            groups=tuple(dict.fromkeys(groups)),  # a word that is typed twice is asked for once
            chips=tuple(chip for _start, chip in sorted(self.chips, key=lambda pair: pair[0])),
            corrected=tuple(reader.corrected),
        )

    def _prices(self):
        for start, end, value, group in prices.read(self.text):
            if self._take(start, end):
                label = _("free of charge") if value == "kostenlos" else _("Bildungspaket accepted")
                self.groups.append(group)
                self._chip(Role.PRICE, label, start, end, only=("kosten", value))

    def _ages(self):
        found = []
        for start, end, low, high in ages.read(self.text):
            if self._take(start, end):
                found.append((start, end, low, high))
                self._chip(Role.PEOPLE, wording.ages(low, high) or _("every age"), start, end)
        return found

    def _places(self):
        for run in self._runs():
            for place in places.read(run, self.known, self.vocabulary):
                start, end = run[place.first].start, run[place.last - 1].end
                self._take(start, end)
                self.groups.append(place.group)
                if place.group.needed:
                    before = self._before(start, places.BEFORE)
                    self._chip(
                        Role.PLACE,
                        _("in %(place)s") % {"place": place.label},
                        before,
                        end,
                        only=("gebiet", place.area.slug) if place.area else None,
                    )

    def _people(self, found_ages):
        typed, groups = [], []
        for run in self._runs():
            for first, last, meant in people.read_words(run, self.known, self.thesaurus):
                start, end = run[first].start, run[last - 1].end
                self._take(start, end)
                typed.append(self.text[start:end])
                groups.append(meant)
                self._chip(Role.PEOPLE, _("for %(people)s") % {"people": meant[0].name}, self._before(start, ("für", "for", "fuer")), end)
        wish = people.wish(typed, [(low, high) for _start, _end, low, high in found_ages], groups, self.known)
        wish = wish or people.wish_in_compounds([token.word for run in self._runs() for token in run], self.known, self.thesaurus)
        if wish:
            self.groups.append(wish)

    def _runs(self):
        """Stretches of free words that stand together."""
        runs, run = [], []
        for token, free in zip(self.words, self.free, strict=True):
            if free:
                run.append(token)
            elif run:
                runs.append(run)
                run = []
        return [*runs, run] if run else runs

    def _take(self, start, end):
        """Whether the words between are all free; they are not any more."""
        inside = [place for place, token in enumerate(self.words) if token.start < end and token.end > start]
        if not inside or not all(self.free[place] for place in inside):
            return False
        for place in inside:
            self.free[place] = False
        return True

    def _before(self, start, words):
        """Where the words before `start` begin that belong to it: “in”, “für”."""
        for token in reversed([token for token in self.words if token.end <= start]):
            if token.word.casefold() not in words or self.text[token.end : start].strip(" ,"):
                break
            start = token.start
        return start

    def _chip(self, role, text, start, end, *, only=None):
        rest = " ".join(f"{self.text[:start]} {self.text[end:]}".replace(" ,", ",").split()).strip(" ,")
        self.chips.append((start, Chip(role, text, rest, only)))
