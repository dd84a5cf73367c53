"""The network as a graph: institutions that work together, read from the database, narrowed, measured and laid out.

facts = read_facts()                          # public cooperations and their named partners, six queries
network = build(facts, Wanted(year=2026), today)
"""

from .building import Network, build
from .facts import Facts, read_facts
from .wanted import Wanted

__all__ = ["Facts", "Network", "Wanted", "build", "read_facts"]
