"""Real registers as rows to compare, and copies of them as another office would type them. The files belong to nobody here: `REAL_DATA` names their folder."""

import csv
import json
import random
import re
from dataclasses import replace

from directory.duplicates.traits import Row


def schools_2023(folder):
    """[(key, row)]"""
    with open(folder / "berlin/schools_2023.csv", encoding="utf-8-sig", newline="") as file:
        return [
            (
                row["BSN"],
                Row(
                    name=row["Name"], street=row["Adresse"], postcode=row["PLZ"], phone=row["Telefon"], email=row["eMail"],
                    website=row["Internet"], city="Berlin",
                ),
            )
            for row in csv.DictReader(file, delimiter=";")
        ]  # fmt: skip


def schools_2024(folder, *, with_form=False):
    rows = []
    for feature in json.loads((folder / "berlin/schools_2024.geojson").read_text(encoding="utf-8"))["features"]:
        row, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
        made = Row(
            name=row["schulname"] or "", street=f"{row['strasse'] or ''} {row['hausnr'] or ''}", postcode=row["plz"] or "", lat=lat, lon=lon,
            phone=row["telefon"] or "", email=row["email"] or "", website=row["internet"] or "", city="Berlin",
            form=row["schulart"] or "" if with_form else "",
        )  # fmt: skip
        rows.append((row["bsn"], made))
    return rows


