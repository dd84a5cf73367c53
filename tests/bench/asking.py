"""What people ask of an invented landscape: addresses of result pages, the same each time."""

import random
from urllib.parse import quote_plus

from .words import Words

FILTERS = [
    "", "", "&kosten=kostenlos", "&typ=angebote", "&typ=einrichtungen", "&gebiet=kreis-3&gebiet=ort-2-5", "&gebiet=kreis-1", "&thema=musik&sortierung=name",
    "&thema=musik&thema=sprache", "&alter_von=6&alter_bis=9", "&art=kita&barrierefrei=stufenlos", "&gruppe=kinder", "&sprache=tr", "&tag=mi&tag=do", "&form=kurs",
    "&seite=3", "&sortierung=geprueft", "&lat=51.4&lon=10.3&km=10", "&lat=52.1&lon=11.2&sortierung=entfernung",
]  # fmt: skip
WITHOUT_WORDS = 8
"""One of so many only browses."""


def result_pages(number):
    dice = random.Random(9)
    words = Words(dice)
    return [f"/suche/?q={quote_plus(words.asked() if n % WITHOUT_WORDS else '')}{dice.choice(FILTERS)}" for n in range(number)]


def typed(number):
    """What stands in the search field letter by letter."""
    dice = random.Random(10)
    words = Words(dice)
    found = []
    while len(found) < number:
        text = words.asked()
        found += [text[:length] for length in range(2, min(len(text), 14) + 1)]
    return found[:number]


def search_queries(number):
    """`SearchQuery`s of `result_pages`, read as the page reads them."""
    import datetime as dt

    from django.http import QueryDict
    from django.utils import timezone

    from directory.freshness import BERLIN
    from search.query import read

    at = timezone.now()
    today: dt.date = at.astimezone(BERLIN).date()
    return [read(QueryDict(address.partition("?")[2]), language="de", today=today, at=at).query for address in result_pages(number)]
