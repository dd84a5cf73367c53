"""Writes what waits for the office in the demo: changes of members, hints of visitors, an institution that somebody misses. By the portal's own operations."""

import datetime as dt

from directory.operations import proposals

from . import data


def write_proposals(people, actors, *, at):
    """`people` and `actors` by their keys. Nothing is mailed: who is asked first, the institution or the office, is decided where a hint is sent."""
    content = data.read("proposals")
    for row in content["changes"]:
        by = people[row["by"]] if "by" in row else None
        proposals.propose(actors[row["actor"]], row["fields"], by=by, **_said(row, at))
    for row in content["new"]:
        proposals.propose_new(row["fields"], by=None, **_said(row, at))


def _said(row, at):
    said = {"author_name": row.get("author", ""), "author_email": row.get("email", "")}
    return {"at": at - dt.timedelta(days=row["days"]), "comment": row["words"], **said}
