"""The distributed engine: a cluster of Elasticsearch 9, named by `SEARCH_URL`.

portal-g3               an index: one generation, `portal` being the prefix of the address
portal                  an alias: the live generation
portal-previous         an alias: the one that was live before, for going back

An index carries in its mapping whose database it belongs to and which form of documents it holds. Documents get the versions that the worker gives while
draining, so a late writer never puts something old over something new. Scores: Lucene's BM25 lacks the factor k1 + 1 that tantivy's has; `translating` puts it back.
"""

from .engine import ElasticsearchEngine

__all__ = ["ElasticsearchEngine"]
