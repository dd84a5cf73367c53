"""Search: one document per public thing, kept up to date through an outbox, found at /suche/."""

from .registry import register_document

__all__ = ["register_document"]
