"""Areas to the database: each below its parent, one area for a city that is its own Land or Kreis."""

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..enums import AreaLevel
from ..errors import OperationRefused
from ..geo import current_finder
from ..models import Area
from ..slugs import make_slug
from .outlines import outline_of

STATES = {
    "01": "Schleswig-Holstein",
    "02": "Hamburg",
    "03": "Niedersachsen",
    "04": "Bremen",
    "05": "Nordrhein-Westfalen",
    "06": "Hessen",
    "07": "Rheinland-Pfalz",
    "08": "Baden-Württemberg",
    "09": "Bayern",
    "10": "Saarland",
    "11": "Berlin",
    "12": "Brandenburg",
    "13": "Mecklenburg-Vorpommern",
    "14": "Sachsen",
    "15": "Sachsen-Anhalt",
    "16": "Thüringen",
}


class AreaWriter:
    """Writes the entries of one file, parents before children; `tally` gets the fate of each."""

    def __init__(self, options, tally):
        self.options, self.tally = options, tally
        self.by_key = {(area.level, area.ags): area.pk for area in Area.objects.exclude(ags="").defer("outline")}
        self.made_states = set()

    @transaction.atomic
    def write(self, entry):
        rows = entry["rows"]
        parent = self._parent(entry)
        if parent is False:
            for _row in range(rows):
                self.tally.skip(
                    entry["line"], _("The area above it is not known. Please import it first, or name it with --parent."), entry["name"]
                )
            return
        area = self._existing(entry, parent)
        fields = {name: entry.get(name) for name in ("ars", "population", "lat", "lon", "outline") if entry.get(name) not in (None, "")}
        if area is None:
            area = add_area(entry["name"], entry["level"], parent, ags=entry["ags"], **fields)
            self.by_key[(area.level, area.ags)] = area.pk
            self.tally.fates["created"] += rows
            return
        if area.level == entry["level"]:
            fields["name"] = entry["name"]
        changed = {name: value for name, value in fields.items() if getattr(area, name) != value}
        if not changed:
            self.tally.fates["unchanged"] += rows
            return
        for name, value in changed.items():
            setattr(area, name, value)
        area.save()
        self.tally.fates["updated"] += rows

    def dissolve(self):
        """The outline of each Land that was made or is without one: its parts together."""
        for state in Area.objects.filter(level=AreaLevel.STATE, outline__isnull=True):
            parts = [
                shapely.geometry.shape(outline)
                for outline in state.get_children().filter(outline__isnull=False).values_list("outline", flat=True)
            ]
            if parts:
                shape = shapely.union_all(parts)
                state.outline = outline_of(shape)
                point = shape.representative_point()
                state.lat, state.lon = round(point.y, 5), round(point.x, 5)
                state.save()

    def _existing(self, entry, parent):
        ags, level = entry["ags"], entry["level"]
        if ags:
            pk = self.by_key.get((level, ags))
            if pk is None and ags.endswith("000"):
                # a city that is its own Land (11000, 02000) or its own Kreis (01001000) is one area, not two
                pk = self.by_key.get((AreaLevel.STATE, ags[:2])) if len(ags) == 5 else self.by_key.get((AreaLevel.DISTRICT, ags[:5]))
                pk = pk or (self.by_key.get((AreaLevel.STATE, ags[:2])) if ags.endswith("000000") else None)
            return Area.objects.get(pk=pk) if pk else self._same_name(entry, parent, without_key=True)
        return self._same_name(entry, parent)

    def _same_name(self, entry, parent, *, without_key=False):
        siblings = parent.get_children() if parent else Area.get_root_nodes()
        found = siblings.filter(level=entry["level"], name=entry["name"], **({"ags": ""} if without_key else {})).first()
        if found and entry["ags"]:
            found.ags = entry["ags"]
            found.save()
        return found

    def _parent(self, entry):
        """The area above; None for a Land; False when it is not known."""
        if self.options.parent:
            return self._named_parent(self.options.parent)
        ags = entry["ags"]
        if entry["level"] == AreaLevel.STATE:
            return None
        if ags:
            pk = self.by_key.get((AreaLevel.DISTRICT, ags[:5])) if len(ags) > 5 else None
            pk = pk or self.by_key.get((AreaLevel.STATE, ags[:2]))
            if pk:
                return Area.objects.get(pk=pk)
            return self._make_state(ags[:2]) if ags[:2] in STATES else False
        shape = entry.get("shape")
        found = current_finder().at(shape.representative_point().y, shape.representative_point().x) if shape is not None else None
        levels = list(AreaLevel)
        while found and levels.index(found.level) >= levels.index(entry["level"]):
            found = current_finder().by_path.get(found.path[: -Area.steplen])
        return Area.objects.get(pk=found.id) if found else False

    def _named_parent(self, name):
        matches = Area.objects.filter(ags=name) if name.isdigit() else Area.objects.filter(name=name)
        if len(matches) == 1:
            return matches[0]
        if name in STATES and not matches:
            return self._make_state(name)
        if not matches:
            raise OperationRefused(_("There is no area “%(name)s”.") % {"name": name})
        raise OperationRefused(_("There are several areas “%(name)s”. Please name it by its key.") % {"name": name})

    def _make_state(self, key):
        state = add_area(STATES[key], AreaLevel.STATE, None, ags=key)
        self.by_key[(AreaLevel.STATE, key)] = state.pk
        return state


def add_area(name, level, parent, **fields):
    """A new area below `parent` (None for a root), with a slug that is free. In a transaction."""
    base = make_slug(name, nameless="gebiet")
    candidates = [base, f"{base}-{level}", *(f"{base}-{number}" for number in range(2, 1000))]
    taken = set(Area.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug = next(candidate for candidate in candidates if candidate not in taken)
    values = {"name": name, "level": level, "slug": slug, "changed_at": timezone.now(), **fields}
    if parent is None:
        return Area.add_root(**values)
    parent = Area.objects.defer("outline").get(pk=parent.pk)
    return parent.add_child(**values)
