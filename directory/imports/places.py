"""Which area a row's location belongs to: what the row names (district, quarter), what its point lies in, what its postcode says.

Sources write the quarter (Ortsteil) and often leave out the district it belongs to; points near a border lie on the wrong side. So all rows that
name a quarter are looked at together: a quarter belongs where it is known already, else where most of its points lie.
"""

from collections import Counter, defaultdict

from django.utils.translation import gettext as _

from ..enums import AreaLevel
from ..geo import place_key
from .fields import AREA_SEPARATOR

BORDER_DEGREES = 0.015
"""About 1.5 km: a point so close outside of a district may still belong to one of its quarters; one further away is probably wrong."""
FEW, MANY = 5, 200
SHARE = 0.2
"""A district in which fewer of the rows lie has no quarter of that name: those points are wrong."""
ABOVE_QUARTERS = (AreaLevel.BOROUGH, AreaLevel.MUNICIPALITY, AreaLevel.DISTRICT, AreaLevel.STATE)


class PlaceResolver:
    """`note(things)` all locations first, then `area_path(thing)` of each."""

    def __init__(self, finder, locations):
        """`locations` is how many will be asked for: for many, all postcodes are read at once."""
        self.finder = finder
        self._votes = defaultdict(Counter)
        self._above = {}
        if locations > MANY:
            finder.load_postcodes()

    def note(self, values, place):
        """Remember the district of one location for the vote on its quarter."""
        above = self._district(values, place)
        self._above[id(values)] = above
        if above and place.get("quarter"):
            self._votes[place_key(place["quarter"])][above.id] += 1

    def area_path(self, values, place):
        """(path of names of the area, remark). The path is "" when none is known; its last name may be a quarter that is still to be made."""
        above = self._above.get(id(values))
        quarter = place.get("quarter", "")
        if not quarter:
            return self._path(above), ""
        home = above if place.get("district") else self._home(quarter, above, values)
        if home is None:
            return self._path(above), ""
        remark = ""
        if values.get("lat") is not None and self._distance(home, values) > BORDER_DEGREES:
            remark = _("The point lies far from %(quarter)s (%(district)s). Please check the coordinates.") % {
                "quarter": quarter,
                "district": home.name,
            }
        known = self.finder.named(quarter, below=home, level=AreaLevel.QUARTER)
        return (self._path(known[0]) if known else f"{self._path(home)}{AREA_SEPARATOR}{quarter}"), remark

    def _district(self, values, place):
        lat, lon = values.get("lat"), values.get("lon")
        above = None
        for part, levels in (("state", (AreaLevel.STATE,)), ("district", ABOVE_QUARTERS), ("municipality", ABOVE_QUARTERS)):
            if place.get(part):
                found = [area for level in levels for area in self.finder.named(place[part], below=above, level=level)]
                if len(found) > 1 and lat is not None:
                    found = [area for area in found if self._distance(area, values) <= BORDER_DEGREES] or found
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

    def _home(self, quarter, above, values):
        votes = self._votes[place_key(quarter)]
        total = votes.total()
        known = [self.finder.ancestors(area)[-2] for area in self.finder.named(quarter, level=AreaLevel.QUARTER) if area.depth > 1]
        voted = [self.finder.areas[pk] for pk, count in votes.most_common() if count >= SHARE * total]
        candidates = known if known and total < FEW else voted or known
        if not candidates or above in candidates:
            return above
        return min(candidates, key=lambda area: (self._distance(area, values), -votes[area.id], area.path))

    def _distance(self, area, values):
        """Degrees from the point to the outline; 0 when nothing is known."""
        if values.get("lat") is None:
            return 0.0
        return self.finder.distance_degrees(area, values["lat"], values["lon"]) or 0.0

    def _path(self, area):
        return AREA_SEPARATOR.join(above.name for above in self.finder.ancestors(area)) if area else ""
