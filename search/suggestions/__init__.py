"""What the search fields propose while somebody types: words, topics, areas, and what is called like it; places for “Where?”."""

from .groups import Group, Suggestion, suggestions
from .places import place_suggestions

__all__ = ["Group", "Suggestion", "place_suggestions", "suggestions"]
