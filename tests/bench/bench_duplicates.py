"""How well duplicates are found on real registers: `REAL_DATA=<folder> nice python -m tests.bench.bench_duplicates`. Needs no database. `VERBOSE=1` lists the questions.

The folder holds `berlin/schools_2023.csv`, `berlin/schools_2024.geojson`, `berlin/kitas_2017.csv` and the lists of `lichtenberg/`; none of it belongs to this project.
"""

import os
import random
import time
from collections import Counter
from pathlib import Path

import django

SEEDS = tuple(map(int, os.environ.get("SEEDS", "101,102,103").split(",")))


def main():
    if not os.environ.get("REAL_DATA"):
        print("Not measured: REAL_DATA names no folder with real registers.")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from tests.bench import registers

    folder = Path(os.environ["REAL_DATA"])
    old, new, kitas = registers.schools_2023(folder), registers.schools_2024(folder), registers.kitas(folder)
    over("schools 2023 over 2024", old, new)
    names = Counter(row.name for _key, row in kitas)
    for seed in SEEDS:
        for title, rows in (("schools", new), ("kitas", kitas)):
            typist = registers.Typist(seed)
            typed = [(key, typist.row(row)) for key, row in rows]
            over(f"{title} typed again, {seed}", typed, rows)
            dice = random.Random(seed)
            half = [pair for pair in rows if dice.random() < 0.5]
            over(f"{title} typed again, half missing, {seed}", typed, half)
            if title == "kitas":
                over(f"of these with names of several, {seed}", typed, rows, only={key for key, row in rows if names[row.name] > 1})
    for title, patterns in (("listed", registers.LISTED_BODIES), ("other", registers.OTHER_BODIES)):
        bodies = registers.attached([row for _key, row in new], patterns, 1)
        over(f"attached bodies, {title} words", [("", row) for row in bodies], new)
    by_hand(registers.lichtenberg(folder), registers.schools_2024(folder, with_form=True))
    for title, rows in (("schools 2024", new), ("kitas", kitas), ("youth centres", registers.youth_centres(folder))):
        inside(title, rows)


def over(title, old, new, only=None):
    """A list over a register without keys; equal keys are the truth."""
    from directory.duplicates.rows import link

    begun = time.process_time()
    linked = link([row for _key, row in old], [row for _key, row in new])
    took = time.process_time() - begun
    truth = {key: place for place, (key, _row) in enumerate(new)}
    counted, wrong = Counter(), []
    for (key, row), found in zip(old, linked, strict=True):
        if only is not None and key not in only:
            continue
        counted["rows"] += 1
        counted["partners"] += key in truth
        sure = [other for other, comparison, rivalled in found if comparison.is_sure and not rivalled]
        if sure:
            counted["merged"] += sure[0] == truth.get(key)
            if sure[0] != truth.get(key):
                wrong.append((row, new[sure[0]][1], found[0][1]))
        elif found:
            counted["asked"] += 1
            shows = any(other == truth.get(key) for other, *_rest in found)
            counted["shown"] += shows
            counted["hidden"] += key in truth and not shows
            if os.environ.get("VERBOSE"):
                _other, comparison, rivalled = found[0]
                print(
                    "  ?",
                    "=" if shows else "≠",
                    row.name,
                    "|",
                    row.street,
                    row.postcode,
                    "|",
                    new[found[0][0]][1].name,
                    "|",
                    new[found[0][0]][1].street,
                    comparison.score,
                    *comparison.vetoes,
                    "rival" * rivalled,
                )
        elif key in truth:
            counted["lost"] += 1
            if os.environ.get("VERBOSE"):
                print("  lost", row.name, row.street, "|", new[truth[key]][1].name, new[truth[key]][1].street)
    rows, partners = counted["rows"], counted["partners"] or 1
    lost = counted["lost"] + counted["hidden"]
    print(
        f"{title} | {rows} rows, {counted['partners']} with a partner | merged {counted['merged']} ({counted['merged'] / partners:.1%}) | "
        f"asked {counted['asked']} ({counted['asked'] / rows:.1%} of the rows; {counted['shown']} show the partner, {counted['shown'] / (counted['asked'] or 1):.0%}) | "
        f"lost {lost} ({lost / partners:.1%}) | wrong {len(wrong)} | {took:.1f} s"
    )
    for row, other, comparison in wrong[:20]:
        print(
            "  wrong:",
            row.name,
            row.street,
            row.phone,
            "|",
            other.name,
            other.street,
            other.phone,
            "|",
            comparison.score,
            *(reason for reason, _value in comparison.reasons),
        )


def by_hand(rows, new):
    """What was decided for each row, to be read: there is no key."""
    from directory.duplicates.rows import link

    counted = Counter()
    for row, found in zip(rows, link(rows, [row for _key, row in new]), strict=True):
        sure = [other for other, comparison, rivalled in found if comparison.is_sure and not rivalled]
        fate = "merged" if sure else "asked" if found else "lost"
        counted[fate] += 1
        best = found[0] if found else None
        print(
            "  ",
            fate,
            "|",
            row.name,
            row.form,
            row.street,
            row.postcode,
            "|",
            *((new[best[0]][1].name, new[best[0]][1].form, new[best[0]][1].street, best[1].vetoes, "rival" * best[2]) if best else ()),
        )
    print("lichtenberg 2014 over schools 2024:", dict(counted))


def inside(title, rows):
    from directory.duplicates.comparing import Counts
    from directory.duplicates.linking import candidates, with_rivals
    from directory.duplicates.traits import traits_of

    begun = time.process_time()
    traits = [traits_of(row) for _key, row in rows]
    found = candidates(traits, None, Counts(traits))
    rivalled = with_rivals(found, inside=True)
    sure = [pair for pair, comparison in found.items() if comparison.is_sure and pair not in rivalled]
    print(f"{title} inside: {len(rows)} rows, {len(found)} pairs asked, {len(sure)} of them sure, {time.process_time() - begun:.1f} s")
    for one, other in sure[:10]:
        print("  sure:", rows[one][1].name, rows[one][1].street, "|", rows[other][1].name, rows[other][1].street)


if __name__ == "__main__":
    main()
