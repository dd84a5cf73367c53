"""Reads the word lists in `data/`: text, one entry a line, “#” begins a comment."""

from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def lines(name):
    """[(section, entry)] of `data/<name>.txt`; a line “[title]” begins a section."""
    section = ""
    entries = []
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line:
            entries.append((section, line))
    return entries


@cache
def words_of(name):
    """{section: words of all its lines, in their order}."""
    sections: dict[str, list[str]] = {}
    for section, line in lines(name):
        sections.setdefault(section, []).extend(line.split())
    return sections
