"""Which area a row's location belongs to: what the row names (district, quarter), what its point lies in, what its postcode says.

Sources write the quarter (Ortsteil) and often leave out the district it belongs to; points near a border lie on the wrong side. So all rows that
name a quarter are looked at together: a quarter belongs where it is known already, else where most of its points lie.
"""

from collections import Counter, defaultdict

from ..enums import AreaLevel
from ..geo import place_key
from .fields import AREA_SEPARATOR

BORDER_DEGREES = 0.015
"""About 1.5 km: a point so close outside of a district may still belong to one of its quarters."""
ABOVE_QUARTERS = (AreaLevel.BOROUGH, AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT, AreaLevel.STATE)


class PlaceResolver:
    """`note(things)` all locations first, then `area_path(thing)` of each."""

    def __init__(self, finder):
        self.finder = finder
        self._votes = defaultdict(Counter)
        self._above = {}
        finder.load_postcodes()

    def note(self, values, place):
        """Remember the district of one location for the vote on its quarter."""
        above = self._district(values, place)
        self._above[id(values)] = above
        if above and place.get("quarter"):
            self._votes[place_key(place["quarter"])][above.id] += 1

    def area_path(self, values, place):
        """The path of names of the area, "" when none is known. The last name may be a quarter that is still to be made."""
        above = self._above.get(id(values))
        quarter = place.get("quarter", "")
        if not quarter:
            return self._path(above)
        home = self._home(quarter, above, values, named=bool(place.get("district")))
        if home is None:
            return self._path(above)
        known = self.finder.named(quarter, below=home, level=AreaLevel.QUARTER)
        if known:
            return self._path(known[0])
        return f"{self._path(home)}{AREA_SEPARATOR}{quarter}"

    def _district(self, values, place):
        lat, lon = values.get("lat"), values.get("lon")
        above = None
        for part, levels in (("state", (AreaLevel.STATE,)), ("district", ABOVE_QUARTERS), ("municipality", ABOVE_QUARTERS)):
            if place.get(part):
                found = [area for level in levels for area in self.finder.named(place[part], below=above, level=level)]
                if len(found) > 1 and lat is not None:
                    found = [area for area in found if self._reaches(area, lat, lon)] or found
                if found and len({area.level for area in found}) == len(found):
                    above = found[0]
        if place.get("district") and above:
            return above
        round_point = self.finder.find(lat=lat, lon=lon, postcode=values.get("postcode", ""), municipality=values.get("municipality", ""))
        if round_point and round_point.level == AreaLevel.QUARTER and place.get("quarter"):
            round_point = self.finder.ancestors(round_point)[-2]
        if above and round_point and not round_point.path.startswith(above.path):
            return above
        return round_point or above

    def _home(self, quarter, above, values, *, named):
        if named:
            return above
        lat, lon = values.get("lat"), values.get("lon")
        known = [self.finder.ancestors(area)[-2] for area in self.finder.named(quarter, level=AreaLevel.QUARTER) if area.depth > 1]
        voted = [self.finder.areas[pk] for pk, _count in self._votes[place_key(quarter)].most_common()]
        for candidate in (*known, *voted):
            if above and (candidate is above or above.path.startswith(candidate.path)):
                return candidate
            if lat is not None and self._reaches(candidate, lat, lon):
                return candidate
        return above

    def _reaches(self, area, lat, lon):
        distance = self.finder.distance_degrees(area, lat, lon)
        return distance is not None and distance <= BORDER_DEGREES

    def _path(self, area):
        return AREA_SEPARATOR.join(above.name for above in self.finder.ancestors(area)) if area else ""