def kitas(folder):
    with open(folder / "berlin/kitas_2017.csv", encoding="utf-8-sig", newline="") as file:
        return [
            (
                row["id"],
                Row(
                    name=row["name"], kind="kita", street=row["address"], postcode=row["plz"], city="Berlin",
                    lat=float(row["alat"] or 0) or None, lon=float(row["alon"] or 0) or None,
                ),
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def lichtenberg(folder):
    """A district's own list of 2014, typed by hand; a row for each project, so schools stand there twice."""
    with open(folder / "lichtenberg/school_operator_edges_2014.csv", encoding="utf-8-sig", newline="") as file:
        return [
            Row(name=row["schule"], form=row["schultyp"], street=row["strasse"], postcode=row["plz"], city="Berlin")
            for row in csv.DictReader(file)
        ]


def youth_centres(folder):
    rows = json.loads((folder / "lichtenberg/youth_centres_2014.geojson").read_text(encoding="utf-8"))
    return [
        (
            row["id"],
            Row(
                name=row["einrichtung"], street=row["strasse"], postcode=row["plz"], city=row["ort"], phone=row["telefon"], email=row["e_mail"],
                website=row["internet"], lat=float(row.get("lat") or 0) or None, lon=float(row.get("lng") or 0) or None,
            ),
        )
        for row in rows
    ]  # fmt: skip


WRITTEN = [
    ("Grundschule", "GS"), ("Kindertagesstätte", "Kita"), ("Kita", "Kindertagesstätte"), ("Straße", "Str."), ("Str.", "Straße"), ("Sankt", "St."),
    ("Evangelische", "Ev."), ("Katholische", "Kath."), ("Ev. ", "Evangelische "), ("Kirchengem. ", "Kirchengemeinde "), (" und ", " u. "),
    ("Integrierte Sekundarschule", "ISS"), ("Gymnasium", "Gym."), ("OSZ", "Oberstufenzentrum"), ("EKT", "Eltern-Initiative"),
    ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), (" e.V.", ""), (" gGmbH", ""), (" - ", " "), ("-", " "), ("/", " / "),
]  # fmt: skip
"""What offices write one way or the other."""


class Typist:
    """Types rows again as another office would, the same for the same seed."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def chance(self, share):
        return self.dice.random() < share

    def row(self, row: Row) -> Row:
        moved = self.dice.uniform(-0.0004, 0.0004), self.dice.uniform(-0.0004, 0.0004)
        lacks_place = row.lat is None or self.chance(0.5)
        return replace(
            row,
            name=self.name(row.name),
            street="" if self.chance(0.01) else self.street(row.street),
            postcode="" if self.chance(0.02) else self.postcode(row.postcode),
            lat=None if lacks_place else row.lat + moved[0],
            lon=None if lacks_place else row.lon + moved[1],
            phone="" if self.chance(0.25) else self.phone(row.phone),
            email="" if self.chance(0.3) else "info@" + row.email.partition("@")[2] if row.email and self.chance(0.1) else row.email,
            website="" if self.chance(0.3) else row.website.removeprefix("https://") if self.chance(0.5) else row.website,
        )

    def name(self, name):
        for old, new in WRITTEN:
            if old in name and self.chance(0.2):
                name = re.sub(re.escape(old) + r"(?![a-z])" if old[-1].isalpha() and len(old) > 1 else re.escape(old), new, name)
        if self.chance(0.1):
            name = re.sub(r"\s*\((.*?)\)", r" \1" if self.chance(0.7) else "", name) or name
        if self.chance(0.04) and ("/" in name or "," in name):
            name = re.split(r"[/,]", name)[0]
        words = name.split()
        if len(words) > 1 and self.chance(0.06):
            words = words[1:] + words[:1]  # “Regenbogen, Kita”
            words[-2] += ","
        name = " ".join(words)
        if self.chance(0.05):
            name = name.upper() if self.chance(0.3) else name.replace('"', "„")
        return self.misspelt(name) if self.chance(0.08) else name

    def misspelt(self, text):
        """One letter left out, doubled, exchanged with the next, or another."""
        places = [place for place, letter in enumerate(text[:-1]) if letter.isalpha() and text[place + 1].isalpha()]
        if not places:
            return text
        place = self.dice.choice(places)
        letter, following = text[place], text[place + 1]
        new = self.dice.choice(["", letter * 2, following + letter, self.dice.choice("aeinrst")])
        return text[:place] + new + text[place + (2 if new == following + letter else 1) :]

    def street(self, street):
        if self.chance(0.3):
            street = (
                street.replace("Straße", "Str.").replace("straße", "str.")
                if "tra" in street
                else street.replace("Str.", "Straße").replace("str.", "straße")
            )
        if self.chance(0.15):
            street = re.sub(r"\s*[-/]\s*\d+\s*$", "", street)
        if self.chance(0.1):
            street = re.sub(r"(\d)\s*([A-Za-z])$", r"\1 \2", street)
        return self.misspelt(street) if self.chance(0.03) else street

    def postcode(self, postcode):
        if postcode and self.chance(0.02):
            place = self.dice.randrange(3, 5)
            return postcode[:place] + str(self.dice.randrange(10)) + postcode[place + 1 :]
        return postcode

    def phone(self, phone):
        digits = re.sub(r"\D", "", phone)
        if len(digits) < 8:
            return phone
        local = digits.removeprefix("49")
        if self.chance(0.05):
            local = local[:-2] + f"{self.dice.randrange(100):02}"
        return self.dice.choice(
            [f"0{local[:2]} / {local[2:]}", f"+49 (0){local[:2]} {local[2:5]} {local[5:]}", f"0{local[:2]}-{local[2:]}"]
        )


LISTED_BODIES = [
    "Förderverein der {}",
    "Hort der {}",
    "{} – Mensa",
    "Freundeskreis {}",
    "Schulsozialarbeit an der {}",
    "{}, Turnhalle",
    "Elternvertretung der {}",
]
OTHER_BODIES = [
    "Schulküche der {}", "{} Bläserklasse", "Ruderriege {}", "Stiftung {}", "{} Cafeteria", "Chor der {}", "Schülerladen an der {}", "{} Bücherei",
    "Theatergruppe {}", "Kunstwerkstatt in der {}", "{} – Imkerei", "Familienzentrum an der {}", "Kiezkantine {}", "Sternwarte der {}",
    "{}, Schwimmhalle", "Lernwerkstatt {}", "Ehemaligenvereinigung {}", "Schullandheim der {}", "Verkehrsgarten an der {}", "Medienwerkstatt {}",
]  # fmt: skip
"""Words that the rules list, and words that they don't."""


def attached(rows, patterns, seed):
    """For each row a body that belongs to it: in its house, half of them with its phone, without its mail."""
    dice = random.Random(seed)
    return [
        replace(row, name=dice.choice(patterns).format(row.name), phone=row.phone if dice.random() < 0.5 else "", email="") for row in rows
    ]
