"""What entries say: texts in all languages, with the words of the vocabularies that they carry."""

from directory.languages import language_name, own_name
from directory.models import TargetGroup, Topic

from ..analysis import fold, plain_text
from ..engines.base import Text
from ..numbers import is_code
from .reading import among, grouped, joined
from .terms import TRANSLATED, TermsOfThings

AIMED_GROUPS = 2
"""What is for more groups of people than these, whatever lies below them, is for nobody in particular."""


class Batch:
    """Texts and vocabularies of a batch of entries: seven queries."""

    def __init__(self, model, text_model, tag_model, identifier_model, ids):
        name = model._meta.model_name
        texts = text_model.objects.filter(among(f"{name}_id", ids)).order_by("language")
        self._texts = grouped((row[0], row[1:]) for row in texts.values_list(f"{name}_id", "language", "name", "summary", "description"))
        tags = tag_model.objects.filter(among("content_object_id", ids)).order_by("pk")
        self._tags = grouped(tags.values_list("content_object_id", "tag__name"))
        identifiers = identifier_model.objects.filter(among(f"{name}_id", ids)).order_by("pk")
        self._identifiers = grouped(identifiers.values_list(f"{name}_id", "key"))
        self.topics = TermsOfThings(Topic, model.topics.through, name, ids)
        self.groups = TermsOfThings(TargetGroup, model.target_groups.through, name, ids)

    def texts(self, row, kinds):
        """German first; English and plain language even without a text of their own when a vocabulary has words in them."""
        pk, spoken = row["pk"], [code for code in row["languages"] if code != "de"]
        terms = self.topics.of(pk) + self.groups.of(pk)
        words = [term.name for term in terms if not term.is_list]
        words += self._tags.get(pk, ())
        # “Türkisch Türkçe”. German is spoken nearly everywhere, so the word finds nothing.
        words += [word for code in spoken for word in (language_name(code, "de"), own_name(code))]
        texts = {"de": Text(row["name"], joined(words), _body(row["summary"], row["description"]))}
        for language, name, summary, description in self._texts.get(pk, ()):
            texts[language] = Text(name, "", _body(summary, description))
        for language in TRANSLATED:
            words = [term.names[language] for term in kinds if term.names.get(language)]
            words += [term.names[language] for term in terms if language in term.lists and not term.lists[language]]
            lists = [term.names[language] for term in terms if term.lists.get(language)]
            if language == "en":
                words += [language_name(code, "en") for code in spoken]
            if words or lists:
                own = texts.get(language, _NOTHING)
                texts[language] = Text(own.name, joined(words), joined([own.body, *lists]))
        return texts

    def listed(self, row):
        groups = self.groups.of(row["pk"]) if self._is_aimed(row) else ()
        return joined(term.name for terms in (self.topics.of(row["pk"]), groups) for term in terms if term.is_list)

    def facets(self, row, kinds):
        pk = row["pk"]
        return {
            "kind": tuple([kind.slug for kind in kinds]),
            "topic": tuple([term.slug for term in self.topics.of(pk)]),
            "group": tuple([term.slug for term in self.groups.of(pk)]),
            "aim": self._aims(row) if self._is_aimed(row) else (),
            "language": tuple(row["languages"]),
        }

    def _aims(self, row):
        """Its target groups; one above only where it has several of those below."""
        own = self.groups.own(row["pk"])
        above = [term for term in self.groups.of(row["pk"]) if sum(group.path.startswith(term.path) for group in own) > 1]
        return tuple(dict.fromkeys(group.slug for group in (*own, *above)))

    def _is_aimed(self, row):
        tops = {group.path[: TargetGroup.steplen] for group in self.groups.own(row["pk"])}
        return len(tops) <= AIMED_GROUPS

    def keys(self, pk):
        """Of registers, as people copy them: a school's number."""
        return [fold(key) for key in self._identifiers.get(pk, ()) if is_code(key)]

    def ages(self, row):
        """Of the offer, else of its target groups as far as all of them have ages."""
        if row["age_from"] is not None or row["age_to"] is not None:
            return row["age_from"], row["age_to"]
        groups = self.groups.own(row["pk"])
        if not groups or any(group.age_from is None and group.age_to is None for group in groups):
            return None, None
        highest = [group.age_to for group in groups]
        return min(group.age_from or 0 for group in groups), None if None in highest else max(highest)


_NOTHING = Text()


def _body(summary, description):
    return joined((summary, plain_text(description) if description else ""))
