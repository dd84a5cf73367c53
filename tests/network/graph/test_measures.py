import pytest
import rustworkx as rx

from network.betweenness import betweenness
from network.graph.building import Edge, Network
from network.graph.facts import Place, Tie
from network.graph.measures import Cut, bridges, central, communities, cut_points, parts, reach, shortest_way


def drawn(*pairs):
    """A network of these pairs of numbers; each is one running cooperation."""
    count = max(max(pair) for pair in pairs) + 1
    places = [Place(number, f"Haus {number}", f"haus {number}", f"haus-{number}", (1,), (), "") for number in range(count)]
    ties = [Tie(number, "projekt", "laeuft", None, None, (), (), ()) for number in range(len(pairs))]
    return Network(places, ties, [Edge(*sorted(pair), (number,)) for number, pair in enumerate(sorted(pairs))], frozenset())


TWO_TRIANGLES = ((0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5))


def test_a_bridge_names_both_ends_and_who_would_be_cut_off():
    assert bridges(drawn(*TWO_TRIANGLES)) == [Cut((2, 3), (0, 1, 2))]


def test_a_single_institution_at_the_end_is_no_bridge_worth_telling():
    assert bridges(drawn((0, 1), (1, 2), (0, 2), (2, 3))) == []


def test_cut_points_name_those_who_lose_their_way():
    assert cut_points(drawn(*TWO_TRIANGLES)) == [Cut((2,), (0, 1)), Cut((3,), (4, 5))]


def test_groups_are_found_the_same_each_time():
    network = drawn(*TWO_TRIANGLES)

    assert communities(network) == communities(network) == [[0, 1, 2], [3, 4, 5]]


def test_the_way_is_the_shortest_and_none_leads_to_another_part():
    network = drawn((0, 1), (1, 2), (2, 3), (0, 3), (4, 5))

    assert shortest_way(network, 1, 3) in ([1, 0, 3], [1, 2, 3])
    assert shortest_way(network, 0, 0) == [0]
    assert shortest_way(network, 0, 5) is None
    assert parts(network) == [[0, 1, 2, 3], [4, 5]]


def test_reach_counts_partners_and_their_partners():
    assert reach(drawn((0, 1), (1, 2), (2, 3))) == [2, 3, 3, 2]


def test_the_middle_of_a_line_lies_on_most_ways():
    assert central(drawn((0, 1), (1, 2))) == [0.0, 1.0, 0.0]


def test_what_a_process_of_its_own_measures_is_what_is_measured_at_once(monkeypatch):
    graph = rx.undirected_gnp_random_graph(30, 0.1, seed=1)
    pairs = [tuple(pair) for pair in graph.edge_list()]
    at_once = betweenness(30, pairs)
    monkeypatch.setattr("network.betweenness.SMALL", 0)

    assert betweenness(30, pairs) == at_once
    assert max(at_once) > 0


@pytest.mark.parametrize("open_ones", [frozenset({3}), frozenset()])
def test_what_is_only_planned_connects_nobody_yet(open_ones):
    network = drawn(*TWO_TRIANGLES)
    network = Network(network.places, network.ties, network.edges, open_ones)

    assert (len(parts(network)) == 2) == bool(open_ones)
