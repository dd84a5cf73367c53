"""The engine that `SEARCH_URL` names.

    tantivy:///srv/portal/index     a folder on this machine (three slashes: an absolute path)

Empty: a tantivy folder beside the SQLite file, or one named after the server's database in `VAR_DIR`.
"""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from .base import Engine


@cache
def get_engine() -> Engine:
    """One engine for the process. Raises `ImproperlyConfigured`."""
    from .tantivy import TantivyEngine  # a library of 20 MB, loaded by the first search

    folder = parse_search_url(settings.SEARCH_URL)
    return TantivyEngine(folder or default_folder(connection.settings_dict), takes_over=folder is None)


def parse_search_url(url) -> Path | None:
    """The folder that `url` names, None for the default. Raises `ImproperlyConfigured` with what is wrong."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "tantivy":
        raise ImproperlyConfigured(
            f"SEARCH_URL begins with “{parts.scheme or url}”, which is no search engine of this portal. Known: tantivy:///folder."
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
