"""Opening hours of a day as people write them: “9:00–12:00, 14:00–18:00”."""

import re

SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|bis)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?", re.IGNORECASE)


def day_in_words(rows, weekday):
    """Of the rows of `opening_spans` those of `weekday`; "" when it is closed."""
    return ", ".join(f"{row['opens'][:5]}–{row['closes'][:5]}" for row in rows if row["weekday"] == weekday)


def spans_of(text, weekday):
    """Rows of `opening_spans`. Raises `ValueError` for what can't be read."""
    rows = []
    for part in (part.strip() for part in re.split(r"[,;]| und ", text)):
        if part:
            found = SPAN.fullmatch(part)
            if found is None:
                raise ValueError(part)
            a, b, c, d = found.groups()
            rows.append({"weekday": weekday, "opens": f"{a.zfill(2)}:{b or '00'}", "closes": f"{c.zfill(2)}:{d or '00'}"})
    return rows
