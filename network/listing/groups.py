"""The groups of filters that the list of cooperations knows, over a `Board`. Values of one group widen, groups narrow."""

import numpy as np
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from directory.models import Actor

from ..enums import CooperationForm, CooperationStatus
from .board import Board
from .columns import FORMS, STATUSES


class Group:
    """A parameter, its words, what its values do."""

    param: str
    label: str
    shown = True
    """Whether people choose it in the list; else only links set it."""
    by_count = False
    """Whether the most frequent come first."""

    def __init__(self, board: Board):
        self.board = board

    def known(self, values) -> dict:
        """{value: thing} of what can be chosen, and of `values` as far as they exist, in the order of display."""
        raise NotImplementedError

    def text(self, thing) -> str:
        raise NotImplementedError

    def slots(self, thing) -> np.ndarray:
        """Whether a slot has it."""
        raise NotImplementedError

    def counts(self, mask, known) -> dict[str, int]:
        """{value: how many of `mask` have it}"""
        raise NotImplementedError

    def mask(self, things):
        found = self.slots(things[0])
        for thing in things[1:]:
            found = found | self.slots(thing)
        return found


class ChoiceGroup(Group):
    """One of a closed list, in a column."""

    choices: type
    codes: dict[str, int]
    column: str

    def known(self, values):
        return {choice.value: choice for choice in self.choices}

    def text(self, choice):
        return capfirst(str(choice.label))

    def slots(self, choice):
        return self.board.facts[self.column] == self.codes[choice.value]

    def counts(self, mask, known):
        numbers = np.bincount(self.board.facts[self.column][mask], minlength=len(self.codes))
        return {value: int(numbers[self.codes[value]]) for value in known}


class FormGroup(ChoiceGroup):
    param, choices, codes, column = "form", CooperationForm, FORMS, "form"

    @property
    def label(self):
        return _("Form of cooperation")


class StatusGroup(ChoiceGroup):
    param, choices, codes, column = "status", CooperationStatus, STATUSES, "status"

    @property
    def label(self):
        return _("Status")


class LinkGroup(Group):
    """Terms without a tree."""

    relation: str
    by_count = True

    def slots(self, term):
        return self.board.links[self.relation].having(term.pk, self.board.size)

    def counts(self, mask, known):
        return _numbers(self.board.links[self.relation], mask, known)


class KindGroup(LinkGroup):
    param, relation = "art", "kind"

    @property
    def label(self):
        return _("Kinds of partner")

    def known(self, values):
        return {kind.slug: kind for kind in self.board.vocabularies.kinds}

    def text(self, kind):
        return kind.local_name_plural


class TransitionGroup(LinkGroup):
    param, relation, by_count = "uebergang", "transition", False

    @property
    def label(self):
        return _("Transition")

    def known(self, values):
        return {transition.slug: transition for transition in self.board.vocabularies.transitions}

    def text(self, transition):
        return transition.local_name


class TreeGroup(Group):
    """A chosen term stands for everything below it. People choose from the widest level that has more than one; links also name narrower ones."""

    relation: str
    by_count = True

    @property
    def tree(self):
        raise NotImplementedError

    def known(self, values):
        nodes = {node.slug: node for node in self.tree.widest}
        return nodes | {value: self.tree.by_slug[value] for value in values if value in self.tree.by_slug}

    def text(self, node):
        return node.local_name(get_language() or "de")

    def slots(self, node):
        return self.board.levels[self.relation][node.depth].having(node.pk, self.board.size)

    def counts(self, mask, known):
        found = {}
        for depth in {node.depth for node in known.values()}:
            level = {value: node for value, node in known.items() if node.depth == depth}
            found |= _numbers(self.board.levels[self.relation][depth], mask, level)
        return found


class TopicGroup(TreeGroup):
    param, relation = "thema", "topic"

    @property
    def label(self):
        return _("Field of work")

    @property
    def tree(self):
        return self.board.vocabularies.topics


class AreaGroup(TreeGroup):
    param, relation = "gebiet", "area"

    @property
    def label(self):
        return _("Area")

    @property
    def tree(self):
        return self.board.vocabularies.areas


class GoodGroup(Group):
    param = "nur"

    @property
    def label(self):
        return _("Show only")

    def known(self, values):
        return {"gutes-beispiel": "gutes-beispiel"}

    def text(self, value):
        return _("Good practice")

    def slots(self, value):
        return self.board.facts["good"]

    def counts(self, mask, known):
        return {value: int((self.board.facts["good"] & mask).sum()) for value in known}


class ActorGroup(Group):
    """Of one institution. Set by links."""

    param, shown = "einrichtung", False

    @property
    def label(self):
        return _("Institution")

    def known(self, values):
        return {actor.slug: actor for actor in Actor.objects.public().filter(slug__in=values).prefetch_related("texts")} if values else {}

    def text(self, actor):
        return actor.localized("name")[0]

    def slots(self, actor):
        return self.board.links["actor"].having(actor.pk, self.board.size)


def _numbers(links, mask, known):
    numbers = links.counts(mask)
    return {value: int(numbers[term.pk]) if term.pk < len(numbers) else 0 for value, term in known.items()}


def groups(board: Board) -> list[Group]:
    return [
        GoodGroup(board), FormGroup(board), TopicGroup(board), KindGroup(board), AreaGroup(board), TransitionGroup(board), StatusGroup(board),
        ActorGroup(board),
    ]  # fmt: skip
