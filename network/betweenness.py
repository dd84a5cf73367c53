"""How often an institution lies on the shortest way between two others, 0 to 1: `betweenness(number of nodes, [(a, b), …])`.

Exact. rustworkx keeps Python's lock all the while (27 s of CPU time for a Land), which would hold up everything else a worker does; so a larger graph
is measured by a process of its own: `python -m network.betweenness` reads `[nodes, [[a, b], …]]` as JSON and writes a list of numbers.
"""

import json
import subprocess
import sys
from pathlib import Path

import rustworkx as rx

SMALL = 400
"""Nodes that are measured at once, in some 10 ms."""


def betweenness(count: int, pairs: list[tuple[int, int]]) -> list[float]:
    if count <= SMALL:
        return _measured(count, pairs)
    asked = json.dumps([count, pairs])
    folder = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-m", "network.betweenness"], input=asked, capture_output=True, text=True, check=True, cwd=folder
    )
    return json.loads(done.stdout)


def _measured(count, pairs):
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(count))
    graph.add_edges_from_no_data([tuple(pair) for pair in pairs])
    found = rx.betweenness_centrality(graph, normalized=True)
    return [round(found[number], 5) for number in range(count)]  # threads add up in any order, so the last digits would differ


if __name__ == "__main__":
    json.dump(_measured(*json.load(sys.stdin)), sys.stdout)
