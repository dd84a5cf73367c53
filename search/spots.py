"""Parts of a map with how many places are in each, for when hits are too many to be shown one by one.

A place is kept as one number, its *spot*: the bits of its row and column in a grid over the world, in turn. So a histogram over spots counts the
places of square cells of any size at once, also of things with several places.
"""

from typing import NamedTuple

from .engines.base import Box, Cell

BITS = 20
"""Of row and column each: cells of some 20 to 40 metres."""
MOST_CELLS = 250
COARSEST = 2 * (BITS - 4)
"""Cells of 11 by 22 degrees; the exponent of two that a cell spans in spots."""
SPANS = range(COARSEST, 2, -2)
"""From coarse to fine; a cell of one span holds four of the next."""


def spot_of(lat, lon):
    return _spread(_cell(lat + 90, 180)) << 1 | _spread(_cell(lon + 180, 360))


class _Square(NamedTuple):
    row: int
    column: int
    size: int
    """Rows of the finest grid."""

    @property
    def box(self):
        high, wide = 180 / (1 << BITS), 360 / (1 << BITS)
        west, south = self.column * wide - 180, self.row * high - 90
        return Box(west, south, west + self.size * wide, south + self.size * high)


def cell_of(bucket, span) -> Cell:
    """`bucket` of a histogram over spots, with the mean of `lat` and of `lon`. The middle of its places lies within unless things with places elsewhere pull it."""
    spot = int(bucket["key"])
    box = _Square(_gathered(spot >> 1), _gathered(spot), 1 << (span // 2)).box
    lat = min(max(bucket["lat"]["value"], box.south), box.north)
    lon = min(max(bucket["lon"]["value"], box.west), box.east)
    return Cell(bucket["doc_count"], lat, lon, box)


def _cell(value, whole):
    return min(max(int(value / whole * (1 << BITS)), 0), (1 << BITS) - 1)


def _spread(number):
    """The bits of a number with a zero before each."""
    return int(f"{number:b}", 4)


def _gathered(spot):
    return sum((spot >> 2 * bit & 1) << bit for bit in range(BITS))
