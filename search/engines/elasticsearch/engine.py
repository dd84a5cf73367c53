"""Searching, and the life of an index; see the package's docstring."""

from contextlib import contextmanager
from datetime import UTC, datetime

from directory.geo import distance_km

from ... import facets, readings
from ...enums import Matched, Sort
from ...models import IndexState
from ...reasons import explain
from ...registry import document_type
from ..base import Hit, IndexMissing, IndexStatus, Points, SearchQuery, SearchResult, Suggested
from ..locks import holding
from . import asking, places, suggesting
from .cluster import Cluster
from .generations import Generations
from .terms import Terms
from .translating import as_query
from .vocabulary import ElasticsearchVocabulary, KeptWords
from .writing import ElasticsearchWriter, prepare

DIGESTS_AT_ONCE = 10_000


class ElasticsearchEngine:
    def __init__(self, address):
        self.cluster = Cluster(address)
        self.generations = Generations(self.cluster)
        self._terms = Terms(self.cluster, self.generations)
        self._words = KeptWords(self._terms)

    @staticmethod
    def prepared(documents, version):
        return [prepare(document, version) for document in documents]

    def _ask(self, **body):
        """A search in the live generation."""
        self.generations.live()
        return self.cluster.ask(lambda client: client.search(index=self.generations.alias, **asking.WHOLE, **body))

    def _ask_many(self, bodies, **header) -> list[dict]:
        """Several at once."""
        self.generations.live()
        if not bodies:
            return []
        lines = [line for body in bodies for line in (asking.WHOLE | header, body)]
        answers = self.cluster.ask(lambda client: client.msearch(index=self.generations.alias, searches=lines))
        return [asking.checked(answer) for answer in answers["responses"]]

    # --- Reading ------------------------------------------------------------------------------------------------------

    def search(self, query: SearchQuery) -> SearchResult:
        for reading in readings.readings(query):
            page, total, counts = self._page(query, reading.text)
            whole = total
            if wider := self._filled(reading, total):
                filled, further, more = self._page(query, readings.whole_first(wider, reading))
                if further > total:
                    reading, page, total, counts = wider, filled, further, more
            if total:
                break
        extra = readings.WHOLE if reading.matched == Matched.MOST else 0.0
        return SearchResult(total, self._hits(page, query, extra), counts, reading.matched, whole)

    def _page(self, query, text):
        """(answer with the hits, total, counts)"""
        page, counted = self._ask_many([asking.page(query, text), asking.counted(query, text)], **asking.preference(query))
        return page, *asking.read_counts(counted)

    def _filled(self, reading, total):
        """The wider reading, where few things meet all, also without filters."""
        if not readings.may_be_filled(reading, total) or not (wider := readings.filled(reading)):
            return None
        plain = readings.unfiltered(reading.query)
        return wider if plain == reading.query or readings.may_be_filled(reading, self._total(plain, reading.text)) else None

    def _total(self, query, text):
        return self._ask(**asking.total(query, text))["hits"]["total"]["value"]

    def _taken(self, query):
        """How the words are taken."""
        for reading in readings.readings(query):
            total = self._total(query, reading.text)
            if total:
                return self._filled(reading, total) or reading
        return reading

    def hits(self, query):
        """Counting is what a search takes most of its time for. (How words are taken is only known by it beyond the first page, and whether a result is filled up.)"""
        if query.filled or query.offset:
            return self.search(query).hits
        for reading in readings.readings(query):
            if found := self._hits(self._ask(**asking.page(query, reading.text), **asking.preference(query)), query, 0.0):
                return found
        return ()

    @staticmethod
    def _hits(answer, query, extra):
        """`extra`: what the scores of those have that meet all. Types that the portal no longer has are left out."""
        hits = [hit for hit in answer["hits"]["hits"] if document_type(hit["_source"]["doc_type"])]
        scores = [hit["_score"] or 0.0 if query.sort == Sort.RELEVANCE else 0.0 for hit in hits]
        own = [score - extra if score >= extra else score for score in scores]
        return tuple(as_hit(hit["_source"], score, query.near) for hit, score in zip(hits, own, strict=True))

    def values(self, query, field):
        answer = self._ask(**asking.values(query, self._taken(query).text, field))["aggregations"]
        return {bucket["key"]: bucket["doc_count"] for bucket in answer["values"]["buckets"]}

    def counts(self, queries) -> list[int]:
        """All queries are asked at once; what finds nothing is asked again by its next reading."""
        made = [readings.readings(query) for query in queries]
        totals = [0] * len(queries)
        for attempt in range(max(map(len, made), default=0)):
            open_ones = [place for place, total in enumerate(totals) if not total and attempt < len(made[place])]
            answers = self._ask_many([asking.total(queries[place], made[place][attempt].text) for place in open_ones])
            for place, answer in zip(open_ones, answers, strict=True):
                totals[place] = answer["hits"]["total"]["value"]
                if wider := self._filled(made[place][attempt], totals[place]):
                    totals[place] = self._total(queries[place], wider.text)
        return totals

    def fills(self, queries) -> list[bool]:
        return [total > 0 for total in self.counts(queries)]

    def suggest(self, words, wanted, *, today, language="de", near=False) -> Suggested:
        asked = suggesting.Asked(words, wanted, today, language, near)
        return suggesting.suggest(self._ask_many, self._terms, asked)

    def points(self, query: SearchQuery, doc_types, *, most) -> Points:
        for reading in readings.readings(query):
            extent = places.extent(self._ask, query, reading.text, doc_types)
            if extent.found:
                if wider := self._filled(reading, extent.found):
                    extent = places.extent(self._ask, query, wider.text, doc_types)
                break
        return places.points(self._ask, extent, most)

    def vocabulary(self):
        return ElasticsearchVocabulary(self._terms, self._words)

    def explain(self, query, keys):
        keys = list(keys)
        return explain(query, keys, lambda clauses: self._scores(keys, clauses))

    def _scores(self, keys, clauses):
        """All parts of the query in one, each under its number."""
        named = [{"bool": {"must": [as_query(clause)], "_name": f"{place}"}} for place, clause in enumerate(clauses)]
        found: list[dict[str, float]] = [{} for _clause in clauses]
        body = {
            "query": {"bool": {"filter": [{"terms": {"key": keys}}], "should": named}},
            "size": len(keys),
            "include_named_queries_score": True,
        }
        for hit in self._ask(**body)["hits"]["hits"] if keys else ():
            for name, score in hit.get("matched_queries", {}).items():
                found[int(name)][hit["_source"]["key"]] = score
        return found

    def digests(self):
        self.generations.live()
        index = self.generations.alias
        found, after = {}, None
        point = self.cluster.ask(lambda client: client.open_point_in_time(index=index, keep_alive="2m"))["id"]
        try:
            while True:
                body = {
                    "pit": {"id": point, "keep_alive": "2m"},
                    "size": DIGESTS_AT_ONCE,
                    "sort": ["_shard_doc"],
                    "track_total_hits": False,
                }
                body |= {"_source": False, "docvalue_fields": ["key", "digest"]} | ({"search_after": after} if after else {})
                hits = self.cluster.write(lambda client, body=body: client.search(**body))["hits"]["hits"]
                if not hits:
                    return found
                found |= {hit["fields"]["key"][0]: hit["fields"]["digest"][0] for hit in hits}
                after = hits[-1]["sort"]
        finally:
            self.cluster.ask(lambda client: client.close_point_in_time(id=point))

    def status(self):
        live = self.generations.live(fresh=True)
        index = self.generations.index_of(live.name)
        answer = self.cluster.ask(lambda client: client.indices.stats(index=index, metric=["docs", "store"]))["_all"]["primaries"]
        documents, size = answer["docs"]["count"], answer["store"]["size_in_bytes"]
        return IndexStatus("Elasticsearch", str(self.cluster.address), live.name, documents, size, self.previous() or "")

    # --- Generations ----------------------------------------------------------------------------------------------------

    def current(self):
        return self.generations.live(fresh=True).name

    def previous(self):
        found = self.generations.previous()
        return found.name if found and found.form == facets.DOCUMENT_FORM else None

    def has(self, generation):
        return self.generations.has(generation)

    def drop_others(self, keep=()):
        self.generations.drop(self.generations.all() - self.generations.named() - set(keep))

    # --- Writing ------------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self):
        with self._locked("writing"):
            yield self._writer(self.current())
            self._words.forget()

    def _writer(self, generation, *, seen=True):
        return ElasticsearchWriter(self.cluster, self.generations.index_of(generation), seen=seen)

    def _locked(self, name, wait=0.0):
        return holding(f"{name} of {self.cluster.address}", wait=wait)

    @contextmanager
    def building(self):
        IndexState.owner(create=True)
        if self.generations.owner() not in ("", IndexState.owner()):
            self.generations.live(fresh=True)  # says so
        with self._locked("building"):
            yield

    @contextmanager
    def filling(self, generation):
        if not self.has(generation):
            self.generations.make(generation)
        yield self._writer(generation, seen=False)

    @contextmanager
    def switching(self, generation, *, wait):
        with self._locked("writing", wait):
            with self.filling(generation) as writer:
                yield writer
            self.generations.open(generation)
            self.generations.switch(generation)
            self._words.forget()

    @contextmanager
    def going_back(self, *, wait):
        with self._locked("writing", wait):
            generation = self.previous()
            if generation is None:
                raise IndexMissing(f"There is no former index at {self.cluster.address} that this version of the portal can read.")
            yield generation
            self.generations.switch(generation)
            self._words.forget()


def as_hit(source, score, near=None):
    distance = None
    if near and (points := source.get("points")):
        distance = min(distance_km(near.lat, near.lon, point["lat"], point["lon"]) for point in points)
    changed = source.get("changed_at")
    changed_at = None if changed is None else datetime.fromtimestamp(changed, UTC)
    return Hit(source["doc_type"], source["object_id"], score, distance, changed_at)
