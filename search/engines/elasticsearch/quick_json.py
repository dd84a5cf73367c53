"""JSON for the client: a query of two words has 150 clauses, and Python's own module takes longer to write it than all else the client does."""

from collections.abc import Mapping
from typing import Any

import msgspec
from elastic_transport import Serializer
from elasticsearch.serializer import (
    CompatibilityModeJsonSerializer,
    CompatibilityModeNdjsonSerializer,
    JsonSerializer,
    NdjsonSerializer,
)

_encoder, _decoder = msgspec.json.Encoder(), msgspec.json.Decoder()


class _Quick:
    def json_dumps(self, data: Any) -> bytes:
        return _encoder.encode(data)

    def json_loads(self, data: bytes) -> Any:
        return _decoder.decode(data)


class _Json(_Quick, JsonSerializer):
    pass


class _Lines(_Quick, NdjsonSerializer):
    pass


class _CompatibleJson(_Quick, CompatibilityModeJsonSerializer):
    pass


class _CompatibleLines(_Quick, CompatibilityModeNdjsonSerializer):
    pass


SERIALIZERS: Mapping[str, Serializer] = {one.mimetype: one() for one in (_Json, _Lines, _CompatibleJson, _CompatibleLines)}
