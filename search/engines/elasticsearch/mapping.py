"""Fields of the index, and a document in them. Other fields are refused (`dynamic: strict`)."""

from elasticsearch.dsl import Document as Entry
from elasticsearch.dsl import Double, GeoPoint, Keyword, Long, MetaField, Text, analyzer, token_filter

from ...analysis import STEMMERS, stems, words
from ...facets import FIELDS
from ...fields import ANYWHERE, LOOKED_UP, TEXTS, analyzer_of, values_of
from ...spots import spot_of
from ..base import Document

RETURNED = ("key", "doc_type", "object_id", "changed_at", "points")
"""What hits bring along; nothing else of a document is kept as it was written."""
CUT = (*TEXTS, ANYWHERE)
"""Fields that get their texts cut into words."""
LARGEST_WINDOW = 1_000_000
"""Pages go so deep."""


def _analyzer(name, stemmer):
    filters = ["lowercase", "asciifolding"]
    if stemmer:
        filters.append(token_filter(f"{stemmer}_stems", type="stemmer", language=stemmer))
    return analyzer(f"portal_{name}", type="custom", tokenizer="standard", filter=filters)


NAMES = {"english": "porter2"}
"""Stemmers that have another name here: “english” is an older one."""
ANALYZERS = {name: _analyzer(name, stemmer and NAMES.get(stemmer, stemmer)) for name, stemmer in STEMMERS.items()}


class IndexedThing(Entry):
    key = Keyword(doc_values=True)
    digest = Keyword(index=False)
    doc_type = Keyword()
    object_id = Long()
    version = Long(index=False)
    sort_name = Keyword()
    nowhere_name = Keyword(index=False)
    """`sort_name` of what has no place: by distance that comes last, by name."""
    whole_name = Text(analyzer="whitespace", index_prefixes={"min_chars": 1, "max_chars": 12})
    starts = Keyword()
    spelled = Keyword()
    brevity = Long()
    words = Keyword()
    opening = Keyword(doc_values=False)
    slot = Keyword(doc_values=False)
    changed_at = Long()
    age_from = Long()
    age_to = Long()
    last_day = Long()
    checked_on = Long()
    due_on = Long()
    points = GeoPoint()
    lat = Double(index=False)
    lon = Double(index=False)
    spot = Long()

    class Meta:
        dynamic = MetaField("strict")


for _name, _analyzer_name in TEXTS.items():
    IndexedThing._doc_type.mapping.field(_name, Text(analyzer=ANALYZERS[_analyzer_name]))
IndexedThing._doc_type.mapping.field(ANYWHERE, Text(analyzer=ANALYZERS[analyzer_of(ANYWHERE)], norms=False, index_options="docs"))
for _name in LOOKED_UP:
    IndexedThing._doc_type.mapping.field(f"by_{_name}", Keyword())
for _name in FIELDS:
    IndexedThing._doc_type.mapping.field(f"by_{_name}", Keyword(eager_global_ordinals=True))


def make_index(*, shards, meta) -> dict:
    """Body of the request that makes an index for filling: nothing is refreshed and nothing copied before it goes live. `meta` is kept with it."""
    mapping = IndexedThing._doc_type.mapping
    return {
        "mappings": {**mapping.to_dict(), "_source": {"includes": list(RETURNED)}, "_meta": meta},
        "settings": {
            "analysis": mapping._collect_analysis(),
            "index": {
                "number_of_shards": shards,
                "number_of_replicas": 0,
                "refresh_interval": "-1",
                "max_result_window": LARGEST_WINDOW,
            },
        },
    }


def as_live(*, replicas) -> dict:
    """Settings of an index once it is filled."""
    copies = {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    return {"index": {"refresh_interval": None, **copies}}


def make_source(document: Document, version) -> dict:
    """Texts are cut into words as everywhere in the portal: the standard tokenizer leaves “e.V” together."""
    values = values_of(document, version)
    cut: dict[str, list[str]] = {}  # most texts stand in several fields
    for name in CUT:
        if found := values.get(name):
            texts = found if isinstance(found, list) else [found]
            for text in texts:
                if text not in cut:
                    cut[text] = words(text)
            values[name] = [" ".join(cut[text]) for text in texts]
    values["words"] = list({token: None for text in values["words"] for word in cut[text] for token in stems(word, "plain")})
    values["starts"] = values["starts"].split() if "starts" in values else []
    if document.points:
        values["points"] = [{"lat": lat, "lon": lon} for lat, lon in document.points]
        values["lat"] = [lat for lat, lon in document.points]
        values["lon"] = [lon for lat, lon in document.points]
        values["spot"] = [spot_of(lat, lon) for lat, lon in document.points]
    else:
        values["nowhere_name"] = document.sort_name
    return values
