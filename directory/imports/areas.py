"""Areas and postcodes from public files: outlines (GeoJSON), municipalities and postcodes (CSV). Called by `manage.py import_areas`.

Every row of a file has one fate in the `Tally`. What is there already is recognised by its key (AGS and level), else by name and parent.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from ..enums import AreaLevel
from ..errors import OperationRefused
from ..geo import AreaFinder, current_finder, place_key
from ..models import Area, Location, Postcode
from ..signals import content_changed
from .area_writing import AreaWriter
from .outlines import shape_of, simplify

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
    simplify(entries, options.tolerance)
    writer = AreaWriter(options, tally)
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
        shape = shape_of(geometry)
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


def _name_apart(entries):
    """“Landkreis Börde”, where the file says what kind of Kreis it is; “Saalekreis” says it already."""
    for entry in entries:
        title, name = entry["title"], entry["name"]
        if title in ("Landkreis", "Kreis") and not re.search(r"kreis|region|verband", name, re.IGNORECASE):
            entry["name"] = f"{title} {name}"
