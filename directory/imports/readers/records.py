"""JSON and GeoJSON: a list of records somewhere in the file."""

import json
import re

from django.utils.translation import gettext as _

from .tables import FileRefused, Row

MAX_DEPTH = 100


def read_json(table, text, path):
    try:
        data = json.loads(text, parse_constant=lambda name: None)
    except RecursionError as error:
        raise FileRefused(_("The JSON file is nested too deeply.")) from error
    except json.JSONDecodeError as error:
        raise FileRefused(
            _("The JSON file is damaged at line %(line)d, column %(column)d: %(reason)s.")
            % {"line": error.lineno, "column": error.colno, "reason": error.msg}
        ) from error
    except ValueError as error:
        raise FileRefused(_("The JSON file contains a number that is far too long.")) from error
    table.format = "JSON"
    if isinstance(data, dict) and data.get("type") == "FeatureCollection":
        table.format = "GeoJSON"
        _check_reference_system(data)
        records = data.get("features")
    else:
        records = _find_records(data, path)
    if not isinstance(records, list):
        raise FileRefused(_("The JSON file contains no list of records. Please name its place with “rows”."))
    names = {}
    for number, record in enumerate(records, 1):
        row = _record(table.format, number, record)
        names.update(dict.fromkeys(row.values))
        table.rows.append(row)
    table.columns = list(names)
    return table


def _record(kind, number, record):
    if not isinstance(record, dict):
        return Row(number, {}, _("The record is no object with named values."))
    if kind == "GeoJSON":
        properties = record.get("properties") or {}
        if not isinstance(properties, dict):
            return Row(number, {}, _("The record is no object with named values."))
        values = {**properties, "geometry": record.get("geometry")}
        if "id" in record:
            values.setdefault("id", record["id"])
    else:
        values = record
    if _depth(values) > MAX_DEPTH:
        return Row(number, {}, _("The record is nested too deeply."))
    return Row(number, values)


def _depth(value):
    """Levels of lists and objects, without recursion."""
    deepest, waiting = 0, [(value, 1)]
    while waiting:
        value, level = waiting.pop()
        deepest = max(deepest, level)
        if level > MAX_DEPTH:
            break
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        waiting += [(child, level + 1) for child in children if isinstance(child, dict | list)]
    return deepest


def _find_records(data, path):
    if path:
        for name in path.split("."):
            data = data.get(name) if isinstance(data, dict) else None
        return data
    for _level in range(MAX_DEPTH):
        if isinstance(data, list):
            return data
        if not isinstance(data, dict):
            return None
        lists = [value for value in data.values() if isinstance(value, list)]
        if len(lists) == 1:
            return lists[0]
        if lists or len(data) != 1:
            return None
        data = next(iter(data.values()))
    return None


def _check_reference_system(data):
    system = data.get("crs")
    properties = system.get("properties") if isinstance(system, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name and not re.search(r"(CRS84|4326|4258)$", name):
        raise FileRefused(_("The coordinates are in %(name)s. Please save the file in WGS 84 (EPSG:4326).") % {"name": name})
