"""How long the language work of one query word takes: `python -m tests.bench.bench_language`.

Corrections are looked for among 5,000, 50,000 and 500,000 invented words; the ratio says what ten times as many words cost.
"""

import os
import random
import statistics
import time

SIZES = (5_000, 50_000, 500_000)
ROUNDS = 20
MISTYPED = ("musikshule", "klafier", "bibliotek", "gimnasium", "schwimkurs", "klavierunteriht")
LIMIT_MS = 30
"""A correction among 50,000 words; the run fails above it."""


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    import django

    django.setup()
    from search.language.spelling import Vocabulary, corrections

    print(f"{'words known':>14}  {'ms a correction':>15}  {'ratio':>6}")
    taken = {}
    for size in SIZES:
        vocabulary = Vocabulary(invented(size))
        taken[size] = per_word(lambda word, known=vocabulary: corrections(word, known), MISTYPED)
        before = taken.get(size // 10)
        print(f"{size:>14,}  {taken[size]:>15.2f}  {taken[size] / before if before else 1:>6.1f}")
    if taken[50_000] > LIMIT_MS:
        raise SystemExit(f"A correction among 50,000 words takes {taken[50_000]:.1f} ms, more than {LIMIT_MS}.")


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
    main()
