"""How well duplicates are found on real registers: `REAL_DATA=<folder> nice python -m tests.bench.bench_duplicates`. Needs no database.

The folder holds `berlin/schools_2023.csv`, `berlin/schools_2024.geojson` and `berlin/kitas_2017.csv`; none of it belongs to this project.
"""

import csv
import json
import os
import time
from pathlib import Path

import django


def schools_2023(folder):
    with open(folder / "berlin/schools_2023.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield (
                row["BSN"],
                {
                    "name": row["Name"],
                    "street": row["Adresse"],
                    "postcode": row["PLZ"],
                    "phone": row["Telefon"],
                    "email": row["eMail"],
                    "website": row["Internet"],
                },
            )


def schools_2024(folder):
    for feature in json.loads((folder / "berlin/schools_2024.geojson").read_text(encoding="utf-8"))["features"]:
        row, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
        yield (
            row["bsn"],
            {
                "name": row["schulname"] or "",
                "street": f"{row['strasse'] or ''} {row['hausnr'] or ''}",
                "postcode": row["plz"] or "",
                "lat": lat,
                "lon": lon,
                "phone": row["telefon"] or "",
                "email": row["email"] or "",
                "website": row["internet"] or "",
            },
        )


def kitas(folder):
    with open(folder / "berlin/kitas_2017.csv", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield (
                row["id"],
                {
                    "name": row["name"],
                    "street": row["address"],
                    "postcode": row["plz"],
                    "lat": float(row["alat"] or 0) or None,
                    "lon": float(row["alon"] or 0) or None,
                },
            )


def main():
    if not os.environ.get("REAL_DATA"):
        print("Not measured: REAL_DATA names no folder with real registers.")
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    from directory.duplicates.comparing import Counts
    from directory.duplicates.linking import candidates, with_rivals
    from directory.duplicates.rows import link
    from directory.duplicates.traits import Row, traits_of

    folder = Path(os.environ["REAL_DATA"])
    old, new = list(schools_2023(folder)), list(schools_2024(folder))
    begun = time.process_time()
    linked = link([Row(**values) for _key, values in old], [Row(**values) for _key, values in new])
    took = time.process_time() - begun
    truth = {key: place for place, (key, _values) in enumerate(new)}
    merged = asked = lost = with_partner = 0
    wrong = []
    for (key, values), found in zip(old, linked, strict=True):
        sure = [other for other, comparison, rivalled in found if comparison.is_sure and not rivalled]
        if sure:
            merged += sure[0] == truth.get(key)
            if sure[0] != truth.get(key):
                wrong.append((values["name"], new[sure[0]][1]["name"]))
        elif found:
            asked += 1
            with_partner += any(other == truth.get(key) for other, *_rest in found)
        else:
            lost += key in truth
    print(
        f"schools 2023 over 2024: {len(old)} rows, {merged} merged, {asked} asked ({with_partner} with partner), {lost} lost, {len(wrong)} wrong, {took:.1f} s"
    )
    for pair in wrong:
        print("  wrong:", *pair, sep=" | ")
    for title, rows in (("schools 2024 inside", new), ("kitas inside", list(kitas(folder)))):
        begun = time.process_time()
        traits = [traits_of(Row(**values)) for _key, values in rows]
        found = candidates(traits, None, Counts(traits))
        rivalled = with_rivals(found, inside=True)
        sure = [pair for pair, comparison in found.items() if comparison.is_sure and pair not in rivalled]
        took = time.process_time() - begun
        print(f"{title}: {len(rows)} rows, {len(found)} pairs to look at, {len(sure)} of them sure, {took:.1f} s")
        for one, other in sure[:10]:
            print("  sure:", *rows[one][1].values(), "|", *rows[other][1].values())


if __name__ == "__main__":
    main()
