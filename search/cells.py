"""Where things are, as words of an index: nested cells of a grid, so that any engine finds what lies round a point by looking up words.

A place has one word for each level: the number of the level, and row and column of its cell there. A circle is covered by few large cells
inside and small ones along its edge; a small one belongs to it when its middle does. The edge is exact to one or two hundredths of the radius
(never finer than some 15 metres), which is less than postcodes and “as the crow flies” are worth.
"""

from functools import lru_cache

import numpy

from directory.geo import EARTH_RADIUS_KM, bounding_box

LEVELS = range(4, 11)
"""From cells of about 78 km to cells of 19 m, north to south; a cell of one level holds 4 × 4 of the next."""
FINEST = LEVELS[-1]
SHIFTS = [(level, 2 * (FINEST - level)) for level in LEVELS]
"""Bits of a finest cell's row and column that the cell of a level leaves out."""
CELLS_PER_RADIUS = 32
HIGHEST_LATITUDE = 80.0
"""Beyond, columns are too narrow for circles; nobody lives there."""
COLUMNS_ROUND_WIDEST = 4
MOST_CELLS_OF_BOX = 1500
"""Of the largest ones."""


def cell_words(lat, lon):
    """The words of a place, one for each level."""
    row, column = _row(lat, FINEST), _column(lon, FINEST)
    return [_word(level, row >> shift, column >> shift) for level, shift in SHIFTS]


@lru_cache(maxsize=512)
def cover(lat, lon, km) -> tuple[str, ...]:
    """The words whose cells make up the circle of `km` round a point. `lat` at most `HIGHEST_LATITUDE`."""
    south, north, west, east = bounding_box(lat, lon, km)
    first = max((level for level in LEVELS if _height(level) >= km / COLUMNS_ROUND_WIDEST), default=LEVELS[0])
    last = _last_level(km)
    rows = numpy.arange(_row(south, first), _row(north, first) + 1)
    # A column left of the date line is counted on; it is turned back only in its word.
    columns = numpy.arange(int((west + 180) / 360 * _count(first)) - 1, int((east + 180) / 360 * _count(first)) + 2)
    columns = columns[: _count(first)]
    row, column = (part.ravel() for part in numpy.meshgrid(rows, columns))
    found = []
    for level in range(first, last + 1):
        distance, reach = _distances(lat, lon, row, column, level)
        if level == last:
            inside = distance <= km
        else:
            inside = distance + reach <= km
        found += [_word(level, r, c % _count(level)) for r, c in zip(row[inside].tolist(), column[inside].tolist(), strict=True)]
        edge = ~inside & (distance - reach <= km)
        row = (row[edge][:, None] * 4 + _CHILD_ROWS).ravel()
        column = (column[edge][:, None] * 4 + _CHILD_COLUMNS).ravel()
    return tuple(found)


def covers(lat, lon, km, lats, lons):
    """Which of many places (arrays of degrees) lie in the cells of `cover`."""
    level = _last_level(km)
    count = _count(level)
    row = numpy.minimum(((lats + 90) / 180 * count).astype(int), count - 1)
    column = ((lons + 180) / 360 * count).astype(int) % count
    return _distances(lat, lon, row, column, level)[0] <= km


def _last_level(km):
    """That of the small cells along the edge."""
    return next((level for level in LEVELS if _height(level) <= km / CELLS_PER_RADIUS), LEVELS[-1])


def cover_box(west, south, east, north) -> tuple[str, ...]:
    """The words whose cells make up a rectangle (degrees, not across the date line), outwards to a thirtieth of its size; none when it is too large for that."""
    first, finest = LEVELS[0], max(north - south, (east - west) / 2) / CELLS_PER_RADIUS
    last = next((level for level in LEVELS if 180 / _count(level) <= finest), LEVELS[-1])
    rows = numpy.arange(_row(south, first), _row(north, first) + 1)
    columns = numpy.arange(int((west + 180) / 360 * _count(first)), min(int((east + 180) / 360 * _count(first)), _count(first) - 1) + 1)
    if len(rows) * len(columns) > MOST_CELLS_OF_BOX:
        return ()
    row, column = (part.ravel() for part in numpy.meshgrid(rows, columns))
    found = []
    for level in range(first, last + 1):
        high, wide = 180 / _count(level), 360 / _count(level)
        bottom, left = row * high - 90, column * wide - 180
        touched = (bottom <= north) & (bottom + high >= south) & (left <= east) & (left + wide >= west)
        inside = touched & ((bottom >= south) & (bottom + high <= north) & (left >= west) & (left + wide <= east) | (level == last))
        found += [_word(level, r, c) for r, c in zip(row[inside].tolist(), column[inside].tolist(), strict=True)]
        edge = touched & ~inside
        row = (row[edge][:, None] * 4 + _CHILD_ROWS).ravel()
        column = (column[edge][:, None] * 4 + _CHILD_COLUMNS).ravel()
    return tuple(found)


_CHILD_ROWS = numpy.repeat(numpy.arange(4), 4)
_CHILD_COLUMNS = numpy.tile(numpy.arange(4), 4)


def _distances(lat, lon, row, column, level):
    """(km to the middle of each cell, km from there to its farthest corner)."""
    count = _count(level)
    south = row / count * 180 - 90
    middle_lat, middle_lon = south + 90 / count, (column + 0.5) / count * 360 - 180
    widest = numpy.minimum(numpy.abs(south), numpy.abs(south + 180 / count))  # nearer to the equator a cell is wider
    half_height = _height(level) / 2
    half_width = half_height * 2 * numpy.cos(numpy.radians(widest))
    return haversine(lat, lon, middle_lat, middle_lon), numpy.hypot(half_height, half_width)


def haversine(lat, lon, lats, lons):
    """Kilometres from a point to many, as arrays."""
    lat, lats = numpy.radians(lat), numpy.radians(lats)
    half = numpy.sin((lats - lat) / 2) ** 2 + numpy.cos(lat) * numpy.cos(lats) * numpy.sin(numpy.radians(lons - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * numpy.arcsin(numpy.minimum(1.0, numpy.sqrt(half)))


def _count(level):
    return 1 << (2 * level)


def _height(level):
    """Kilometres from north to south."""
    return numpy.pi * EARTH_RADIUS_KM / _count(level)


def _row(lat, level):
    return min(int((lat + 90) / 180 * _count(level)), _count(level) - 1)


def _column(lon, level):
    return int((lon + 180) / 360 * _count(level)) % _count(level)


def _word(level, row, column):
    return f"{level}.{row}.{column}"
