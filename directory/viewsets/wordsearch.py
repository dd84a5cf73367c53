"""Search in the office's lists and choosers: each typed word must stand in one of the columns."""

from django.db.models import Q

from ..models.entries import SORTING_LETTERS


def fold(word):
    """As `sort_name` is written: small letters, umlauts as vowels (SQLite doesn't know that Ä and ä are one letter)."""
    for letter, plain in SORTING_LETTERS:
        word = word.replace(letter, plain)
    return word.lower()


def containing_words(query, columns):
    """Condition for rows in which every word of `query` stands in one of `columns`.

    Columns called `…sort_name` are compared with the folded word.
    """
    condition = Q()
    for word in query.split()[:8]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__contains": fold(word)}) if column.endswith("sort_name") else Q(**{f"{column}__icontains": word})
        condition &= anywhere
    return condition
