"""Has anything changed that public pages show? A token in the database tells (two: places taken have their own); every write that goes through Django renews it when it is committed.

Signals would not do: bulk writes, moved branches of pages and plain SQL send none. So the statements themselves are watched, and a table counts
unless it is named here as one that no public page reads: what is forgotten costs a page made anew, never a page that is out of date.
"""

import re

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from search.kept import token_of
from search.models import Version

VERSION = "pages"
SEATS = "seats"
"""Of how many places of meetings are taken: while people register, it changes every moment, and most pages say nothing of it."""
SEATS_TABLE = "events_occupancy"

UNSEEN = (
    *("account_", "accounts_", "auth_", "django_", "jobs_", "wagtail_localize_", "wagtailadmin_", "wagtailsearch_", "wagtailusers_"),
    *(
        "confirmations_",
        "corrections_",
        "directory_changeproposal",
        "directory_import",
        "directory_membership",
        "directory_reviewrule",
        "media_rendition",
        "search_indexstate",
        "search_outboxentry",
        "search_version",
    ),
    *("wagtailcore_apitoken", "wagtailcore_comment", "wagtailcore_group", "wagtailcore_modellogentry", "wagtailcore_pagelogentry"),
    *("wagtailcore_pagesubscription", "wagtailcore_referenceindex", "wagtailcore_revision", "wagtailcore_task", "wagtailcore_uploadedfile"),
    *("events_registration", "events_participant", "events_mail", "events_message", "events_listaccess", "events_feedback"),
    *("network_listchange", "network_networkanalysis", "network_networkfigures"),
    "upkeep_",
    "wagtailcore_workflow",
    "workspace_",
)
"""Beginnings of the names of tables that no page shows to somebody who isn't signed in. Renditions change with their picture, whose row is watched."""

WRITE = re.compile(
    r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?|COPY|MERGE\s+INTO)\s+(?:ONLY\s+)?"?(\w+)',
    re.IGNORECASE,
)


_migrating = False
"""Before the first migrations there is no table for the token; after the last it is renewed anyway."""


def watch():
    connection_created.connect(_watch_connection, dispatch_uid="portal.caching.changes")
    pre_migrate.connect(_rest, dispatch_uid="portal.caching.changes")
    post_migrate.connect(_renew_after_migrations, dispatch_uid="portal.caching.changes")


def current() -> str:
    """The token now; "" in a database where nothing was ever changed. A process that sees a new one sees what was committed before it, too."""
    return token_of(VERSION) and f"{token_of(VERSION)}.{token_of(SEATS)}"


def current_but_seats() -> str:
    """As `current`, for what asks by itself how many places of meetings are taken."""
    return token_of(VERSION)


def _watch_connection(connection, **kwargs):
    if connection.alias == DEFAULT_DB_ALIAS and _note not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note)


def _note(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    written = WRITE.match(sql) if isinstance(sql, str) else None
    if written and not _migrating and not written[1].lower().startswith(UNSEEN):
        connection, renew = context["connection"], _renew_seats if written[1].lower() == SEATS_TABLE else _renew
        # Once for each transaction. Django forgets it together with a savepoint that is rolled back.
        if not any(function is renew for _savepoints, function, _robust in connection.run_on_commit):
            transaction.on_commit(renew, using=connection.alias, robust=True)
    return result


def _renew():
    Version.renew(VERSION)


def _renew_seats():
    Version.renew(SEATS)


def _rest(using=DEFAULT_DB_ALIAS, **kwargs):
    global _migrating
    _migrating = _migrating or using == DEFAULT_DB_ALIAS


def _renew_after_migrations(sender, using=DEFAULT_DB_ALIAS, **kwargs):
    """With a new version of the portal its pages may be others. Without a token nothing is kept."""
    global _migrating
    if using == DEFAULT_DB_ALIAS and sender.name == "search":
        _migrating = False
        _renew()
