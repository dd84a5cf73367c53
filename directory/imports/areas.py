"""Areas and postcodes from public files: outlines (GeoJSON), municipalities and postcodes (CSV). Called by `manage.py import_areas`.

Every row of a file has one fate in the `Tally`. What is there already is recognised by its key (AGS and level), else by name and parent.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.errors import GEOSException

from ..enums import AreaLevel
from ..errors import OperationRefused
from ..geo import AreaFinder, current_finder, place_key
from ..models import Area, Location, Postcode
from ..signals import content_changed
from ..slugs import make_slug

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
LEVEL_OF_KEY = {2: AreaLevel.STATE, 5: AreaLevel.DISTRICT, 8: AreaLevel.MUNICIPALITY}
COLUMNS = {
    "ags": ("ags8", "ags", "ags_0", "gemeindeschluessel", "gemeindeschlüssel"),
    "ars": ("ars", "rs", "rs_0", "regionalschluessel", "regionalschlüssel"),
    "name": ("gen", "name", "gemeinde", "spatial_alias", "bezeichnung", "ortsteil", "bezirk"),
    "title": ("bez",),
    "population": ("einwohner", "ewz", "population"),
    "lat": ("lat", "latitude", "breite"),
    "lon": ("lon", "lng", "long", "longitude", "laenge", "länge"),
    "code": ("plz", "zipcode", "postcode", "postleitzahl"),
    "place": ("ort", "place", "ortsname"),
    "state_code": ("state_code",),
    "community": ("community_code", "kreis_code"),
}
COMPANY = re.compile(
    r"\b(GmbH|mbH|AG|KG|KGaA|OHG|SE|UG|e\. ?V\.|eG|VVaG|GbR|Co\.?|Ltd|Niederlassung|Sparkasse|Versicherung(en)?|Postbank"
    r"|Finanzamt|Stadtverwaltung|Kreisverwaltung|Bundesministerium|Agentur für Arbeit)(?!\w)"
)
"""In a place name of the postal list: the name is a firm or office with a postcode of its own."""
BATCH = 500


@dataclass
class Tally:
    """What became of the rows of one file."""

    name: str
    read: int = 0
    fates: Counter = field(default_factory=Counter)
    skipped: Counter = field(default_factory=Counter)
    problems: list = field(default_factory=list)

    def skip(self, line, reason, value=""):
        self.fates["skipped"] += 1
        self.skipped[reason] += 1
        self.problems.append({"line": line, "value": value, "reason": reason})


@dataclass
class Options:
    """How to read outlines and municipalities: templates over the columns ("110{nr}0{nr}"), a level, a parent (AGS or name), degrees of simplification."""

    ags: str = ""
    name: str = ""
    level: str = ""
    parent: str = ""
    tolerance: float = 0.0003
    dissolve: bool = False


def kind_of(table):
    """ "areas", "postcodes" or "keys" (postcode → AGS), by the columns. Raises `OperationRefused`."""
    if table.format == "GeoJSON":
        return "areas"
    columns = _columns(table)
    if {"code", "place", "lat", "lon"} <= set(columns):
        return "postcodes"
    if "ags" in columns and "name" in columns:
        return "areas"
    if len(table.columns) == 2 and table.rows and _is_key_row(list(table.rows[0].values.values())):
        return "keys"
    raise OperationRefused(
        _("“%(file)s” is neither outlines (GeoJSON), municipalities (AGS, name) nor postcodes (code, place, latitude, longitude).")
        % {"file": table.name}
    )


def has_no_header(table):
    """Whether the first line is already data: only digits."""
    return bool(table.columns) and all(name.isdigit() for name in table.columns)


def import_areas(table, options, report=lambda: None):
    """Write the areas of `table`; call `report()` after each. Parents that are missing are made where the key names a Land."""
    tally = Tally(table.name, read=len(table.rows))
    columns = _columns(table)
    merged = {}
    for row in table.rows:
        if row.problem:
            tally.skip(row.line, row.problem)
            continue
        found = _area_values(row, columns, options, tally)
        if found is None:
            continue
        key = (found["level"], found["ags"] or place_key(found["name"]))
        if key in merged:
            merged[key]["shapes"] += found["shapes"]
            merged[key]["rows"] += 1
        else:
            merged[key] = {**found, "rows": 1}
    entries = sorted(merged.values(), key=lambda entry: (len(entry["ags"]) or 9, entry["ags"], entry["name"]))
    _name_apart(entries)
    _simplify(entries, options.tolerance, tally)
    writer = _AreaWriter(options, tally)
    for entry in entries:
        writer.write(entry)
        report()
    if options.dissolve:
        writer.dissolve()
    return tally


def import_postcodes(table, keys):
    """Write the postcodes of `table`. `keys` is {code: {AGS, …}}, possibly empty."""
    tally = Tally(table.name, read=len(table.rows))
    columns = _columns(table)
    finder = current_finder()
    by_ags = {ags: finder.areas[pk] for pk, ags in Area.objects.exclude(ags="").values_list("pk", "ags")}
    existing = {(postcode.code, postcode.place): postcode for postcode in Postcode.objects.all()}
    seen, new, changed = set(), [], []
    for row in table.rows:
        values = _postcode_values(row, columns, tally)
        if values is None:
            continue
        code, place, lat, lon = values
        if (code, place) in seen:
            tally.skip(row.line, _("The same postcode and place stands in the file twice."), f"{code} {place}")
            continue
        seen.add((code, place))
        community = str(row.values.get(columns.get("community"), "") or "")
        area = _area_of_postcode(finder, by_ags, code, place, lat, lon, keys.get(code, set()), community)
        old = existing.get((code, place))
        fields = {"lat": lat, "lon": lon, "area_id": area.id if area else None}
        if old is None:
            new.append(Postcode(code=code, place=place, **fields))
        elif any(getattr(old, name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(old, name, value)
            changed.append(old)
        else:
            tally.fates["unchanged"] += 1
    for start in range(0, len(new), BATCH):
        Postcode.objects.bulk_create(new[start : start + BATCH])
    for start in range(0, len(changed), BATCH):
        Postcode.objects.bulk_update(changed[start : start + BATCH], ["lat", "lon", "area"], batch_size=100)
    tally.fates["created"] += len(new)
    tally.fates["updated"] += len(changed)
    return tally


def read_keys(table):
    """({code: {AGS, …}}, Tally) of a two-column file without header."""
    tally = Tally(table.name, read=len(table.rows))
    keys = defaultdict(set)
    for row in table.rows:
        cells = [str(cell).strip() for cell in row.values.values()]
        if row.problem or not _is_key_row(cells):
            tally.skip(row.line, _("This is no postcode with a municipality key."), " ".join(cells))
            continue
        keys[cells[0]].add(cells[1][:8])  # more digits name a part of the municipality
        tally.fates["read"] += 1
    return keys, tally


def settle_locations():
    """Give an area to every location that has none and can have one now; returns how many. Sends `content_changed`."""
    finder = AreaFinder()
    finder.load_postcodes()
    homeless = Location.objects.filter(area=None).values_list("pk", "lat", "lon", "postcode", "municipality")
    found = []
    for pk, lat, lon, postcode, municipality in homeless:
        area = finder.find(lat=lat, lon=lon, postcode=postcode, municipality=municipality)
        if area:
            found.append(Location(pk=pk, area_id=area.id))
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        with transaction.atomic():
            Location.objects.bulk_update(batch, ["area"], batch_size=100)
            content_changed.send(sender=Location, ids=[location.pk for location in batch])
    return len(found)


# --- Rows -------------------------------------------------------------------------------------------------------------


def _columns(table):
    """{meaning: column} for the columns that `COLUMNS` knows."""
    lower = {name.casefold(): name for name in reversed(table.columns)}
    return {meaning: lower[name] for meaning, names in COLUMNS.items() for name in reversed(names) if name in lower}


def _is_key_row(cells):
    cells = [str(cell).strip() for cell in cells]
    return len(cells) == 2 and bool(re.fullmatch(r"\d{5}", cells[0]) and re.fullmatch(r"\d{8,12}", cells[1]))


def _filled(template, row):
    try:
        return template.format(**{name: "" if value is None else value for name, value in row.values.items()}).strip()
    except (KeyError, IndexError, ValueError) as error:
        raise OperationRefused(
            _("“%(template)s” names a column that the file doesn't have; it has: %(columns)s.")
            % {"template": template, "columns": ", ".join(name for name in row.values if name != "geometry")}
        ) from error


def _area_values(row, columns, options, tally):
    def value(meaning):
        cell = row.values.get(columns.get(meaning))
        return "" if cell is None else str(cell).strip()

    ags = _filled(options.ags, row) if options.ags else value("ags")
    name = _filled(options.name, row) if options.name else value("name").partition(",")[0].strip()
    level = options.level or LEVEL_OF_KEY.get(len(ags), "")
    if not name:
        return tally.skip(row.line, _("The name is missing."))
    if ags and not re.fullmatch(r"\d{2}|\d{5}|\d{8}", ags):
        return tally.skip(row.line, _("This is no municipality key: 2, 5 or 8 digits."), ags)
    if not level:
        return tally.skip(row.line, _("The level is not clear: there is no municipality key, and no level was given."), name)
    shapes = []
    geometry = row.values.get("geometry")
    if geometry:
        shape = _shape(geometry)
        if shape is None:
            return tally.skip(row.line, _("The outline is damaged or lies outside of the globe."), name)
        shapes = [shape]
    return {
        "line": row.line,
        "ags": ags,
        "ars": value("ars") if re.fullmatch(r"\d{2,12}", value("ars")) else "",
        "name": name[:120],
        "title": value("title"),
        "level": level,
        "population": int(value("population")) if value("population").isdigit() else None,
        "lat": _number(value("lat"), 90),
        "lon": _number(value("lon"), 180),
        "shapes": shapes,
    }


def _number(text, most):
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if abs(number) <= most else None


def _shape(geometry):
    try:
        shape = shapely.force_2d(shapely.geometry.shape(geometry))
        if shape.geom_type not in ("Polygon", "MultiPolygon") or shape.is_empty:
            return None
        west, south, east, north = shape.bounds
        if west < -180 or east > 180 or south < -90 or north > 90:
            return None
        return shape if shape.is_valid else shapely.make_valid(shape)
    except (GEOSException, ValueError, TypeError, AttributeError, KeyError, IndexError):
        return None


def _postcode_values(row, columns, tally):
    cell = {meaning: str(row.values.get(column) or "").strip() for meaning, column in columns.items()}
    code, place = cell["code"], cell["place"]
    if row.problem:
        return tally.skip(row.line, row.problem)
    if not re.fullmatch(r"\d{5}", code) or not place:
        return tally.skip(row.line, _("This is no German postcode with a place."), f"{code} {place}")
    if cell.get("state_code", "").isdigit() or COMPANY.search(place):
        return tally.skip(row.line, _("A postcode of one firm or office, not of a place."), f"{code} {place}")
    lat, lon = _number(cell["lat"], 90), _number(cell["lon"], 180)
    if lat is None or lon is None:
        return tally.skip(row.line, _("The coordinates are missing or impossible."), f"{code} {place}")
    return code, place[:120], lat, lon


def _area_of_postcode(finder, by_ags, code, place, lat, lon, keys, community):
    """The municipality that the key names; among several that of the same name, else what they share; else the area round the point, else its Kreis."""
    named = [area for ags in keys if (area := by_ags.get(ags) or by_ags.get(ags[:5]) or by_ags.get(ags[:2]))]
    round_point = finder.at(lat, lon)
    same = [area for area in named if area.key == place_key(place)]
    candidate = same[0] if len(same) == 1 else finder.shared(named)
    if candidate and (round_point is None or candidate.path.startswith(round_point.path)):
        return candidate
    return round_point or candidate or by_ags.get(community)


# --- Areas ------------------------------------------------------------------------------------------------------------


def _name_apart(entries):
    """“Landkreis Börde”, where the file says what kind of Kreis it is; “Saalekreis” says it already."""
    for entry in entries:
        title, name = entry["title"], entry["name"]
        if title in ("Landkreis", "Kreis") and not re.search(r"kreis|region|verband", name, re.IGNORECASE):
            entry["name"] = f"{title} {name}"


def _simplify(entries, tolerance, tally):
    """Join the parts of each area and simplify all together, so that neighbours keep one border."""
    outlined = [entry for entry in entries if entry["shapes"]]
    for entry in outlined:
        entry["shape"] = shapely.union_all(entry["shapes"])
    if not outlined:
        return
    shapes = [entry["shape"] for entry in outlined]
    if tolerance:
        if shapely.coverage_is_valid(shapes):
            shapes = list(shapely.coverage_simplify(shapes, tolerance))
        else:
            shapes = [shape.simplify(tolerance) for shape in shapes]
    for entry, shape in zip(outlined, shapes, strict=True):
        entry["outline"] = _outline(shape)
        point = shape.centroid if shape.contains(shape.centroid) else shape.representative_point()
        if entry["lat"] is None or entry["lon"] is None:
            entry["lat"], entry["lon"] = round(point.y, 5), round(point.x, 5)


def _outline(shape):
    """A GeoJSON geometry with five decimals, about a metre."""
    shape = shapely.set_precision(shape, 0.00001)
    polygons = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon" and not part.is_empty]

    def rings(polygon):
        return [[[round(x, 5), round(y, 5)] for x, y in ring.coords] for ring in (polygon.exterior, *polygon.interiors)]

    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": rings(polygons[0])}
    return {"type": "MultiPolygon", "coordinates": [rings(polygon) for polygon in polygons]}


class _AreaWriter:
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
                state.outline = _outline(shape)
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
