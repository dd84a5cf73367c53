"""All values of one filter on a page of their own, for filters that have more than a column can hold."""

from dataclasses import dataclass

from .analysis import fold
from .engines import get_engine
from .facets import FACETS, Facet
from .query import Asked, clean

MOST_LISTED = 100
LONGEST = 60


@dataclass(frozen=True)
class Choice:
    facet: Facet
    text: str
    """What is looked for in the names."""
    options: list[dict]
    """As facets take them; those chosen first."""
    total: int
    """Values with this text, all of them."""
    hidden: list[tuple[str, str]]
    """What of the search stays."""

    @property
    def shown_facet(self):
        """As the tags of facets take it."""
        return {"name": self.facet.param, "options": self.chosen}

    @property
    def chosen(self):
        return [option for option in self.options if option["checked"]]

    @property
    def others(self):
        return [option for option in self.options if not option["checked"]]

    @property
    def left_out(self):
        return self.total - len(self.options)


def facet_of(param) -> Facet | None:
    """The facet with values of its own behind a parameter."""
    return next((facet for facet in FACETS if facet.param == param and not facet.is_condition), None)


def choice(asked: Asked, facet: Facet, text: str) -> Choice:
    """Raises `SearchUnavailable`."""
    text = clean(text[: LONGEST * 4])[:LONGEST]
    counts = get_engine().values(asked.query, facet.field)
    chosen = asked.chosen(facet)
    terms = [term for term in (facet.named or facet.terms)([*chosen, *counts]) if term.value in counts or term.value in chosen]
    # Every word somewhere in the name, in any spelling.
    words = fold(text).split()
    terms = [term for term in terms if term.value in chosen or all(word in fold(term.label) for word in words)]
    if facet.by_count:
        terms.sort(key=lambda term: -counts.get(term.value, 0))
    terms.sort(key=lambda term: term.value not in chosen)
    options = [
        {"value": term.value, "label": term.label, "count": counts.get(term.value, 0), "checked": term.value in chosen, "lang": term.lang}
        for term in terms[:MOST_LISTED]
    ]
    hidden = [(name, value) for name, value in asked.pairs if name != facet.param]
    return Choice(facet, text, options, len(terms), hidden)
