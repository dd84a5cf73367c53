"""Topics and target groups of things, with all above them in their trees."""

from dataclasses import dataclass

from ..analysis import query_words
from .reading import among, grouped

TRANSLATED = ("de-simple", "en")


@dataclass(frozen=True, slots=True)
class Term:
    """One of a vocabulary, with what every document that carries it takes from it."""

    slug: str
    name: str
    path: str
    age_from: int | None
    age_to: int | None
    names: dict[str, str]
    """By language, German ones not among them."""
    is_list: bool
    """“Theater, Tanz, Zirkus”: what carries such a term may be about any of them."""
    lists: dict[str, bool]
    """Whether its name in a language is one."""


class TermsOfThings:
    """Which terms of a tree each thing has: two queries, one of them the whole vocabulary. `name`: of the thing (“actor”)."""

    def __init__(self, model, through, name, ids):
        terms = self._terms = dict(_terms(model))
        by_path = {term.path: term for term in terms.values()}
        self._branches = {
            pk: [by_path[term.path[:end]] for end in range(model.steplen, len(term.path) + 1, model.steplen)] for pk, term in terms.items()
        }
        links = through.objects.filter(among(f"{name}_id", ids)).order_by("pk")
        self._links = grouped(links.values_list(f"{name}_id", f"{model._meta.model_name}_id"))
        self._all = {}

    def own(self, pk) -> list[Term]:
        return [self._terms[term] for term in self._links.get(pk, ())]

    def of(self, pk) -> list[Term]:
        """A term found below “Musik” is about music too."""
        if pk not in self._all:
            terms = {term.path: term for own in self._links.get(pk, ()) for term in self._branches[own]}
            self._all[pk] = list(terms.values())
        return self._all[pk]


def _terms(model):
    has_ages = any(field.name == "age_from" for field in model._meta.get_fields())
    ages = ("age_from", "age_to") if has_ages else ()
    for pk, slug, name, path, names, *span in model.objects.order_by().values_list("pk", "slug", "name", "path", "names", *ages):
        lists = {language: is_list(text) for language, text in names.items() if language in TRANSLATED and text}
        yield pk, Term(slug, name, path, *(span or (None, None)), names, is_list(name), lists)


def is_list(name):
    return len(query_words(name)) > 1
