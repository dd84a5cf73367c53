"""What the register knows already: words of its vocabularies and names of its areas, and what columns became in earlier mappings."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from ...enums import LANGUAGES, AreaLevel, OfferForm
from ...languages import language_name
from ...models import ActorKind, Area, TargetGroup, Topic
from ..parsers import NO, YES
from .names import folded

SURE, FAIR = 93, 84
AREA_LEVELS = {
    "district_word": (AreaLevel.BOROUGH, AreaLevel.DISTRICT),
    "quarter_word": (AreaLevel.QUARTER,),
    "municipality_word": (AreaLevel.MUNICIPALITY, AreaLevel.STATE, AreaLevel.DISTRICT),
}


@dataclass
class Known:
    """`words`: {vocabulary: {folded word: value}}. `choices`: {vocabulary: [(value, label)]}. `learned`: {folded column: Counter of targets}."""

    words: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)
    areas: dict = field(default_factory=dict)
    learned: dict = field(default_factory=dict)

    def share_of_areas(self, texts, test):
        """Of the column's different texts, how many are names of areas of that level."""
        names = self.areas.get(test, ())
        return sum(folded(text) in names for text in texts) / len(texts) if texts and names else 0.0

    def share_of_kinds(self, texts):
        words = self.words.get("kinds", {})
        return sum(self.translate("kinds", text)[1] for text in texts[:60]) / len(texts[:60]) if texts and words else 0.0

    def translate(self, vocabulary, text):
        """(value, whether that is sure) for a text of the file; ("", False) when nothing fits."""
        words, wanted = self.words.get(vocabulary, {}), folded(text)
        if not wanted or not words:
            return "", False
        if wanted in words:
            return words[wanted], True
        long = {word: value for word, value in words.items() if len(word) >= 5}
        inside = [word for word in long if re.search(rf"\b{re.escape(word)}|{re.escape(word)}\b", wanted)]
        if inside:
            best = max(inside, key=len)
            return long[best], len(best) >= 0.8 * len(wanted)
        found = process.extractOne(wanted, long.keys(), scorer=fuzz.ratio, score_cutoff=FAIR)
        return (long[found[0]], found[1] >= SURE) if found else ("", False)


def load_known(earlier=()):
    """`Known` of the database; `earlier` are `Choices` of saved mappings as JSON. Five queries."""
    known = Known()
    for vocabulary, model in (("kinds", ActorKind), ("topics", Topic), ("target_groups", TargetGroup)):
        known.words[vocabulary], known.choices[vocabulary] = {}, []
        columns = ("slug", "name", "synonyms", *(["plural"] if model is ActorKind else []))
        for slug, name, synonyms, *plural in model.objects.values_list(*columns):
            known.choices[vocabulary].append((slug, name))
            for word in (slug, name, *plural, *(synonyms or ())):
                known.words[vocabulary].setdefault(folded(word), slug)
        known.words[vocabulary].pop("", None)
    known.words["languages"] = {folded(language_name(code)): code for code in LANGUAGES} | {code: code for code in LANGUAGES}
    known.choices["languages"] = [(code, language_name(code)) for code in LANGUAGES]
    known.choices["forms"] = [(value, str(label)) for value, label in OfferForm.choices]
    known.words["forms"] = {folded(str(label)): value for value, label in known.choices["forms"]} | {
        folded(value): value for value in OfferForm.values
    }
    known.choices["yes_no"] = [("ja", "ja"), ("nein", "nein")]
    known.words["yes_no"] = {folded(word): "ja" for word in YES} | {folded(word): "nein" for word in NO}
    by_level = defaultdict(set)
    for name, level in Area.objects.values_list("name", "level"):
        by_level[level].add(name)
    for test, levels in AREA_LEVELS.items():
        known.areas[test] = {folded(name.partition(",")[0]) for level in levels for name in by_level[level]}
    for vocabulary, test in (("districts", "district_word"), ("quarters", "quarter_word")):
        names = sorted(name for level in AREA_LEVELS[test] for name in by_level[level])
        known.choices[vocabulary] = [(name, name) for name in names]
        known.words[vocabulary] = {folded(name): name for name in names}
    known.learned = learn(earlier)
    return known


def learn(earlier):
    """{folded name of a column: Counter of what it became in earlier mappings}"""
    learned = defaultdict(Counter)
    for choices in earlier:
        for column, target in (choices.get("columns") or {}).items():
            learned[folded(column)][target] += 1
    return dict(learned)
