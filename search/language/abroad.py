"""Stems of words of other languages, so that “обучения” finds the line of “обучение”, “cours de cuisine” that of “cuisines”.

Where no stemmer exists, the most frequent endings fall away: a stem must only be the same for the forms of one word.
"""

from functools import cache, lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

from ..analysis import fold

STEMMERS = {
    "en": "english",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "tr": "turkish",
    "ro": "romanian",
    "ru": "russian",
    "ar": "arabic",
}
ENDINGS = {
    "uk": "ями ами ому ого ими ої ою ій ий им ах ях ів ам ям а я у ю и і ї е є о ь й",
    "bg": "ите ата ото ета ят та то ът а я о и е",
    "pl": "ami ach ego emu ych ich ymi imi owi iej ej ow om a e i y o u",
}
LANGUAGES = (*STEMMERS, *ENDINGS)
LEAST_LEFT = 4
"""Letters that stay of a word whose ending falls away."""


@cache
def _stemmer(language):
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase()).filter(Filter.stemmer(STEMMERS[language]))
    return builder.build()


@cache
def _endings(language):
    return sorted(ENDINGS[language].split(), key=len, reverse=True)


@lru_cache(maxsize=50_000)
def stem(word: str, language: str) -> str:
    """Latin letters are folded before: many are typed without their marks."""
    folded = fold(word)
    plain = folded if folded.isascii() else word.casefold()
    if language in STEMMERS:
        return "".join(_stemmer(language).analyze(plain)) or plain
    for ending in _endings(language):
        if plain.endswith(ending) and len(plain) - len(ending) >= LEAST_LEFT:
            return plain.removesuffix(ending)
    return plain


def stem_keys(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """(language, stem, stem, …) in each language that has these letters."""
    latin = all(fold(word).isascii() for word in words)
    return [(language, *(stem(word, language) for word in words)) for language in LANGUAGES if latin == _is_latin(language)]


def _is_latin(language):
    return language not in ("ru", "uk", "bg", "ar")
