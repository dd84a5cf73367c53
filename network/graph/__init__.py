"""The network as a graph: institutions that work together, read from the database, narrowed, measured and laid out.

state = current()                             # of this process, as committed now
facts = state.facts                           # public cooperations and their named partners; `read_facts()` is short for it
network = build(facts, Wanted(year=2026), today)
"""

from .building import Network, build
from .facts import Facts
from .state import State, current, read_facts
from .wanted import Wanted

__all__ = ["Facts", "Network", "State", "Wanted", "build", "current", "read_facts"]
