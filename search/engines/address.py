"""The address of an Elasticsearch cluster, as it stands in `SEARCH_URL`."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "https://user:password@host1:9200,host2:9200/portal"
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
OPTIONS = {"api_key", "ca_certs", "timeout", "shards", "replicas"}


@dataclass(frozen=True)
class Address:
    hosts: tuple[str, ...]
    """“https://host1:9200”"""
    prefix: str
    """Of the names of indexes."""
    user: str = ""
    password: str = ""
    api_key: str = ""
    ca_certs: str = ""
    timeout: float = 0.8
    """Seconds that a page waits for the cluster, in all."""
    shards: int = 1
    replicas: int | None = None
    """None: one, as soon as there is a second node."""

    def __str__(self):
        return f"{', '.join(self.hosts)}/{self.prefix}"


def parse_address(url) -> Address:
    """Raises `ImproperlyConfigured` with what is wrong; passwords are never part of it."""
    parts = urlsplit(url)
    credentials, at, places = parts.netloc.rpartition("@")
    user, _colon, password = credentials.partition(":")
    prefix = parts.path.strip("/")
    if not PREFIX.fullmatch(prefix):
        raise ImproperlyConfigured(
            f"SEARCH_URL needs a prefix for the names of its indexes after the hosts, in small letters, digits, - and _: {EXAMPLE}"
        )
    options = _options(parts)
    if at and (not user or not password):
        raise ImproperlyConfigured(f"SEARCH_URL needs user and password before the @: {EXAMPLE}")
    if at and "api_key" in options:
        raise ImproperlyConfigured("SEARCH_URL takes either user and password or api_key, not both.")
    if (ca_certs := options.get("ca_certs")) and not Path(ca_certs).is_file():
        raise ImproperlyConfigured(f"SEARCH_URL names {ca_certs} as ca_certs, but there is no such file.")
    if ca_certs and parts.scheme != "https":
        raise ImproperlyConfigured("SEARCH_URL names ca_certs, which only https has.")
    return Address(
        hosts=tuple(_host(parts.scheme, place) for place in places.split(",")),
        prefix=prefix,
        user=unquote(user),
        password=unquote(password),
        api_key=options.get("api_key", ""),
        ca_certs=options.get("ca_certs", ""),
        timeout=_number(options, "timeout", float, 0.1, 60.0, Address.timeout),
        shards=_number(options, "shards", int, 1, 100, Address.shards),
        replicas=_number(options, "replicas", int, 0, 10, None),
    )


def _options(parts):
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(set(options) - OPTIONS):
        raise ImproperlyConfigured(f"SEARCH_URL has the unknown option “{unknown[0]}”. Known: {', '.join(sorted(OPTIONS))}.")
    if parts.fragment:
        raise ImproperlyConfigured("SEARCH_URL has a “#”; in a password it is written %23.")
    return options


def _host(scheme, place):
    """A port belongs to it: forgetting it is the commonest mistake."""
    name, _colon, port = place.rpartition(":")
    if not name or not port.isdigit() or not 0 < int(port) < 65536 or "/" in place:
        raise ImproperlyConfigured(f"SEARCH_URL needs a name and a port for each host, “{place}” has not both: {EXAMPLE}")
    return f"{scheme}://{name}:{port}"


def _number(options, name, kind, least, most, default):
    if name not in options:
        return default
    try:
        value = kind(options[name])
    except ValueError:
        value = None
    if value is None or not least <= value <= most:
        raise ImproperlyConfigured(f"SEARCH_URL: {name} is a number from {least} to {most}, not “{options[name]}”.")
    return value
