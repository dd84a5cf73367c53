"""How long the language work of one query word takes: `python -m tests.bench.bench_language`.

Corrections are looked for among 5,000, 50,000 and 500,000 invented words; the ratio says what ten times as many words cost.
"""

import os
import random
import statistics
import time

from .table import Row, finish

SIZES = (5_000, 50_000, 500_000)
ROUNDS = 20
MISTYPED = ("musikshule", "klafier", "bibliotek", "gimnasium", "schwimkurs", "klavierunteriht")
JUDGED, LIMIT_MS = 50_000, 30
"""A correction among so many words; the run fails above it."""


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()
    from search.language.spelling import Vocabulary, corrections

    taken, rows = {}, []
    for size in SIZES:
        vocabulary = Vocabulary(invented(size))
        taken[size] = per_word(lambda word, known=vocabulary: corrections(word, known), MISTYPED)
        note = f"{taken[size] / taken[size // 10]:.1f} × of a tenth of the words" if size // 10 in taken else ""
        rows.append(Row("", size, "correction of a word", taken[size], goal=LIMIT_MS if size == JUDGED else None, note=note))
    return finish(rows)


def invented(size):
    """`size` or a few less words of 4 to 14 letters, each in one document."""
    letters = random.Random(7)
    return {"".join(letters.choices("abcdefghilmnorstu", k=letters.randint(4, 14))): 1 for _ in range(size)}


def per_word(ask, words):
    """The median in ms of CPU."""
    taken = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for word in words:
            ask(word)
        taken.append((time.process_time() - started) / len(words) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    raise SystemExit(main())
