"""What the index holds of terms, asked of its dictionaries instead of its documents."""

from ...analysis import storable


class Terms:
    """Reads for vocabulary and suggestions."""

    def __init__(self, cluster, generations):
        self._cluster, self._generations = cluster, generations
        self.address = cluster.address

    def _ask(self, call):
        self._generations.live()
        return self._cluster.ask(lambda client: call(client, self._generations.alias))

    def generation(self):
        return self._generations.live().name

    def number_of_documents(self):
        answer = self._ask(lambda client, index: client.count(index=index))
        return answer["count"]

    def has_value(self, field, value):
        query = {"term": {field: storable(value)}}
        answer = self._ask(lambda client, index: client.count(index=index, query=query, terminate_after=1))
        return answer["count"] > 0

    def frequencies(self, words, fields) -> dict[str, int]:
        """Documents that have a word in the field where most have it; all tokens that the field's analyzer makes of it."""
        text, places = "", {}
        for word in words:
            clean = storable(word)
            start = _length(text)
            text += f"{clean} "
            places[start, start + _length(clean)] = word
        answer = self._ask(
            lambda client, index: client.termvectors(
                index=index,
                doc=dict.fromkeys(fields, text),
                fields=list(fields),
                term_statistics=True,
                field_statistics=False,
                positions=False,
                payloads=False,
                filter_path="term_vectors.*.terms.*.doc_freq,term_vectors.*.terms.*.tokens",
            )
        )
        found = dict.fromkeys(words, 0)
        for field in answer.get("term_vectors", {}).values():
            least: dict[str, int] = {}
            for term in field.get("terms", {}).values():
                for token in term["tokens"]:
                    if word := _word_at(places, token):
                        number = term.get("doc_freq", 0)
                        least[word] = min(least.get(word, number), number)
            for word, number in least.items():
                found[word] = max(found[word], number)
        return found

    def all_terms(self, field, at_once, expected) -> dict[str, int]:
        """{term: documents}"""
        answer = self._ask(lambda client, index: client.search(index=index, size=0, aggs={"number": {"cardinality": {"field": field}}}))
        parts = answer["aggregations"]["number"]["value"] // expected + 1
        found: dict[str, int] = {}
        for part in range(parts):
            terms = {"field": field, "size": at_once, "include": {"partition": part, "num_partitions": parts}}
            answer = self._ask(
                lambda client, index, terms=terms: client.search(
                    index=index, size=0, track_total_hits=False, aggs={"terms": {"terms": terms}}
                )
            )
            found |= {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["terms"]["buckets"]}
        return found

    def beginning_with(self, field, prefix, at_once, most):
        """Terms in their order."""
        found: list[str] = []
        while len(found) < most:
            after = {"search_after": found[-1]} if found else {}
            answer = self._ask(
                lambda client, index, after=after: client.terms_enum(
                    index=index, field=field, string=storable(prefix), size=at_once, **after
                )
            )
            found += answer["terms"]
            if len(answer["terms"]) < at_once:
                break
        return found


def _length(text):
    """As Java counts letters."""
    return len(text.encode("utf-16-le")) // 2


def _word_at(places, token):
    if word := places.get((token["start_offset"], token["end_offset"])):
        return word
    return next((word for (start, end), word in places.items() if start <= token["start_offset"] and token["end_offset"] <= end), None)
