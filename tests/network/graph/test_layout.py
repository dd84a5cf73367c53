import numpy as np
import pytest
import rustworkx as rx

from network.graph import layout
from network.graph.layout import lay_out


def graph(count, chance, seed=4):
    return [tuple(pair) for pair in rx.undirected_gnp_random_graph(count, chance, seed=seed).edge_list()]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 40])
def test_the_same_data_gives_the_same_picture(count):
    pairs = graph(count, 0.1) if count > 3 else [(a, a + 1) for a in range(count - 1)]

    first, second = lay_out(count, pairs), lay_out(count, pairs)

    assert first.shape == (count, 2)
    assert np.array_equal(first, second)
    assert np.isfinite(first).all()


def test_large_parts_are_laid_out_by_springs_the_same_each_time(monkeypatch):
    monkeypatch.setattr(layout, "STRESS_MOST", 10)
    monkeypatch.setattr(layout, "ROUNDS_SPRINGS", 20)
    pairs = graph(120, 0.04)

    first, second = lay_out(120, pairs), lay_out(120, pairs)

    assert np.array_equal(first, second)
    assert len({tuple(point) for point in first.round(6)}) == 120


def test_cells_push_about_as_all_others_do(monkeypatch):
    points = np.random.default_rng(1).normal(size=(900, 2)).astype(np.float32) * 20
    mass = np.ones(900, dtype=np.float32)
    exact = layout._pushes(points, mass)
    monkeypatch.setattr(layout, "MOST_FORCES", 0)

    by_cells = layout._pushes(points, mass)

    far = np.sqrt((points**2).sum(axis=1)) > 30
    assert np.abs(exact[far] - by_cells[far]).mean() < 0.2 * np.abs(exact[far]).mean()


def test_whom_nothing_connects_stands_apart():
    points = lay_out(6, [(0, 1), (1, 2), (3, 4)])

    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))

    assert distances[0, 1] < 2
    assert distances[:3, 3:].min() > 0.9


def test_leaves_of_one_node_do_not_lie_upon_each_other():
    points = lay_out(9, [(0, other) for other in range(1, 9)])

    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2)) + np.eye(9)

    assert distances.min() > 0.3
