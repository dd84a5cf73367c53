"""The office's analysis: what the network of a day lacks and what holds it together, as tables that the worker computes once a day.

snapshot = refresh(timezone.now())   # a `NetworkAnalysis` with all tables, and the day's key figures (`network.figures`)
"""

from .snapshot import is_running, newest, refresh, rows_of

__all__ = ["is_running", "newest", "refresh", "rows_of"]
