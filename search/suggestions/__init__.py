"""What the search field proposes while somebody types: words, topics, areas, and what is called like it."""

from .groups import Group, Suggestion, suggestions

__all__ = ["Group", "Suggestion", "suggestions"]
