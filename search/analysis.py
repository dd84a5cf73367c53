"""Words: how texts are cut into them and which spellings count as one. Engines, highlighter and query read words the same way."""

import html
import re
import unicodedata
from functools import lru_cache

from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

STEMMERS = {"de": "german", "en": "english", "plain": None}
"""Analyzer → stemmer. Stemming comes after folding, so that “Flöten” and “Floeten” end as one word."""

ANALYZER_OF_LANGUAGE = {"de": "de", "de-simple": "de", "en": "en"}
"""All other languages are read without a stemmer ("plain")."""

WORD = re.compile(r"[^\W_]+")

STROKES = str.maketrans({"ł": "l", "ı": "i", "đ": "d", "ø": "o", "æ": "a", "œ": "o", "ŧ": "t", "ħ": "h"})
"""Letters whose stroke is no mark that could be taken away."""

LONGEST_WORD = 30
"""Letters; folds of longer texts aren't kept."""

STOP_WORDS = set(
    """
    aber als am an auch auf aus bei beim bin bis bitte da das dass dem den der des die doch du ein eine einem einen einer eines er es fuer für
    gibt habe haben hat ich ihr im in ist ja kann kein keine mein meine meinem meinen meiner mich mir mit nach nicht noch nur ob oder ohne sein
    sich sie sind so über um und uns unser unsere vom von vor wann war was welche welcher welches wer wie wir wird wo zu zum zur
    a an and are at for from how in is my of on or the to where with
    """.split()  # noqa: SIM905
)


APART = frozenset("malen werken rechnen weben nahen boxen ringen sticken stillen".split())  # noqa: SIM905
"""Folded verbs whose stem is also that of a word with another meaning (mal, Werk, Rechner, Web, Nähe, Box …): names are searched for them as they are."""


def make_analyzer(name):
    """A new analyzer; tantivy forgets registered ones when an index is opened again."""
    builder = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(60)).filter(Filter.lowercase()).filter(Filter.ascii_fold())
    if stemmer := STEMMERS[name]:
        builder = builder.filter(Filter.stemmer(stemmer))
    return builder.build()


_analyzers = {name: make_analyzer(name) for name in STEMMERS}


@lru_cache(maxsize=100_000)
def stems(word, analyzer="de"):
    """The tokens that an index field with this analyzer holds for `word`; none for what is no word."""
    return tuple(_analyzers[analyzer].analyze(storable(word)))


def words(text):
    """What stands between spaces and marks, as typed."""
    return WORD.findall(unicodedata.normalize("NFC", text))


def query_words(text):
    """The words that a query looks for: without those that every text has, unless there is nothing else."""
    found = [word for word in words(text) if stems(word, "plain")]
    return tuple([word for word in found if word.casefold() not in STOP_WORDS] or found)


def fold(text):
    """One spelling for all: small letters without marks, “ß” as “ss”, “ae/oe/ue” like “ä/ö/ü” as their vowel."""
    return _folded_word(text) if len(text) <= LONGEST_WORD else fold_once(text)


@lru_cache(maxsize=50_000)
def _folded_word(text):
    return fold_once(text)


def fold_once(text):
    """`fold` of what nobody asks for again: it isn't kept."""
    text = text.casefold()
    if not text.isascii():
        text = text.replace("ä", "a").replace("ö", "o").replace("ü", "u")  # with these, most German text is plain already
    if not text.isascii():
        text = text.translate(STROKES)
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def plain_text(markup):
    """Running text of rich text; blocks stay apart."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def storable(text):
    """Without half surrogates, which no index takes."""
    return text.encode("utf-8", "ignore").decode()
