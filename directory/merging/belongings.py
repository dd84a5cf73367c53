"""What belongs to an institution and goes along when it is merged with another. Rooms above register theirs in `AppConfig.ready`.

A test walks all relations to `Actor` and holds that each of them is known here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model, QuerySet

from ..models import Actor, ActorIdentifier, ChangeProposal, Location, Membership, Offer
from .steps import move


@dataclass(frozen=True)
class Belonging:
    """Rows of `model` whose `field` names an institution. `moves`: they simply follow; else an answer to `actors_merged` moves them by rules of their own."""

    model: type[Model]
    field: str
    moves: bool = True
    counted: bool = True

    def rows(self, actor) -> QuerySet:
        return self.model._base_manager.filter(**{self.field: actor})

    @property
    def label(self):
        if (self.model, self.field) == (Actor, "operator"):
            return self.model._meta.get_field("houses").related_model._meta.verbose_name_plural
        return self.model._meta.verbose_name_plural


BELONGINGS: list[Belonging] = []
NOTES: list[Callable] = []
"""`note(kept, gone)` → texts that whoever merges the two should read before."""


def register(model, field, *, moves=True, counted=True):
    BELONGINGS.append(Belonging(model, field, moves, counted))


def register_note(note):
    NOTES.append(note)


def counts(actor) -> list[tuple[str, int]]:
    """[(what, how many)] in the order of registration, for the screen. One query each."""
    return [(str(belonging.label), belonging.rows(actor).count()) for belonging in BELONGINGS if belonging.counted]


def notes(kept, gone) -> list[str]:
    return [text for note in NOTES for text in note(kept, gone)]


def move_all(kept, gone) -> list[dict]:
    """Point all that simply follows to `kept`. Returns the steps."""
    steps = []
    for belonging in BELONGINGS:
        if belonging.moves:
            rows = belonging.rows(gone)
            steps += move(rows.exclude(pk=kept.pk) if belonging.model is Actor else rows, belonging.field, kept)
    return steps


register(Location, "actor", moves=False)
register(Offer, "actor")
register(Actor, "operator")
register(Membership, "actor", moves=False)
register(ActorIdentifier, "actor")
register(ChangeProposal, "actor")
