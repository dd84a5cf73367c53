"""The engine that `SEARCH_URL` names.

    tantivy:///srv/portal/index                              a folder on this machine (three slashes: an absolute path)
    https://user:password@host1:9200,host2:9200/portal       a cluster of Elasticsearch, and what the names of its indexes begin with

Empty: a tantivy folder beside the SQLite file, or one named after the server's database in `VAR_DIR`. Options of a cluster: docs/operations.md.
"""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from ..timing import timed
from .address import Address, parse_address
from .base import Engine


@cache
def get_engine() -> Engine:
    """One engine for the process. Raises `ImproperlyConfigured`."""
    place = parse_search_url(settings.SEARCH_URL)
    if isinstance(place, Address):
        from .elasticsearch import ElasticsearchEngine  # libraries of 20 MB each, loaded by the first search

        return timed(ElasticsearchEngine(place))
    from .tantivy import TantivyEngine

    return timed(TantivyEngine(place or default_folder(connection.settings_dict), takes_over=place is None))


def parse_search_url(url) -> Path | Address | None:
    """The folder or cluster that `url` names, None for the default. Raises `ImproperlyConfigured` with what is wrong."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme in ("http", "https"):
        return parse_address(url)
    if parts.scheme != "tantivy":
        raise ImproperlyConfigured(
            f"SEARCH_URL begins with “{parts.scheme or url}”, which is no search engine of this portal. Known: tantivy:///folder and https://host:9200/prefix."
        )
    if parts.netloc or not parts.path.strip("/"):
        raise ImproperlyConfigured("SEARCH_URL needs the whole path of a folder after three slashes: tantivy:///srv/portal/index.")
    if parts.query or parts.fragment:
        raise ImproperlyConfigured("SEARCH_URL takes no options after the folder: tantivy:///srv/portal/index.")
    return Path(unquote(parts.path))


def default_folder(database) -> Path:
    """Derived from the database, so that two databases never share one. `database` as in `settings.DATABASES`."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return Path(f"{database['NAME']}-index")
    place = "/".join(str(database.get(part) or "") for part in ("HOST", "PORT", "NAME"))
    return Path(settings.VAR_DIR) / f"index-{hashlib.sha256(place.encode()).hexdigest()[:12]}"
