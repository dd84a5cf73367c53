"""The embedded engine: tantivy, in this process, in a folder.

current.json              {"generation": "g3", "previous": "g2", "form": 1, "database": "…"}: which generation is live, which was before, and whose they are
generations/g3/           an index
writer.lock, build.lock   held by who writes the live generation, and by who builds the next
"""

from .engine import TantivyEngine

__all__ = ["TantivyEngine"]
