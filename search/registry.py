"""What is found: each app registers its types of documents in `AppConfig.ready`, and what to renew when something else changes.

    search.register_document(Actor, ActorDocuments())
    search.registry.register_spread(Topic, carriers_of_topics)

A *document type* builds the documents of one model. A *spread* says which documents a change of something else reaches: a topic's new name
stands in the documents of all that carries it. Spreads are worked out by the worker, so that a change costs one row however far it reaches.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet

from .engines.base import Document, Found, Label, Name


class DocumentType:
    """How the documents of one model are built and shown. Subclasses live beside what they know (`search.documents`, `portal.documents`)."""

    model: type[Model]
    name: str
    """Stands in the outbox and in the index's keys: `actor`."""
    section: str
    """The tab that shows them, see `search.enums.Section`."""
    has_places = False
    """Whether its documents have points; then `labels` names them on the map."""

    def public_ids(self) -> QuerySet:
        """Primary keys of all that anyone may see now, as a `values_list("pk", flat=True)` without an order of its own."""
        raise NotImplementedError

    def documents(self, ids: list[int]) -> list[Document]:
        """Documents of those of `ids` that anyone may see now, read from the database; a fixed number of queries for any number of ids."""
        raise NotImplementedError

    def touched(self, ids: list[int]) -> list[int]:
        """Things whose document a change of `ids` may touch: themselves, or more where several rows make one document."""
        return ids

    def found(self, ids: list[int], at: datetime) -> dict[int, Found]:
        """What the result page shows of those of `ids` that anyone may see now; a fixed number of queries, none without ids."""
        raise NotImplementedError

    def names(self, ids: list[int], at: datetime) -> dict[int, Name]:
        """How those of `ids` that anyone may see now are proposed while somebody types: called at each letter, so a type with costly rows says it more cheaply."""
        rows = {pk: found.row for pk, found in self.found(ids, at).items()}
        return {pk: Name(row.title, row.url, row.icon, row.kind, " · ".join(row.kicker[:1]), row.lang) for pk, row in rows.items()}

    def labels(self, ids: list[int]) -> dict[int, Label]:
        """Names of those of `ids` that anyone may see now; a fixed number of queries, quick for thousands."""
        raise NotImplementedError


Spread = Callable[[list[int]], Iterable[tuple[str, Iterable[int]]]]
"""Ids of what changed → (document type, ids of things whose documents it reaches), … read from the database as it is now."""

_types: dict[str, DocumentType] = {}
_spreads: dict[str, Spread] = {}


def register_document(model: type[Model], builder: DocumentType) -> None:
    """`builder` makes the documents of `model`. Its saves and deletions are marked from now on."""
    from .marking import watch  # models are there only now

    if _types.get(builder.name, builder) is not builder:
        raise ImproperlyConfigured(f"Two types of documents are called “{builder.name}”.")
    _types[builder.name] = builder
    watch(model, lambda ids: [(builder.name, builder.touched(ids))])


def register_spread(model: type[Model], spread: Spread, *, deletions=True) -> None:
    """When a `model` changes, the documents that `spread` names are renewed. `deletions`: what links to it is still there just before it goes."""
    from .marking import watch_spread  # models are there only now

    _spreads[model._meta.label_lower] = spread
    watch_spread(model, spread, deletions=deletions)


def document_types() -> list[DocumentType]:
    return list(_types.values())


def document_type(name: str) -> DocumentType | None:
    return _types.get(name)


def spread(name: str) -> Spread | None:
    """By the label of its model (`directory.topic`)."""
    return _spreads.get(name)
