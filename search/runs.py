"""Judged queries answered as the result page answers them, for scoring: a file of queries in, a file of results with the sources' keys out.

{"id": "q1", "query": "Gymnasium Lichterfelde", "filters": {"district": "Steglitz-Zehlendorf"}}
{"id": "q1", "total": 3, "results": [{"source": "schools", "key": "06Y11"}, …], "suggestions": ["…"]}
"""

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils.translation import gettext as _

from directory.freshness import BERLIN
from directory.models import ActorIdentifier, Area, ImportRow, OfferIdentifier

from .engines import get_engine
from .engines.base import Near
from .query import read
from .wanted import Group, Words

ROWS = 30
FILTERS = ("district", "postcode", "kind", "near", "free", "age", "as_of")
KINDS = {
    "Schule": {
        "section": ("einrichtungen",),
        "kind": ("schule", "grundschule", "weiterfuehrende-schule", "gymnasium", "berufliche-schule", "foerderschule"),
    },
    "Kita": {"section": ("einrichtungen",), "kind": ("kita", "kindertagespflege")},
    "Musikschule": {"kind": ("musikschule",)},
    "Jugendzentrum": {"section": ("einrichtungen",), "kind": ("jugendzentrum", "familienzentrum")},
    "Kurs": {"section": ("angebote",), "form": ("kurs", "workshop", "unterricht", "gruppe")},
    "Veranstaltung": {"section": ("angebote",), "form": ("veranstaltung",)},
    "Angebot": {"section": ("angebote",)},
}
"""What a kind of the judged data is here: facet → values."""


class BrokenLine(ValueError):
    """The message says which line, and what is wrong with it."""


@dataclass(frozen=True)
class Question:
    id: str
    text: str
    filters: dict
    language: str = "de"
    wants_suggestions: bool = False


def questions(lines, *, language="de"):
    """Raises `BrokenLine`. Empty lines don't count."""
    seen = set()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise BrokenLine(_("Line %(number)d is no JSON: %(error)s") % {"number": number, "error": error}) from error
        wrong = _wrong(data, seen)
        if wrong:
            raise BrokenLine(_("Line %(number)d: %(wrong)s") % {"number": number, "wrong": wrong})
        seen.add(data["id"])
        wants = "suggest" in data or str(data.get("class", "")).startswith("prefix")
        yield Question(data["id"], data["query"], data.get("filters") or {}, str(data.get("language") or language), wants)


def _wrong(data, seen):
    """What is wrong with the data of one line, "" when nothing is."""
    if not isinstance(data, dict):
        return _("It must be an object with “id” and “query”.")
    for name in ("id", "query"):
        if not isinstance(data.get(name), str) or (name == "id" and not data[name]):
            return _("“%(name)s” is missing or no text.") % {"name": name}
    if data["id"] in seen:
        return _("“%(id)s” stands there twice.") % {"id": data["id"]}
    filters = data.get("filters") or {}
    if not isinstance(filters, dict):
        return _("“filters” must be an object.")
    for name, value in filters.items():
        if name not in FILTERS:
            return _("There is no filter “%(name)s”. Known: %(known)s.") % {"name": name, "known": ", ".join(FILTERS)}
        if not _fits(name, value):
            return _("The filter “%(name)s” can't have the value %(value)s.") % {
                "name": name,
                "value": json.dumps(value, ensure_ascii=False),
            }
    return ""


def _fits(name, value):
    match name:
        case "near":
            return _near(value) is not None
        case "free":
            return isinstance(value, bool)
        case "age":
            return isinstance(value, int) and 0 <= value <= 120
        case "as_of":
            try:
                return bool(date.fromisoformat(value))
            except (TypeError, ValueError):
                return False
        case "kind":
            return all(kind in KINDS for kind in _listed(value))
        case _:
            return all(isinstance(one, str) for one in _listed(value))


def _listed(value):
    return value if isinstance(value, list) else [value]


def _near(value):
    """From {"lat": …, "lon": …, "km": …} or a list of the three; None for anything else."""
    numbers = [value.get(name) for name in ("lat", "lon", "km")] if isinstance(value, dict) else value
    if not isinstance(numbers, list) or len(numbers) != 3 or not all(isinstance(number, int | float) for number in numbers):
        return None
    lat, lon, km = map(float, numbers)
    return Near(lat, lon, km) if -90 <= lat <= 90 and -180 <= lon <= 180 and 0 < km < 1000 else None


def answer(question: Question, *, today: date, suggest=None) -> dict:
    """One line of the run. `suggest(text, day)` gives texts, for the questions that want them. Raises `SearchUnavailable`."""
    filters = dict(question.filters)
    day = date.fromisoformat(filters.pop("as_of")) if "as_of" in filters else today
    params = QueryDict(mutable=True)
    params["q"] = question.text
    if "age" in filters:
        params["alter_von"] = params["alter_bis"] = str(filters["age"])
    asked = read(params, language=question.language, today=day, at=datetime.combine(day, time(12), BERLIN))
    codes = tuple(Group(code, (Words((code,), text=1.0),), strict=True) for code in _listed(filters.get("postcode", [])))
    query = replace(
        asked.query,
        filters=(*asked.query.filters, *_facets(filters)),
        groups=(*asked.query.groups, *codes),
        words=asked.query.words or tuple(code.typed for code in codes),
        limit=ROWS,
    )
    if "near" in filters:
        query = replace(query, near=_near(filters["near"]))
    result = get_engine().search(query)
    line = {"id": question.id, "total": result.total, "results": sources_of(result.hits)}
    if question.wants_suggestions and suggest:
        line["suggestions"] = suggest(question.text, day)
    return line


def _facets(filters):
    if "district" in filters:
        yield "area", tuple(Area.objects.filter(name__in=_listed(filters["district"])).values_list("slug", flat=True)) or ("-",)
    if filters.get("free"):
        yield "cost", ("kostenlos",)
    if "kind" in filters:
        fields = defaultdict(list)
        for kind in _listed(filters["kind"]):
            for name, values in KINDS[kind].items():
                fields[name] += values
        yield from ((name, tuple(values)) for name, values in fields.items())


def sources_of(hits) -> list[dict]:
    """[{source, key}] of the rows that the hits were made of. An institution that a row only names (the provider of an offer) stands for that row
    if it is the only one; what many rows name (an operator) is no row of any source."""
    ids = {name: [hit.object_id for hit in hits if hit.doc_type == name] for name in ("actor", "offer")}
    own = _keys(ActorIdentifier, "actor", "actor", ids["actor"]) | _keys(OfferIdentifier, "offer", "offer", ids["offer"])
    named = _keys(OfferIdentifier, "actor", "offer__actor", ids["actor"])
    candidates = [key for keys in (*own.values(), *named.values()) for _source, key in keys]
    rows = set(ImportRow.objects.filter(key__in=candidates).values_list("source__key", "key"))
    results = []
    for hit in hits:
        thing = hit.doc_type, hit.object_id
        found = [key for key in own.get(thing, ()) if key in rows]
        if not found and len(named.get(thing, ())) == 1:
            found = [key for key in named[thing] if key in rows]
        results += [{"source": source, "key": key} for source, key in found]
    return results


def _keys(model, name, column, ids):
    """{(type of document, id): [(source, key), …]}"""
    found = defaultdict(list)
    for pk, source, key in model.objects.filter(**{f"{column}__in": ids}).order_by("pk").values_list(column, "source", "key"):
        found[name, pk].append((source, key))
    return found
